"""The lists of parties, campaign teams, witnesses and officials: who stands in which, and what the list says.

First it is planned which person stands behind each entry (`plan_entries`), then all entries are written at once as
columns (`write_lists`). Party sizes are drawn by chance, so that no party looks larger than another on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
from numpy.typing import NDArray

from jurdil.demo.faults import misspell_name, mistype_digit, swap_day_and_month
from jurdil.demo.forms import World, choose, padded, write_address, write_days, write_sex
from jurdil.demo.names import Flags, Ints
from jurdil.demo.people import day_parts
from jurdil.demo.shape import LISTED_PEOPLE, LISTS, LOOK_ALIKES, PARTY_KINDS, ListShape, Shape

PAIRS = (1, 2, 3)
TITLES_BEFORE = (("", 0.965), ("H.", 0.015), ("Hj.", 0.008), ("Drs.", 0.006), ("Ir.", 0.006))
TITLES_AFTER = (("", 0.95), ("S.E.", 0.015), ("S.H.", 0.012), ("S.Pd.", 0.010), ("S.Kom.", 0.008), ("M.M.", 0.005))
NAME_FAULT_SHARE, NIK_FAULT_SHARE, DAY_FAULT_SHARE, YEAR_FAULT_SHARE = 0.45, 0.08, 0.04, 0.02
LAST_SINCE = "2024-09-16"
PAST_SHARE = 0.03


@dataclass(frozen=True)
class Roll:
    """The lists by name, the group each belongs to, and how many entries each holds."""

    names: tuple[str, ...]
    groups: tuple[str, ...]
    sizes: Ints

    def of_group(self, group: str) -> Ints:
        """The numbers of the lists of one group."""
        return np.flatnonzero(np.array(self.groups) == group)


@dataclass
class Entries:
    """Per entry its list and the person behind it; the rest tells which entries concern an applicant.

    wed_*: entries among the organisers about the spouse of an applicant, and that applicant.
    """

    roll: Roll
    roster: Ints
    who: Ints
    truth_slots: Ints
    truth_people: Ints
    truth_kinds: NDArray[np.str_]
    alike_slots: Ints
    alike_people: Ints
    alike_kinds: NDArray[np.str_]
    wed_slots: Ints
    wed_people: Ints


class _Slots:
    """Free entries of each list in random order."""

    def __init__(self, rng: np.random.Generator, roll: Roll) -> None:
        ends = np.cumsum(roll.sizes)
        sizes = roll.sizes.tolist()
        self._free = [end - size + rng.permutation(size) for end, size in zip(ends.tolist(), sizes, strict=True)]
        self._used = [0] * len(sizes)

    def take(self, rosters: Ints) -> Ints:
        """One free entry in each of the given lists."""
        slots = np.empty(len(rosters), dtype=np.int64)
        for roster in np.unique(rosters).tolist():
            wanted = np.flatnonzero(rosters == roster)
            start = self._used[roster]
            if start + len(wanted) > len(self._free[roster]):
                raise ValueError("roster_entries is too small for the people who stand in the lists.")
            slots[wanted] = self._free[roster][start : start + len(wanted)]
            self._used[roster] += len(wanted)
        return slots


def plan_roll(rng: np.random.Generator, data: Path, entries: int) -> Roll:
    """Share `entries` out over all lists."""
    table = pyarrow.csv.read_csv(data / "parties_2024.csv")
    parties = table.filter(pc.equal(table["scope"], "national"))["short_name"].to_pylist()
    others = [(f"campaign-pair-{pair}", "campaign") for pair in PAIRS]
    others += [(f"witnesses-pair-{pair}", "witnesses") for pair in PAIRS]
    others += [(name, name) for name in ("sanctions", "organisers", "spouses", "candidates")]
    sizes = [max(1, round(entries * LISTS[group].share)) for _, group in others]
    left = entries - sum(sizes)
    if left < len(parties):
        raise ValueError("roster_entries is too small for one entry in each list.")
    weight = 0.5 + rng.random(len(parties))
    edges = np.round(np.concatenate(([0], np.cumsum(weight / weight.sum()))) * left).astype(np.int64)
    named = [(f"party-{name.lower().replace(' ', '-')}", "parties") for name in parties] + others
    names, groups = zip(*named, strict=True)
    return Roll(names, groups, np.concatenate((np.diff(edges), np.array(sizes, dtype=np.int64))))


@dataclass(frozen=True)
class Listed:
    """The people with a true entry of their own: rows, the list, and what lies behind it."""

    people: Ints
    rosters: Ints
    kinds: NDArray[np.str_]


def choose_listed(rng: np.random.Generator, roll: Roll, single: Ints, married: Ints, shape: Shape) -> Listed:
    """Choose who of the people `single` (any) and `married` (for the spouses' list) stands in which list."""
    total = round(shape.listed_share * len(single))
    people, rosters, kinds = [], [], []
    pool = rng.permutation(single)
    wives = rng.permutation(married)[: round(total * LISTED_PEOPLE["spouses"])]
    pool = pool[~np.isin(pool, wives)]
    for group, share in LISTED_PEOPLE.items():
        count = round(total * share)
        chosen, pool = (wives, pool) if group == "spouses" else (pool[:count], pool[count:])
        of_group = roll.of_group(group)
        weight = roll.sizes[of_group] / roll.sizes[of_group].sum()
        people.append(chosen)
        rosters.append(rng.choice(of_group, len(chosen), p=weight))
        kinds.append(_kinds_of(rng, group, len(chosen)))
    return Listed(np.concatenate(people), np.concatenate(rosters), np.concatenate(kinds))


def _kinds_of(rng: np.random.Generator, group: str, count: int) -> NDArray[np.str_]:
    if group == "parties":
        return rng.choice(list(PARTY_KINDS), count, p=list(PARTY_KINDS.values()))
    kind = {"spouses": "spouse", "sanctions": "sanctioned"}.get(group, "member")
    return np.full(count, kind)


def plan_look_alikes(rng: np.random.Generator, single: Ints) -> tuple[Ints, NDArray[np.str_]]:
    """Applicants whom another person in a list resembles, and how."""
    counts = {kind: round(share * len(single)) for kind, share in LOOK_ALIKES.items()}
    people = rng.choice(single, sum(counts.values()), replace=False)
    return people, np.repeat(list(counts), list(counts.values()))


def plan_entries(
    rng: np.random.Generator,
    roll: Roll,
    listed: Listed,
    spouse: Ints,
    alike: tuple[Ints, NDArray[np.str_]],
    strangers: range,
    shape: Shape,
) -> Entries:
    """Put a person behind every entry; the first of `strangers` are those who resemble somebody."""
    slots = _Slots(rng, roll)
    total = int(roll.sizes.sum())
    roster = np.repeat(np.arange(len(roll.names)), roll.sizes)
    who = np.full(total, -1)
    truth_slots = slots.take(listed.rosters)
    who[truth_slots] = listed.people
    wed = listed.people[listed.kinds == "spouse"]
    partners = spouse[wed]
    wed_slots = slots.take(np.full(len(partners), roll.of_group("organisers")[0]))
    who[wed_slots] = partners
    people, kinds = alike
    weight = np.where(np.isin(roll.groups, ["parties", "campaign", "witnesses"]), roll.sizes, 0)
    alike_slots = slots.take(rng.choice(len(roll.names), len(people), p=weight / weight.sum()))
    who[alike_slots] = strangers.start + np.arange(len(people))
    free = np.flatnonzero(who < 0)
    fresh = strangers.start + len(people) + np.arange(len(free))
    party = np.isin(roster[free], roll.of_group("parties"))
    again = party & (rng.random(len(free)) < shape.double_listed_share)
    # Only members of a party stand in a second one: who sits in a PPK or PPS was screened before the main job begins.
    fresh[again] = fresh[rng.choice(np.flatnonzero(party), int(again.sum()))]
    who[free] = fresh
    return Entries(
        roll, roster, who, truth_slots, listed.people, listed.kinds, alike_slots, people, kinds, wed_slots, wed
    )


def write_lists(rng: np.random.Generator, world: World, entries: Entries) -> dict[str, pa.Table]:
    """The tables of all lists, by name."""
    group = np.array([list(LISTS).index(name) for name in entries.roll.groups])[entries.roster]
    shapes = list(LISTS.values())
    since, until = _write_periods(rng, entries, group, shapes, world.shape)
    table = pa.table(
        {
            "id": entry_ids(entries),
            "name": _write_names(rng, world, entries),
            "nik": _write_niks(rng, world, entries, _missing(rng, group, [each.nik for each in shapes])),
            "birth_date": _write_births(
                rng, world, entries, _missing(rng, group, [each.birth_date for each in shapes])
            ),
            "birth_place": world.places.birth_places.take(
                pa.array(world.people.birth_place[entries.who], mask=rng.random(len(group)) < 0.1)
            ),
            "sex": write_sex(world, entries.who),
            "address": pc.if_else(
                pa.array(_missing(rng, group, [each.address for each in shapes])),
                pa.scalar(None, pa.string()),
                write_address(world, entries.who),
            ),
            "region": _write_regions(rng, world, entries, group, shapes),
            "role": _write_roles(rng, group, shapes),
            "since": since,
            "until": until,
        }
    )
    starts = np.cumsum(entries.roll.sizes) - entries.roll.sizes
    rows = zip(entries.roll.names, starts.tolist(), entries.roll.sizes.tolist(), strict=True)
    return {name: table.slice(start, size) for name, start, size in rows}


def entry_ids(entries: Entries) -> pa.Array:
    """Ids by list and running number."""
    starts = np.cumsum(entries.roll.sizes) - entries.roll.sizes
    number = np.arange(len(entries.roster)) - starts[entries.roster] + 1
    names = pa.array(entries.roll.names).take(pa.array(entries.roster))
    return pc.binary_join_element_wise(names, padded(number, 6), "-")


def _missing(rng: np.random.Generator, group: Ints, present: list[float]) -> Flags:
    absent: Flags = rng.random(len(group)) >= np.array(present)[group]
    return absent


def _write_names(rng: np.random.Generator, world: World, entries: Entries) -> pa.Array:
    names = world.book.render(world.people.words[entries.who])
    wrong = np.sort(entries.truth_slots[rng.random(len(entries.truth_slots)) < NAME_FAULT_SHARE])
    mask = np.zeros(len(names), dtype=np.bool_)
    mask[wrong] = True
    typed = [misspell_name(rng, name) for name in names.take(pa.array(wrong)).to_pylist()]
    names = pc.replace_with_mask(names, pa.array(mask), pa.array(typed, pa.string()))
    before = choose(rng, TITLES_BEFORE, len(names))
    after = choose(rng, TITLES_AFTER, len(names))
    names = pc.binary_join_element_wise(_or_null(before), names, " ", null_handling="skip")
    shouted = (rng.random(len(entries.roll.names)) < 0.5)[entries.roster]
    names = pc.if_else(pa.array(shouted), pc.utf8_upper(names), names)
    return pc.binary_join_element_wise(names, _or_null(after), ", ", null_handling="skip")


def _or_null(texts: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


def _write_niks(rng: np.random.Generator, world: World, entries: Entries, missing: Flags) -> pa.Array:
    numbers = world.nik[entries.who]
    wrong = entries.truth_slots[rng.random(len(entries.truth_slots)) < NIK_FAULT_SHARE]
    numbers[wrong] = mistype_digit(rng, numbers[wrong])
    borrowed = entries.alike_kinds == "nik_borrowed"
    numbers[entries.alike_slots[borrowed]] = world.nik[entries.alike_people[borrowed]]
    missing[entries.alike_slots[borrowed]] = False
    return pa.array(numbers, mask=missing).cast(pa.string())


def _write_births(rng: np.random.Generator, world: World, entries: Entries, missing: Flags) -> pa.Array:
    days = world.people.birth[entries.who]
    roll = rng.random(len(entries.truth_slots))
    swapped = entries.truth_slots[roll < DAY_FAULT_SHARE]
    days[swapped] = swap_day_and_month(days[swapped])[0]
    shifted = entries.truth_slots[(roll >= DAY_FAULT_SHARE) & (roll < DAY_FAULT_SHARE + YEAR_FAULT_SHARE)]
    days[shifted] = _next_year(days[shifted])
    missing[entries.alike_slots] = False
    return write_days(days, missing)


def _next_year(days: Ints) -> Ints:
    """The same day and month a year later; 29 February becomes 1 March."""
    day, month, year = day_parts(days)
    start = ((year + 1 - 1970) * 12 + month - 1).astype("datetime64[M]").astype("datetime64[D]")
    result: Ints = start.astype(np.int64) + day - 1
    return result


def _write_regions(
    rng: np.random.Generator, world: World, entries: Entries, group: Ints, shapes: list[ListShape]
) -> pa.Array:
    codes: list[str] = world.places.codes.to_pylist()
    texts = pa.array(codes + [code[:8] for code in codes] + [code[:5] for code in codes])
    home = world.places.ground_kelurahan[world.people.ground[entries.who]]
    coarse = _missing(rng, group, [each.exact_region for each in shapes])
    level = np.where(coarse, 1 + (rng.random(len(group)) < 0.4), 0)
    return texts.take(pa.array(home + level * len(codes)))


def _write_roles(rng: np.random.Generator, group: Ints, shapes: list[ListShape]) -> pa.Array:
    texts = pa.array([role for each in shapes for role in each.roles])
    counts = np.array([len(each.roles) for each in shapes])
    start = np.cumsum(counts) - counts
    return texts.take(pa.array(start[group] + (rng.random(len(group)) * counts[group]).astype(np.int64)))


def _write_periods(
    rng: np.random.Generator, entries: Entries, group: Ints, shapes: list[ListShape], shape: Shape
) -> tuple[pa.Array, pa.Array]:
    """Since when each entry holds, and until when where it has ended."""
    first = np.array([np.datetime64(f"{each.since[0]}-01-01", "D").astype(np.int64) for each in shapes])
    end = np.array([np.datetime64(f"{each.since[1]}-01-01", "D").astype(np.int64) for each in shapes])
    last = int(np.datetime64(LAST_SINCE, "D").astype(np.int64))
    end = np.minimum(end, last)
    since = first[group] + (rng.random(len(group)) * (end - first)[group]).astype(np.int64)
    until = since + rng.integers(200, 3_000, len(group))
    ended = (until < last) & (rng.random(len(group)) < PAST_SHARE)
    former = entries.truth_slots[entries.truth_kinds == "former_over_5_years"]
    voting_day = int(np.datetime64(shape.voting_day, "D").astype(np.int64))
    until[former] = voting_day - rng.integers(1_900, 3_600, len(former))
    since[former] = until[former] - rng.integers(300, 2_500, len(former))
    ended[former] = True
    return write_days(since), write_days(until, ~ended)
