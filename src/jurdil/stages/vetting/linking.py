"""From people and snapshots to found pairs: the linkage engine's answer, joined with what the lists say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from jurdil.engines.linkage import Model, RosterIndex
from jurdil.registry.elections.models import Election
from jurdil.registry.rosters.files import prepared_path
from jurdil.registry.rosters.models import Snapshot
from jurdil.registry.rosters.queries import Entry, snapshot_entries
from jurdil.stages.vetting.kept import Question, link_again
from jurdil.stages.vetting.kept_tokens import TokenQuestion, forget_region, link_tokens_again
from jurdil.stages.vetting.learning import kind_of, model_for, standing_digests, token_model_for
from jurdil.stages.vetting.models import About
from jurdil.stages.vetting.prints import COMPARED, pair_of, print_of, token_pair_of
from jurdil.stages.vetting.subjects import Subjects, Values, grouped

Rows = Sequence[Mapping[str, Any]]  # Any: the engine's columns


@dataclass(frozen=True)
class Pair:
    """A person and an entry that may be the same, with all that was compared. model: digest of what weighed it."""

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
    model: str = ""


def find_pairs(
    election: Election, region: str, subjects: Subjects, snapshots: Sequence[Snapshot], *, floor: Decimal
) -> list[Pair]:
    """Return the pairs of everybody in `region` at or above the probability `floor`, asking only what changed.

    The most probable come first within each person. Must be called `alone_with` the election, with subjects read since.
    """
    found: list[Pair] = []
    models = standing_digests(election.key)
    for about, lists in grouped(snapshots).items():
        question = _question(election, about, lists, floor)
        rows = link_again(question, subjects.table(about), subjects.places, region)
        found += join_entries(subjects, about, lists, rows, models.get(about.value, ""))
    return [*found, *find_token_pairs(election, subjects, snapshots, floor=floor, region=region)]


def _question(election: Election, about: About, lists: Sequence[Snapshot], floor: Decimal) -> Question:
    """The century of a NIK is read by voting day, so that the same run tomorrow asks the same."""
    paths = [prepared_path(snapshot) for snapshot in lists]
    return Question(
        election.key, about.value, paths, election.voting_day, model_for(election, about, lists), float(floor)
    )


@lru_cache(maxsize=4)
def _index(paths: tuple[Path, ...], on: date, model: str) -> RosterIndex:
    return RosterIndex(paths, on=on, model=Model.from_json(model))


def find_pairs_of_one(
    election: Election, subjects: Subjects, snapshots: Sequence[Snapshot], *, floor: Decimal
) -> list[Pair]:
    """Return the same pairs for a single person or for a few, by the indexes on disk, which all processes share."""
    found: list[Pair] = []
    models = standing_digests(election.key)
    for about, lists in grouped(snapshots).items():
        asked = _question(election, about, lists, floor)
        index = _index(tuple(asked.rosters), asked.on, asked.model.to_json())
        rows = [
            asdict(match)
            for key, values in subjects.values(about).items()
            for match in index.link_one(_asked(key, values), min_probability=asked.floor)
        ]
        found += join_entries(subjects, about, lists, rows, models.get(about.value, ""))
    return [*found, *find_token_pairs(election, subjects, snapshots, floor=floor)]


def find_token_pairs(
    election: Election, subjects: Subjects, snapshots: Sequence[Snapshot], *, floor: Decimal, region: str | None = None
) -> list[Pair]:
    """Return the pairs with lists that came as keyed tokens.

    region: where the subjects are everybody, so that only what changed is asked (`link_tokens_again`); without it all
    is. Such an entry has a number and no values: two entries of one list that agree with a person alike are one claim.
    """
    found: dict[tuple[str, str], Pair] = {}
    digests = standing_digests(election.key)
    groups = grouped(snapshots, tokens=True)
    for about in About:
        kind, lists = kind_of(about, tokens=True), groups.get(about, [])
        if not lists:
            forget_region(election.key, kind, region)
            continue
        model, table = token_model_for(election, about, lists), subjects.table(about)
        asked = TokenQuestion(election.key, kind, election.voting_day, model, float(floor))
        answers: Iterable[tuple[Snapshot, Rows]] = ((snapshot, asked.ask(snapshot, table)) for snapshot in lists)
        if region is not None:
            marks = {key: print_of(values) for key, values in subjects.values(about).items()}
            answers = link_tokens_again(asked, lists, table, marks, subjects.places, region)
        for snapshot, rows in answers:
            for pair in _token_pairs(subjects, about, snapshot, rows, digests.get(kind, "")):
                found.setdefault((pair.person_id, pair.claim), pair)
    return list(found.values())


def _token_pairs(subjects: Subjects, about: About, snapshot: Snapshot, rows: Rows, model: str) -> Iterator[Pair]:
    people = subjects.values(about)
    for row in rows:
        levels = {one["field"]: one["level"] for one in row["reasons"] if one["field"] in COMPARED}
        yield Pair(
            person_id=row["person_id"],
            place=subjects.places[row["person_id"]],
            about=about,
            snapshot=snapshot,
            entry_id=row["entry_id"],
            entry={"name": ""},
            probability=Decimal(str(round(row["probability"], 6))),
            grade=row["grade"],
            evidence_class=row["evidence_class"] or "",
            reasons=row["reasons"],
            claim=token_pair_of(snapshot.roster, about.value, levels),
            person_print=print_of(people[row["person_id"]]),
            model=model,
        )


def _asked(key: str, values: Values) -> dict[str, str | None]:
    return {"id": key, **{name: None if value is None else str(value) for name, value in values.items()}}


def join_entries(
    subjects: Subjects,
    about: About,
    lists: Sequence[Snapshot],
    rows: Rows,
    model: str = "",
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
                model=model,
            ),
        )
    return list(found.values())
