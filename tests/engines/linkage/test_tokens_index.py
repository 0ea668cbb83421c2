"""Asked through its index a delivery answers what it answers when it is read whole, whatever happened to the index."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jurdil.engines.linkage import tokens_index
from jurdil.engines.linkage.tokens import read_tokens
from jurdil.engines.linkage.tokens_asking import ask, find_in_whole
from jurdil.engines.linkage.tokens_index import Indexed, TokenIndex, layout
from jurdil.engines.linkage.tokens_indexing import find_in_index, make_index
from jurdil.engines.linkage.tokens_kinds import compared_of
from jurdil.engines.linkage.tokens_linking import learn_token_model, link_tokens

from .test_tokens_learning import KEY, ON, Row, delivered, invented, listed, table

PEOPLE = invented(300, 11)
FILES = (*layout(1, 1), "told.json")
ANY = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Indexed:
    folder = tmp_path_factory.mktemp("party")
    return Indexed(delivered(folder, listed(PEOPLE, 12)), folder / "index")


def _answers(source: Path | Indexed, people: list[Row]) -> list[dict[str, object]]:
    found: list[dict[str, object]] = link_tokens(table(people), [source], KEY, on=ON, min_probability=0.0).to_pylist()
    return found


@ANY
@given(chosen=st.sets(st.integers(0, 299), max_size=8), seed=st.integers(0, 99))
def test_whoever_is_asked_gets_the_answer_of_the_whole_delivery(chosen: set[int], seed: int, source: Indexed) -> None:
    some = [PEOPLE[nth] for nth in sorted(chosen)] + invented(3, seed)

    assert _answers(source, some) == _answers(source.path, some)


@settings(max_examples=12, deadline=None)
@given(entries=st.integers(0, 40), seed=st.integers(0, 99))
def test_every_pair_of_any_list_is_found(tmp_path_factory: pytest.TempPathFactory, entries: int, seed: int) -> None:
    folder, people = tmp_path_factory.mktemp("any"), invented(30, seed)
    source = Indexed(delivered(folder, listed(people, seed)[:entries]), folder)
    asked = ask(compared_of(table(people), on=ON), KEY)

    by_index, whole = find_in_index(asked, source, KEY), find_in_whole(asked, read_tokens(source.path, KEY))

    assert (by_index.roster, by_index.entries) == (whole.roster, whole.entries)
    assert by_index.entry_ids.to_pylist() == whole.entry_ids.to_pylist()
    for name in ("person", "entry", "found"):
        assert np.array_equal(getattr(by_index.patterns, name), getattr(whole.patterns, name))


def test_a_model_learnt_through_an_index_is_the_same(source: Indexed) -> None:
    by_index, whole = (learn_token_model(table(PEOPLE), [(each, KEY)], on=ON) for each in (source, source.path))

    assert by_index.to_json() == whole.to_json()


def test_many_questions_are_asked_in_parts(source: Indexed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens_index, "QUESTIONS_AT_ONCE", 7)

    assert _answers(source, PEOPLE[:20]) == _answers(source.path, PEOPLE[:20])


@ANY
@given(name=st.sampled_from(FILES), place=st.floats(0, 1, exclude_max=True), flipped=st.integers(1, 255))
def test_no_damage_changes_an_answer(name: str, place: float, flipped: int, source: Indexed) -> None:
    make_index(source)
    damaged = source.index / name
    content = bytearray(damaged.read_bytes())
    content[int(place * len(content))] ^= flipped
    damaged.write_bytes(content)

    assert _answers(source, PEOPLE[:30]) == _answers(source.path, PEOPLE[:30])


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("left", [0, 0.5])
def test_an_index_that_was_cut_short_is_told_and_made_anew(
    name: str, left: float, source: Indexed, caplog: pytest.LogCaptureFixture
) -> None:
    make_index(source)
    content = (source.index / name).read_bytes()
    (source.index / name).write_bytes(content[: int(left * len(content))])

    with caplog.at_level(logging.WARNING):
        found = _answers(source, PEOPLE[:5])

    assert found == _answers(source.path, PEOPLE[:5])
    assert "its index is damaged; it is made anew" in caplog.text
    assert TokenIndex.open(source).told["roster"] == "party"


def test_an_index_of_nothing_but_zeros_is_not_taken_for_an_empty_list(source: Indexed) -> None:
    make_index(source)
    for name in layout(1, 1):
        size = (source.index / name).stat().st_size
        (source.index / name).write_bytes(bytes(size))

    assert _answers(source, PEOPLE[:5]) == _answers(source.path, PEOPLE[:5]) != []


def test_an_index_of_an_earlier_file_is_told_and_made_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    source = Indexed(delivered(tmp_path, PEOPLE[:1]), tmp_path)
    assert len(_answers(source, PEOPLE[:2])) == 1
    delivered(tmp_path, PEOPLE[:2])

    with caplog.at_level(logging.WARNING):
        assert len(_answers(source, PEOPLE[:2])) == 2

    assert "tokens.parquet: its index was made from another file; it is made anew" in caplog.text


def test_a_delivery_that_is_gone_is_not_answered_for_by_its_index(tmp_path: Path) -> None:
    source = Indexed(delivered(tmp_path, PEOPLE[:1]), tmp_path)
    make_index(source)
    source.path.unlink()

    with pytest.raises(FileNotFoundError):
        _answers(source, PEOPLE[:1])


def test_an_index_holds_no_key_and_is_its_owners_alone(source: Indexed) -> None:
    shutil.rmtree(source.folder, ignore_errors=True)
    make_index(source)

    assert source.index.stat().st_mode & 0o077 == 0
    assert all(KEY.secret not in file.read_bytes() for file in source.index.iterdir())
