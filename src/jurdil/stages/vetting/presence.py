"""Whether the entry of a match still stands in the newest delivery of its list.

A pair that was found is not found anew, whatever is delivered later; without this nobody would hear that a list has
dropped an entry. It is sought by what it says, not by its number and not by what the run found: weights, thresholds and
the person's own data have no say in what a list says. A delivery for a narrower region, or of keyed tokens after a list
of names, says nothing about it. What is found out is told to the person and to those who rule; it decides nothing.
Where the delivery may be incomplete (registry/rosters/completeness.py) an entry that is not in it is only *lacking*:
nobody gets a letter before an officer has said that the delivery is whole, or a fuller one has come.
Law: vetting.rescreen, vetting.two_signatures.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from uuid import UUID

from django.db.models import Q

from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_acts
from jurdil.foundation.outbox.actions import Letter, queue_messages
from jurdil.foundation.storage.codes import covers, regency_of, within
from jurdil.registry.rosters.models import Snapshot
from jurdil.registry.rosters.queries import Entry, entries_named
from jurdil.stages.vetting.hearing import letters
from jurdil.stages.vetting.linking import Pair, find_token_pairs
from jurdil.stages.vetting.models import EXCLUDING, Match, Presence, Screening
from jurdil.stages.vetting.prints import pair_of, print_of
from jurdil.stages.vetting.subjects import Subjects, about_of
from jurdil.stages.vetting.suspicion_models import SuspicionState

IDS_A_QUERY = 500
KINDS: Mapping[str, str] = {
    Presence.DROPPED: "vetting.entry_dropped",
    Presence.ALTERED: "vetting.entry_altered",
    Presence.THERE: "vetting.entry_found_again",
    Presence.LACKING: "vetting.entry_lacking",
}
TOLD_TO_RULED_OUT = (
    "Ada keterangan baru tentang putusan atas berkas Anda: daftar yang terbaru tidak lagi memuat entri yang menjadi "
    "dasarnya; mungkin daftarnya diperbaiki, mungkin kirimannya tidak lengkap. Putusan itu tetap berlaku sampai "
    "ditinjau. Anda dapat meminta peninjauan oleh petugas lain lewat halaman berkas Anda atau sekretariat PPS."
)


@dataclass(frozen=True)
class Sought:
    """What the newest delivery says of the entry of one match. pair: the claim that was sought."""

    match_id: UUID
    pair: str
    snapshot: Snapshot
    presence: Presence


def seek_entries(
    screening: Screening, subjects: Subjects, snapshots: Sequence[Snapshot], pairs: Sequence[Pair]
) -> list[Sought]:
    """Return what newer deliveries among `snapshots` say of the entries that were found in earlier ones.

    Only of matches of those who were screened, each against a delivery once. pairs: what the run found.
    """
    found: list[Sought] = []
    for snapshot in snapshots:
        rows = _unsought(screening, subjects, snapshot)
        others: dict[str, list[Pair]] = defaultdict(list)
        for pair in pairs:
            if pair.snapshot.id == snapshot.id:
                others[pair.person_id].append(pair)
        seek = _seek_tokens if snapshot.is_tokens else _seek_names
        if rows:
            told = seek(screening, subjects, snapshot, rows, others)
            found += [
                Sought(row.id, row.pair, snapshot, _believed(told[row.id], row, snapshot))
                for row in rows
                if row.id in told
            ]
    return found


def _believed(told: Presence, match: Match, snapshot: Snapshot) -> Presence:
    """A whole delivery that dropped the entry before is not made doubtful by one that is in doubt."""
    is_held = told == Presence.DROPPED and snapshot.is_doubted and match.presence != Presence.DROPPED
    return Presence.LACKING if is_held else told


def _unsought(screening: Screening, subjects: Subjects, snapshot: Snapshot) -> list[Match]:
    is_known = Q(sought_in=snapshot.id)
    if not snapshot.is_doubted:
        is_known &= ~Q(presence=Presence.LACKING)  # said to be whole since
    rows = Match.objects.filter(
        within("region", screening.region), election=screening.election_id, roster=snapshot.roster
    ).exclude(is_known)
    rows = rows.filter(snapshot__lt=snapshot.id).select_related("snapshot").order_by("snapshot", "id")
    screened = subjects.values(about_of(snapshot))
    return [
        row
        for row in rows.defer("reasons")
        if str(row.person_id) in screened and row.entry and speaks_of(snapshot, row.snapshot)
    ]


def speaks_of(newer: Snapshot, older: Snapshot) -> bool:
    """Return whether a delivery can say that it lacks an entry of an earlier one."""
    return newer.is_tokens == older.is_tokens and covers(newer.region, older.region)


Others = Mapping[str, Sequence[Pair]]


def _seek_names(
    screening: Screening, subjects: Subjects, snapshot: Snapshot, rows: Sequence[Match], others: Others
) -> dict[UUID, Presence]:
    there = _claims_in(snapshot, {row.pair: json.loads(row.entry.reveal()) for row in rows})
    told: dict[UUID, Presence] = {}
    for older, group in groupby(rows, key=lambda row: row.snapshot):
        ours = list(group)
        gone = [row for row in ours if row.pair not in there]
        found = {pair.claim: pair.entry for row in gone for pair in others.get(str(row.person_id), ())}
        earlier = _claims_in(older, found)
        for row in ours:
            claims = {pair.claim for pair in others.get(str(row.person_id), ())}
            told[row.id] = _presence(row.pair in there, claims - earlier)
    return told


def _presence(is_there: bool, new_claims: set[str]) -> Presence:
    """A new entry like the person may be the old one in other words, so the old one is not simply gone."""
    return Presence.THERE if is_there else Presence.ALTERED if new_claims else Presence.DROPPED


def _claims_in(snapshot: Snapshot, entries: Mapping[str, Entry]) -> set[str]:
    """Return which claims of `entries` a list makes; `entries`: what each says."""
    if not entries:
        return set()
    about = about_of(snapshot).value
    names = {str(entry["name"]) for entry in entries.values()}
    claims = (pair_of(snapshot.roster, about, entry) for entry in entries_named(snapshot, names))
    return {claim for claim in claims if claim in entries}


def _seek_tokens(
    screening: Screening, subjects: Subjects, snapshot: Snapshot, rows: Sequence[Match], others: Others
) -> dict[UUID, Presence]:
    """Ask a list of keyed tokens, whose entries are known only by how they agree with a person as he or she was."""
    values = subjects.values(about_of(snapshot))
    rows = [row for row in rows if row.person_print == print_of(values[str(row.person_id)])]
    few = subjects.only({str(row.person_id) for row in rows})
    pairs = find_token_pairs(screening.election, few, [snapshot], floor=Decimal(0)) if rows else []
    there = {(pair.person_id, pair.claim) for pair in pairs}
    earlier = _earlier_claims(snapshot, few)
    told: dict[UUID, Presence] = {}
    for row in rows:
        person = str(row.person_id)
        claims = {pair.claim for pair in others.get(person, ())}
        told[row.id] = _presence((person, row.pair) in there, claims - earlier[person])
    return told


def _earlier_claims(snapshot: Snapshot, few: Subjects) -> dict[str, set[str]]:
    people = [UUID(key) for key in sorted(few.values(about_of(snapshot)))]
    found: dict[str, set[str]] = defaultdict(set)
    for start in range(0, len(people), IDS_A_QUERY):
        rows = Match.objects.filter(person__in=people[start : start + IDS_A_QUERY], roster=snapshot.roster)
        for person, claim in rows.exclude(snapshot=snapshot.id).values_list("person_id", "pair"):
            found[str(person)].add(claim)
    return found


@verb(Role.PPS, Role.KPU_REGENCY, Role.KPU_PROVINCE, Role.SYSTEM)
def note_presence(*, actor: Actor, screening_id: UUID, found: Sequence[Sought], now: datetime) -> int:
    """Keep what newer deliveries say, and return of how many matches the entry is altered, dropped, lacking or back.

    One leaf for each of those, and a letter to whoever was ruled out on an entry that is dropped. Nothing else changes.
    A match that was renewed, sought in a later delivery or erased meanwhile is left alone. Raises Refused
    (access.region).
    """
    screening = Screening.objects.select_for_update().get(id=screening_id)
    actor.must_reach(screening.region)
    changed: list[Match] = []
    for match, one in _standing(screening, found):
        if one.presence != (match.presence or Presence.THERE):
            changed.append(match)
        if one.presence != match.presence:
            match.presence, match.presence_at = one.presence, now
        match.sought_in = one.snapshot
        match.save(update_fields=["sought_in", "presence", "presence_at"])
    record_acts((_act(match, screening, actor) for match in changed), now=now)
    queue_messages((letter for match in changed if _is_ruled_out(match) for letter in _letters(match)), now=now)
    return len(changed)


def _standing(screening: Screening, found: Sequence[Sought]) -> Iterator[tuple[Match, Sought]]:
    """Yield the matches that are as they were when their entries were sought, locked."""
    wanted = {one.match_id: one for one in found}
    ids = sorted(wanted)
    for start in range(0, len(ids), IDS_A_QUERY):
        rows = Match.objects.select_for_update(of=("self",)).filter(id__in=ids[start : start + IDS_A_QUERY])
        rows = rows.filter(within("region", screening.region), election=screening.election_id)
        for match in rows.select_related("person").defer("reasons").order_by("id"):
            one = wanted[match.id]
            if match.pair == one.pair and match.snapshot_id < one.snapshot.id and _is_later(match, one) and match.entry:
                yield match, one


def _is_later(match: Match, one: Sought) -> bool:
    is_cleared_up = match.presence == Presence.LACKING != one.presence and match.sought_in_id == one.snapshot.id
    return is_cleared_up or match.sought_in_id is None or match.sought_in_id < one.snapshot.id


def _is_ruled_out(match: Match) -> bool:
    is_dropped = match.presence == Presence.DROPPED
    return is_dropped and match.state == SuspicionState.RULED and match.outcome in EXCLUDING


def _letters(match: Match) -> list[Letter]:
    return letters(KINDS[Presence.DROPPED], match.region, TOLD_TO_RULED_OUT, [match.person])


def _act(match: Match, screening: Screening, actor: Actor) -> Act:
    """The person may take this line home, so it holds nothing of an entry that may be somebody else's."""
    assert match.sought_in is not None  # set by the caller
    record = {
        "person": str(match.person_id),
        "roster": match.roster,
        "delivery": match.sought_in.digest,
        "as_of": match.sought_in.as_of.isoformat(),
        "screening": str(screening.id),
        "by": actor.label,
    }
    return Act(KINDS[match.presence], regency_of(match.region), str(match.id), record, "vetting.rescreen")
