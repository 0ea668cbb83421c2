"""What tokens weigh is learnt from the pairs, holds for one person as for all, and accuses nobody by a number alone."""

from __future__ import annotations

import random
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jurdil.engines.linkage import tokens_linking
from jurdil.engines.linkage.tokens import make_tokens, write_tokens
from jurdil.engines.linkage.tokens_explaining import all_sentences
from jurdil.engines.linkage.tokens_keys import ExchangeKey
from jurdil.engines.linkage.tokens_kinds import compared_of
from jurdil.engines.linkage.tokens_learning import count_strangers
from jurdil.engines.linkage.tokens_levels import CONTEXTS, FIELDS, number_of
from jurdil.engines.linkage.tokens_linking import link_tokens, token_model_of
from jurdil.engines.linkage.tokens_model import CLASSES, SAME, STRANGER, VERSION, TokenModel, starting_token_model
from jurdil.engines.linkage.tokens_rates import LEAST_SHARED, count_rates

ON = date(2024, 11, 27)
KEY = ExchangeKey("partai rekaan kepada kpu rekaan 2024", sha256(b"secret").digest())
COLUMNS = ("id", "name", "nik", "birth_date", "sex", "region")
FIRST = ("BUDI", "SITI", "RINA", "AGUS", "DEWI", "WATI", "JOKO", "TUTI", "HADI", "NURI", "LILI", "RUDI")
LAST = ("SANTOSO", "REKAWAN", "WIJAYA", "HARTONO", "PERMATA", "LESTARI", "KUSUMA", "SAPUTRA", "UTAMA", "PRATAMA")
Row = dict[str, str | None]


def invented(count: int, seed: int, first: date = date(1960, 1, 1)) -> list[Row]:
    """People of two invented names out of few, so that there are namesakes; the oldest born on `first`."""
    chance = random.Random(seed)
    rows: list[Row] = []
    for nth in range(count):
        born = first + timedelta(days=chance.randrange(16_000))
        woman = chance.random() < 0.5
        ward = 1001 + chance.randrange(20)
        number = f"317101{born.day + 40 * woman:02d}{born:%m%y}{1 + chance.randrange(9):04d}"
        rows.append(
            {"id": f"p{nth}", "name": f"{chance.choice(FIRST)} {chance.choice(LAST)} {chance.choice(LAST)}",
             "nik": number, "birth_date": str(born), "sex": "P" if woman else "L", "region": f"31.71.01.{ward}"}
        )  # fmt: skip
    return rows


def listed(people: list[Row], seed: int) -> list[Row]:
    """Entries about every second person, a third without a number, some with another name; and as many strangers."""
    chance = random.Random(seed)
    entries = []
    for nth, person in enumerate(people[::2]):
        entry = {**person, "id": f"e{nth}"}
        if chance.random() < 0.35:
            entry["nik"] = None
        if chance.random() < 0.1:
            entry["birth_date"] = None
        if chance.random() < 0.1:
            entry["name"] = str(person["name"]).rsplit(" ", 1)[0]
        entries.append(entry)
    return entries + [{**row, "id": f"s{nth}"} for nth, row in enumerate(invented(len(people), seed + 1))]


def table(rows: list[Row]) -> pa.Table:
    return pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in COLUMNS})


def delivered(folder: Path, rows: list[Row]) -> Path:
    tokens, _ = make_tokens(table(rows), KEY, roster="party", on=ON, seed=bytes(32))
    write_tokens(tokens, folder / "tokens.parquet")
    return folder / "tokens.parquet"


@pytest.fixture(scope="module")
def people() -> list[Row]:
    return invented(1_000, 1)


@pytest.fixture(scope="module")
def party(people: list[Row], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return delivered(tmp_path_factory.mktemp("party"), listed(people, 2))


@pytest.fixture(scope="module")
def matches(people: list[Row], party: Path) -> pa.Table:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tokens_linking, "ENOUGH_PAIRS", 100)
        return link_tokens(table(people), [party], KEY, on=ON, min_probability=0.0)


def test_learning_finds_how_many_are_listed_without_being_told(matches: pa.Table) -> None:
    learnt = token_model_of(matches)

    entries = 2_000  # 500 of people, 1,000 of strangers, rounded up
    assert learnt.expected[list(SAME)].sum() * entries / 1e6 == pytest.approx(0.5, abs=0.05)


def test_reasons_add_up_with_look_alikes_and_caution(matches: pa.Table) -> None:
    for match in matches.to_pylist():
        odds = np.log2(match["probability"] / (1 - match["probability"])) if match["probability"] > 1e-5 else None
        if odds is not None:
            assert sum(reason["bits"] for reason in match["reasons"]) == pytest.approx(odds, abs=0.2)
        assert {reason["words"] for reason in match["reasons"]} <= set(all_sentences())


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=st.sets(st.integers(0, 999), min_size=1, max_size=6))
def test_some_people_asked_alone_are_weighed_like_all_of_them(
    chosen: set[int], people: list[Row], party: Path, matches: pa.Table
) -> None:
    some = [people[nth] for nth in sorted(chosen)]

    alone = link_tokens(table(some), [party], KEY, on=ON, min_probability=0.0, model=token_model_of(matches))

    ids = {row["id"] for row in some}
    assert alone.to_pylist() == [match for match in matches.to_pylist() if match["person_id"] in ids]


