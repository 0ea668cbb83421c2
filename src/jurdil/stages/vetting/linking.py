"""From people and snapshots to found pairs: the linkage engine's answer, joined with what the lists say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from jurdil.engines.linkage import Model, RosterIndex, link_people, model_of
from jurdil.registry.rosters.files import keep_model, model_path, prepared_path
from jurdil.registry.rosters.models import RosterKind, Snapshot
from jurdil.registry.rosters.queries import Entry, snapshot_entries
from jurdil.stages.vetting.models import About
from jurdil.stages.vetting.prints import pair_of, print_of
from jurdil.stages.vetting.subjects import Subjects, Values

Progress = Callable[[str, int, int], None]
Rows = Sequence[Mapping[str, Any]]  # Any: the engine's columns
ENOUGH_PEOPLE = 1_000
"""A run over fewer people learns nothing that others should be judged by."""


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


def _grouped(snapshots: Sequence[Snapshot]) -> dict[About, list[Snapshot]]:
    groups: dict[About, list[Snapshot]] = defaultdict(list)
    for snapshot in snapshots:
        if snapshot.entries:
            groups[about_of(snapshot)].append(snapshot)
    return groups


def find_pairs(
    subjects: Subjects, snapshots: Sequence[Snapshot], *, on: date, floor: Decimal, progress: Progress | None = None
) -> list[Pair]:
    """Return the pairs at or above the probability `floor`, the most probable first within each person.

    progress: told the step, and how many people of how many are done.
    """
    found: list[Pair] = []
    for about, lists in _grouped(snapshots).items():
        if subjects.values(about):
            paths = [prepared_path(snapshot) for snapshot in lists]
            table = link_people(subjects.table(about), paths, on=on, min_probability=float(floor), progress=progress)
            if len(subjects.values(about)) >= ENOUGH_PEOPLE:
                keep_model(about.value, model_of(table))
            found += join_entries(subjects, about, lists, table.to_pylist())
    return found


@lru_cache(maxsize=2)
def _index(paths: tuple[Path, ...], on: date, model: str) -> RosterIndex:
    return RosterIndex(paths, on=on, model=Model.from_json(model) if model else None)


def find_pairs_of_one(subjects: Subjects, snapshots: Sequence[Snapshot], *, on: date, floor: Decimal) -> list[Pair]:
    """Return the same pairs for a single person, by an index that stays open until the lists change.

    The weights are those of the last run over many people.
    """
    found: list[Pair] = []
    for about, lists in _grouped(snapshots).items():
        learnt = model_path(about.value)
        model = learnt.read_text(encoding="utf-8") if learnt.exists() else ""
        index = _index(tuple(prepared_path(snapshot) for snapshot in lists), on, model)
        rows = [
            asdict(match)
            for key, values in subjects.values(about).items()
            for match in index.link_one(_asked(key, values), min_probability=float(floor))
        ]
        found += join_entries(subjects, about, lists, rows)
    return found


def _asked(key: str, values: Values) -> dict[str, str | None]:
    return {"id": key, **{name: None if value is None else str(value) for name, value in values.items()}}


def join_entries(
    subjects: Subjects,
    about: About,
    lists: Sequence[Snapshot],
    rows: Rows,
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
