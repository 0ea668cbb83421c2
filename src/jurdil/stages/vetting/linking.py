"""From people and snapshots to found pairs: the linkage engine's answer, joined with what the lists say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from jurdil.engines.linkage import link_people
from jurdil.registry.rosters.files import prepared_path
from jurdil.registry.rosters.models import RosterKind, Snapshot
from jurdil.registry.rosters.queries import Entry, snapshot_entries
from jurdil.stages.vetting.models import About
from jurdil.stages.vetting.prints import pair_of, print_of
from jurdil.stages.vetting.subjects import Subjects

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Pair:
    """A person and an entry that may be the same, with everything that was compared."""

    person_id: str
    place: str
    about: About
    snapshot: Snapshot
    entry_id: str
    entry: Entry
    probability: Decimal
    grade: str
    evidence_class: str
    reasons: Sequence[Mapping[str, Any]]  # Any: the engine's reasons, JSON values
    claim: str
    person_print: str


def about_of(snapshot: Snapshot) -> About:
    """Return whose values a list is compared with: organisers are looked for among the spouses (R12)."""
    return About.SPOUSE if snapshot.kind == RosterKind.ORGANISER else About.SELF


def find_pairs(
    subjects: Subjects, snapshots: Sequence[Snapshot], *, on: date, floor: Decimal, progress: Progress | None = None
) -> list[Pair]:
    """Return the pairs at or above the probability `floor`, the most probable first within each person.

    progress: called with how many lists are done, and of how many.
    """
    groups: dict[About, list[Snapshot]] = defaultdict(list)
    for snapshot in snapshots:
        groups[about_of(snapshot)].append(snapshot)
    found: list[Pair] = []
    done = 0
    for about, lists in groups.items():
        if subjects.values(about):
            found += _link(subjects, about, lists, on, floor)
        done += len(lists)
        if progress is not None:
            progress(done, len(snapshots))
    return found


def _link(subjects: Subjects, about: About, lists: Sequence[Snapshot], on: date, floor: Decimal) -> list[Pair]:
    rows = link_people(
        subjects.table(about),
        [prepared_path(snapshot) for snapshot in lists],
        on=on,
        min_probability=float(floor),
    ).to_pylist()
    return join_entries(subjects, about, lists, rows)


def join_entries(
    subjects: Subjects,
    about: About,
    lists: Sequence[Snapshot],
    rows: Sequence[Mapping[str, Any]],  # Any: the engine's columns
) -> list[Pair]:
    """Return the engine's rows with the entries they speak of; a claim that a list holds twice counts once."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        wanted[row["roster"]].add(row["entry_id"])
    by_name = {snapshot.roster: snapshot for snapshot in lists}
    entries = {name: snapshot_entries(by_name[name], ids) for name, ids in wanted.items()}
    people = subjects.values(about)
    found: dict[tuple[str, str], Pair] = {}
    for row in sorted(rows, key=lambda row: (-row["probability"], row["entry_id"])):
        entry = entries[row["roster"]][row["entry_id"]]
        claim = pair_of(row["roster"], about.value, entry)
        found.setdefault(
            (row["person_id"], claim),
            Pair(
                person_id=row["person_id"],
                place=subjects.places[row["person_id"]],
                about=about,
                snapshot=by_name[row["roster"]],
                entry_id=row["entry_id"],
                entry=entry,
                probability=Decimal(str(round(row["probability"], 6))),
                grade=row["grade"],
                evidence_class=row["evidence_class"] or "",
                reasons=row["reasons"],
                claim=claim,
                person_print=print_of(people[row["person_id"]]),
            ),
        )
    return list(found.values())