def test_a_model_is_read_back_as_it_was_written(matches: pa.Table) -> None:
    learnt = token_model_of(matches)

    again = TokenModel.from_json(learnt.to_json())

    assert again.to_json() == learnt.to_json()
    with pytest.raises(KeyError):
        TokenModel.from_json("{}")


def test_a_model_that_an_earlier_version_learnt_is_refused(matches: pa.Table) -> None:
    text = token_model_of(matches).to_json().replace(f'"tokens": {VERSION}', f'"tokens": {VERSION - 1}')

    with pytest.raises(ValueError, match="another version"):
        TokenModel.from_json(text)


@pytest.mark.parametrize(("first", "low", "high"), [(date(1960, 1, 1), 0.85, 1.2), (date(1925, 1, 1), 0.5, 0.8)])
def test_strangers_of_another_age_seldom_have_just_the_persons_day(
    first: date, low: float, high: float, people: list[Row], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens_linking, "ENOUGH_PAIRS", 100)
    entries = listed(people, 2)[:500] + invented(3_000, 5, first)
    party = delivered(tmp_path, [{**row, "id": str(nth)} for nth, row in enumerate(entries)])

    learnt = token_model_of(link_tokens(table(people), [party], KEY, on=ON))

    exact = learnt.agreement["birth_date"][STRANGER, 0, number_of("birth_date", "exact")]
    assert low < exact < high


def test_numbers_used_by_others_are_counted_among_entries_that_state_one(
    people: list[Row], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens_linking, "ENOUGH_PAIRS", 100)
    others = [{**row, "nik": person["nik"]} for row, person in zip(invented(80, 9), people[1::2], strict=False)]
    entries = [*listed(people, 2), *({**row, "nik": None} for row in invented(1_000, 8)), *others]
    party = delivered(tmp_path, [{**row, "id": str(nth)} for nth, row in enumerate(entries)])

    learnt = token_model_of(link_tokens(table(people), [party], KEY, on=ON))

    found, stating = learnt.expected[CLASSES.index("borrowed")], learnt.numbered["party"]
    assert stating < 0.8
    assert found * stating * len(people) * len(entries) / 1e6 == pytest.approx(80, rel=0.15)


def test_what_the_name_of_another_user_of_the_number_has_in_common_is_not_learnt_from_the_persons_own(
    people: list[Row], matches: pa.Table
) -> None:
    learnt = token_model_of(matches)

    counted = count_strangers(compared_of(table(people), on=ON), starting_token_model())
    borrowed = CLASSES.index("borrowed")
    assert np.array_equal(learnt.agreement["name"][borrowed, 0], counted.agreement["name"][borrowed, 0])


def test_a_twin_who_shares_the_only_word_of_a_name_shares_all_of_it() -> None:
    name = starting_token_model().agreement["name"][CLASSES.index("twin")]

    part, one = number_of("name", "part"), number_of("name", "one-word")
    by_words = [CONTEXTS["name"].index(context) for context in ("one-word-name", "longer-name")]
    assert [name[context, part] > name[context, one] for context in by_words] == [True, False]


def test_whatever_cannot_show_of_a_name_is_judged_as_what_shows_instead() -> None:
    name = starting_token_model().agreement["name"][:STRANGER]

    by_number, one_word, longer = range(len(CONTEXTS["name"]))
    shorter, front, letters = (number_of("name", level) for level in ("shorter", "front", "letters"))
    assert name[:, :, 1:].sum(axis=2) == pytest.approx(1.0)
    assert not name[:, [by_number, one_word], shorter].any()
    assert not name[:, [one_word, longer], front].any()
    assert not name[:, [one_word, longer], letters].any()


def test_few_pairs_teach_nothing(people: list[Row], party: Path) -> None:
    learnt = token_model_of(link_tokens(table(people[:40]), [party], KEY, on=ON))

    judged = starting_token_model(2_000)
    assert learnt.expected.tolist() == judged.expected.tolist()
    for field in FIELDS:
        assert np.array_equal(learnt.agreement[field][: len(SAME)], judged.agreement[field][: len(SAME)])


def test_no_value_that_few_people_have_is_kept(people: list[Row]) -> None:
    rates = count_rates(compared_of(table(people), on=ON))

    names = [row.key for row in compared_of(table(people), on=ON)]
    assert rates.names
    assert all(names.count(name) >= LEAST_SHARED for name in rates.names)


def test_a_number_used_by_somebody_else_is_shown_and_never_more_than_possible(tmp_path: Path) -> None:
    siti = invented(1, 7)[0]
    other = {**siti, "id": "e1", "name": "JOKO HARTONO", "birth_date": "1961-04-09", "sex": "L", "region": None}
    path = delivered(tmp_path, [{**other, "name": "ZULKIFLI MARPAUNG"}])

    match = link_tokens(table([siti]), [path], KEY, on=ON).to_pylist()[0]

    assert match["grade"] == "possible"
    assert 0.05 <= match["probability"] < 0.5


def test_classes_are_probabilities(matches: pa.Table) -> None:
    learnt = token_model_of(matches)

    assert len(learnt.expected) == len(CLASSES)
    assert all((learnt.agreement[field] >= 0).all() for field in FIELDS)
    assert all((learnt.agreement[field][: len(CLASSES) - 1] <= 1 + 1e-9).all() for field in FIELDS)
