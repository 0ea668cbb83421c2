"""The lot falls the same way for everybody, and differently for every beacon."""

from __future__ import annotations

import subprocess
from collections import Counter
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jurdil.engines.lot import (
    DrawRecord,
    Listing,
    commit,
    draw,
    parse_lines,
    parse_record,
    record_draw,
    verify,
    verify_record,
)
from jurdil.engines.lot.drawing import _sorted

IDS = st.lists(
    st.text(st.characters(min_codepoint=33, max_codepoint=0x24F, exclude_characters="\x7f\x85"), min_size=1),
    min_size=1,
    max_size=40,
    unique=True,
).filter(lambda names: all(name.isprintable() for name in names))


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(IDS, st.randoms(use_true_random=False))
def test_the_order_of_the_list_changes_nothing(names: list[str], random: Random) -> None:
    shuffled = list(names)
    random.shuffle(shuffled)
    commitment = commit(Listing(names))

    order = draw(Listing(shuffled), ["beacon"], commitment).names

    assert commit(Listing(shuffled)) == commitment
    assert order == draw(Listing(names), ["beacon"], commitment).names
    assert sorted(order) == sorted(names)
    assert verify(Listing(names), ["beacon"], commitment, order)
    assert len(names) == 1 or not verify(Listing(names), ["beacon"], commitment, order[::-1])


def test_the_commitment_is_what_common_tools_compute(tmp_path: Path) -> None:
    names = ["b", "a", "é", "B", "10", "9"]
    (tmp_path / "list").write_text("".join(f"{name}\n" for name in names), "utf-8")

    shell = subprocess.run(
        ["/bin/sh", "-c", "LC_ALL=C sort list | sha256sum"], cwd=tmp_path, capture_output=True, check=True
    )

    assert (
        commit(Listing(names))
        == commit(parse_lines((tmp_path / "list").read_text()))
        == shell.stdout.decode().split()[0]
    )


def test_another_beacon_gives_another_order_and_their_sequence_does_not_matter() -> None:
    names = [f"P{number}" for number in range(50)]
    commitment = commit(Listing(names))

    assert draw(Listing(names), ["one"], commitment) != draw(Listing(names), ["two"], commitment)
    assert draw(Listing(names), ["one", "two"], commitment) == draw(Listing(names), ["two", "one"], commitment)
    assert draw(Listing(names), ["one", "two"], commitment) != draw(Listing(names), ["onetwo"], commitment)


def test_a_list_changed_after_the_commitment_is_refused() -> None:
    commitment = commit(Listing(["Siti", "Budi"]))

    with pytest.raises(ValueError, match="not the one that was committed to"):
        draw(Listing(["Siti", "Budi", "Rina"]), ["beacon"], commitment)


@pytest.mark.parametrize(
    ("names", "beacons"),
    [([], ["b"]), (["a", "a"], ["b"]), (["a\nb"], ["b"]), ([""], ["b"]), (["a"], []), (["a"], [" "])],
)
def test_a_list_or_beacon_that_could_be_bent_is_refused(names: list[str], beacons: list[str]) -> None:
    with pytest.raises(ValueError):
        draw(Listing(names), beacons, commit(Listing(names)))


def test_bands_come_first_and_the_lot_decides_inside_them() -> None:
    names = [f"low {n}" for n in range(20)] + [f"high {n}" for n in range(20)]
    bands = ["10"] * 20 + ["2"] * 20
    commitment = commit(Listing(names, bands))

    order = draw(Listing(names[::-1], bands[::-1]), ["beacon"], commitment)

    assert list(order.bands) == ["2"] * 20 + ["10"] * 20
    assert list(order.names) != sorted(order.names)
    assert verify(Listing(names, bands), ["beacon"], commitment, order.names)
    assert commitment != commit(Listing(names, ["2"] * 40))


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from("abc"), min_size=2, max_size=60), st.integers(0, 9))
def test_each_beginning_holds_about_the_share_of_each_stratum(strata: list[str], day: int) -> None:
    names = [f"P{number}" for number in range(len(strata))]
    listing = Listing(names, ["1"] * len(names), strata)
    shuffled = Listing(names[::-1], ["1"] * len(names), strata[::-1])

    order = draw(listing, [str(day)], commit(listing))

    assert draw(shuffled, [str(day)], commit(listing)) == order
    for length in range(len(names) + 1):
        for stratum, size in Counter(strata).items():
            share = size * length / len(names)
            # At a point of the band each count is within one; cutting at a length moves the point by a place a stratum.
            assert abs(order.strata[:length].count(stratum) - share) < 1 + len(set(strata)) * size / len(names)


