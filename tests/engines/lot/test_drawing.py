"""The lot falls the same way for everybody, and differently for every beacon."""

from __future__ import annotations

import subprocess
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurdil.engines.lot import (
    DrawRecord,
    commit,
    commit_bands,
    draw,
    draw_bands,
    parse_record,
    record_draw,
    verify,
    verify_bands,
    verify_record,
)

IDS = st.lists(
    st.text(st.characters(min_codepoint=33, max_codepoint=0x24F, exclude_characters="\x7f\x85"), min_size=1),
    min_size=1,
    max_size=40,
    unique=True,
).filter(lambda names: all(name.isprintable() for name in names))


@given(IDS, st.randoms(use_true_random=False))
def test_the_order_of_the_list_changes_nothing(names: list[str], random: Random) -> None:
    shuffled = list(names)
    random.shuffle(shuffled)
    commitment = commit(names)

    order = draw(shuffled, ["beacon"], commitment)

    assert commit(shuffled) == commitment
    assert order == draw(names, ["beacon"], commitment)
    assert sorted(order) == sorted(names)
    assert verify(names, ["beacon"], commitment, order)
    assert len(names) == 1 or not verify(names, ["beacon"], commitment, order[::-1])


def test_the_commitment_is_what_common_tools_compute(tmp_path: Path) -> None:
    names = ["b", "a", "é", "B", "10", "9"]
    (tmp_path / "list").write_text("".join(f"{name}\n" for name in names), "utf-8")

    shell = subprocess.run(
        ["/bin/sh", "-c", "LC_ALL=C sort list | sha256sum"], cwd=tmp_path, capture_output=True, check=True
    )

    assert commit(names) == commit((tmp_path / "list").read_bytes()) == shell.stdout.decode().split()[0]


def test_another_beacon_gives_another_order_and_their_sequence_does_not_matter() -> None:
    names = [f"P{number}" for number in range(50)]
    commitment = commit(names)

    assert draw(names, ["one"], commitment) != draw(names, ["two"], commitment)
    assert draw(names, ["one", "two"], commitment) == draw(names, ["two", "one"], commitment)
    assert draw(names, ["one", "two"], commitment) != draw(names, ["onetwo"], commitment)


def test_a_list_changed_after_the_commitment_is_refused() -> None:
    commitment = commit(["Siti", "Budi"])

    with pytest.raises(ValueError, match="not the one that was committed to"):
        draw(["Siti", "Budi", "Rina"], ["beacon"], commitment)


@pytest.mark.parametrize(
    ("names", "beacons"),
    [([], ["b"]), (["a", "a"], ["b"]), (["a\nb"], ["b"]), ([""], ["b"]), (["a"], []), (["a"], [" "])],
)
def test_a_list_or_beacon_that_could_be_bent_is_refused(names: list[str], beacons: list[str]) -> None:
    with pytest.raises(ValueError):
        draw(names, beacons, commit(names))


def test_bands_come_first_and_the_lot_decides_inside_them() -> None:
    pairs = [("10", f"low {n}") for n in range(20)] + [("2", f"high {n}") for n in range(20)]
    commitment = commit_bands(pairs)

    order = draw_bands(reversed(pairs), ["beacon"], commitment)

    assert [band for band, _ in order] == ["2"] * 20 + ["10"] * 20
    assert [name for _, name in order] != [name for _, name in sorted(pairs)]
    assert verify_bands(pairs, ["beacon"], commitment, order)
    assert commitment != commit_bands([("2", name) for _, name in pairs])


def test_everybody_has_the_same_chance() -> None:
    names = [f"P{number}" for number in range(5)]
    commitment = commit(names)

    first = Counter(draw(names, [str(day)], commitment)[0] for day in range(5000))

    assert all(850 < count < 1150 for count in first.values())


def test_a_record_carries_all_it_takes_to_redo_the_draw() -> None:
    record = record_draw(["Siti", "Budi", "Rina"], ["beacon"], bands=["1", "2", "1"])

    assert verify_record(parse_record(record.as_json()))
    swapped = DrawRecord(record.commitment, record.beacons, record.order[::-1], record.bands[::-1])
    assert not verify_record(swapped)
    with pytest.raises(ValueError, match="committed"):
        verify_record(DrawRecord(record.commitment, record.beacons, record.order[:2], record.bands[:2]))