def test_inside_a_stratum_everybody_has_the_same_chance() -> None:
    listing = Listing([f"P{number}" for number in range(5)], ["1"] * 5, ["a", "a", "a", "b", "b"])
    commitment = commit(listing)

    first = Counter(name for day in range(5000) for name in draw(listing, [str(day)], commitment).names[:2])

    assert max(first[name] for name in ("P0", "P1", "P2")) - min(first[name] for name in ("P0", "P1", "P2")) < 250
    assert abs(first["P3"] - first["P4"]) < 250


def test_a_record_carries_all_it_takes_to_redo_the_draw() -> None:
    record = record_draw(Listing(["Siti", "Budi", "Rina"], ["1", "2", "1"]), ["beacon"])

    assert verify_record(parse_record(record.as_json()))
    swapped = DrawRecord(record.commitment, record.beacons, record.order[::-1], record.bands[::-1])
    assert not verify_record(swapped)
    with pytest.raises(ValueError, match="committed"):
        verify_record(DrawRecord(record.commitment, record.beacons, record.order[:2], record.bands[:2]))


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(IDS, st.data())
def test_a_removal_keeps_the_order_of_the_others(names: list[str], data: st.DataObject) -> None:
    removed = data.draw(st.lists(st.sampled_from(names), unique=True))

    record = record_draw(Listing(names), ["beacon"], removed=removed)

    assert verify_record(parse_record(record.as_json()))
    whole = record_draw(Listing(names), ["beacon"]).order
    assert record.standing == tuple(name for name in whole if name not in removed)


def test_nobody_is_removed_who_does_not_stand_in_the_list() -> None:
    with pytest.raises(ValueError, match="Rina is to be removed"):
        record_draw(Listing(["Siti", "Budi"]), ["beacon"], removed=["Rina"])


def test_one_changed_added_or_left_out_is_found() -> None:
    names, bands = ["Siti", "Budi", "Rina"], ["1", "2", "1"]
    commitment = commit(Listing(names, bands))

    bent = (
        Listing(["Siti", "Budi", "Rini"], bands),
        Listing(names, ["1", "1", "1"]),
        Listing([*names, "Tono"], [*bands, "1"]),
        Listing(names[:2], bands[:2]),
    )

    for listing in bent:
        with pytest.raises(ValueError, match="not the one that was committed to"):
            draw(listing, ["beacon"], commitment)


def test_equal_heads_of_hashes_are_decided_by_the_whole_hash() -> None:
    heads = np.array([7, 3, 7, 7], dtype=np.uint64)
    whole = {0: (b"\2", b"a"), 2: (b"\1", b"z"), 3: (b"\1", b"b")}

    assert _sorted([], heads, whole.__getitem__).tolist() == [1, 3, 2, 0]


def test_where_keys_leave_no_room_for_a_hash_the_whole_hash_decides() -> None:
    keys = [np.array([1, 0, 1, 1], dtype=np.uint64), np.full(4, 2**62, dtype=np.uint64)]
    heads = np.array([1, 2**63, 2, 2**62], dtype=np.uint64)

    assert _sorted(keys, heads, lambda place: (int(heads[place]).to_bytes(8, "big"), b"")).tolist() == [1, 0, 2, 3]
