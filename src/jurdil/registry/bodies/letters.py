"""Issue appointment letters: every appointment in a region gets one signed token, and its paper is made and checked.

A letter is its token: all that the paper says of the person stands in it. No file is kept; what is kept is the token
(sealed) and the hash of the file that was made first (docs/letters.md).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from jurdil.engines.papers import edition, render_batch, sign_token, token_id
from jurdil.errors import Conflict, NotFound
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.jobs.models import Job, JobState
from jurdil.foundation.jobs.work import Step, ask_for, handles
from jurdil.foundation.ledger.recording import Act, record_acts
from jurdil.foundation.ledger.sequencing import log_key
from jurdil.foundation.outbox.actions import Letter, queue_messages
from jurdil.foundation.storage.bulk import insert_rows
from jurdil.foundation.storage.codes import covers, within
from jurdil.foundation.storage.ids import new_ids
from jurdil.registry.bodies.letter_papers import Paper, letter_items, place_words
from jurdil.registry.bodies.models import Appointment, AppointmentLetter, BodyKind, LetterBatch
from jurdil.registry.elections.models import Election

KIND = "bodies.letters"
LETTER, ANNEX = "sk", "lampiran"  # what a token is, in its field `t`
SALT_BYTES = 16
PLACES_A_CHUNK = 2  # made at the same time, one a core
COLUMNS = (
    "id",
    "person_id",
    "person__name",
    "region",
    "seat__body__kind",
    "seat__role",
    "seat__number",
    "decree",
    "authority",
    "signatory",
    "basis",
    "start",
    "end",
)


class Resting(NamedTuple):
    """A sentence on the letters of one kind of body in a region: what its selection rests on."""

    region: str
    body: str
    sentence: str


@verb(Role.PPS, Role.KPU_REGENCY, Role.KPU_PROVINCE)
def ask_for_letters(
    *, actor: Actor, election: Election, region: str, policies: Sequence[Resting], on: date, now: datetime
) -> Job:
    """Queue the letters of everybody who is appointed in `region` and has none yet.

    policies: what selections rest on beyond the law, or beside it; each stands on the letters it holds for. on: the day
    printed.
    Raises Refused (access.region), Conflict while such a job runs, NotFound if nobody waits for a letter.
    """
    actor.must_reach(region)
    running = Job.objects.filter(kind=KIND, state__in=[JobState.WAITING, JobState.RUNNING])
    if any(_overlap(job.region, region) for job in running.select_for_update()):
        raise Conflict("Surat di wilayah ini sedang dibuat. Lihat kemajuannya di halaman ini.")
    waiting = without_letter(election, region).count()
    if not waiting:
        raise NotFound("Tidak ada pengangkatan di wilayah ini yang menunggu surat.")
    arguments = {"election": election.key, "policies": list(policies), "on": on.isoformat(), "by": actor.label}
    return ask_for(actor=actor, kind=KIND, region=region, arguments=arguments, now=now, total=waiting)


def _overlap(one: str, other: str) -> bool:
    return covers(one, other) or covers(other, one)


def without_letter(election: Election, region: str) -> QuerySet[Appointment]:
    """Return the appointments in `region` that count and have no letter; a reserve holds no office and gets none."""
    rows = Appointment.objects.filter(within("region", region), seat__body__election=election, letter__isnull=True)
    rows = rows.filter(corrected_by__isnull=True, end_rule="", person__erased_at__isnull=True)
    return rows.exclude(seat__body__kind=BodyKind.KPPS_RESERVE)


@handles(KIND)
def make_letters(job: Job, now: datetime) -> Step:
    """Make the letters of the next places and say where the next chunk begins."""
    election = Election.objects.get(key=job.arguments["election"])
    left, done = job.cursor.get("left"), job.done
    if left is None:
        regions = without_letter(election, job.region).values_list("region", flat=True).distinct()
        left = sorted({region.split("/")[0] for region in regions})
    made = issue_letters(
        actor=Actor(role=Role.SYSTEM, region=""),
        election=election,
        places=left[:PLACES_A_CHUNK],
        policies=[Resting(*one) for one in job.arguments["policies"]],
        on=date.fromisoformat(job.arguments["on"]),
        by=job.arguments["by"],
        now=now,
    )
    left, done = left[PLACES_A_CHUNK:], done + sum(batch.count for batch in made)
    return Step({"left": left}, done, max(job.total, done), is_finished=not left, result={"made": done})


@verb(Role.SYSTEM)
def issue_letters(
    *,
    actor: Actor,
    election: Election,
    places: Sequence[str],
    policies: Sequence[Resting],
    on: date,
    by: str,
    now: datetime,
) -> list[LetterBatch]:
    """Sign, make and keep the letters of everybody appointed at `places` who has none: a batch a decree.

    places: wards or districts, the stations of a ward with it. by: who asked. One line of the log a batch; it commits
    to the identities of all letters. Raises Refused (access.region).
    """
    for place in places:
        actor.must_reach(place)
    drafts = [draft for place in places for draft in _drafts(election, place, policies, on)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        digests = list(pool.map(_digest, [draft.paper for draft in drafts]))
    batches = [_batch(draft, digest, by, now) for draft, digest in zip(drafts, digests, strict=True)]
    insert_rows(batches)
    for draft, batch in zip(drafts, batches, strict=True):
        insert_rows(_letters(draft, batch))
    record_acts((_act(batch, draft) for batch, draft in zip(batches, drafts, strict=True)), now=now)
    queue_messages((message for draft in drafts for message in _messages(draft)), now=now)
    return batches


@dataclass(frozen=True)
class _Draft:
    """The signed letters of one decree at one place; nothing is stored yet."""

    election: Election
    region: str
    rows: tuple[tuple[UUID, UUID, str], ...]  # appointment, person, region
    identities: tuple[str, ...]
    annex: str
    paper: Paper


def _drafts(election: Election, place: str, policies: Sequence[Resting], on: date) -> Iterable[_Draft]:
    here = Q(region=place) | Q(region__gte=place + "/", region__lt=place + "0")
    rows = without_letter(election, place).filter(here)
    order = ("decree", "seat__body__kind", "region", "seat__number", "id")
    key, words = log_key(), place_words(election, place)
    for decree, found in groupby(rows.order_by(*order).values(*COLUMNS), key=lambda row: row["decree"]):
        group = list(found)
        tokens = tuple(sign_token(_payload(row, election, on), key, salt=os.urandom(SALT_BYTES)) for row in group)
        identities = tuple(token_id(token) for token in tokens)
        seal = {"t": ANNEX, "e": election.key, "r": place, "d": decree, "x": len(group), "h": annex_hash(identities)}
        annex = sign_token(seal, key, salt=os.urandom(SALT_BYTES))
        who = tuple((row["id"], row["person_id"], row["region"]) for row in group)
        kinds = {row["seat__body__kind"] for row in group}
        rests = tuple(one.sentence for one in policies if one.body in kinds and covers(one.region, place))
        paper = Paper(words, decree, on, rests, annex, tokens)
        yield _Draft(election, place, who, identities, annex, paper)


def _payload(row: dict[str, object], election: Election, on: date) -> dict[str, str | int]:
    start, end = row["start"], row["end"]
    assert isinstance(start, date)
    assert isinstance(end, date)
    return {
        "t": LETTER,
        "e": election.key,
        "n": str(row["person__name"]),
        "r": str(row["region"]),
        "b": str(row["seat__body__kind"]),
        "o": str(row["seat__role"]),
        "k": int(str(row["seat__number"])),
        "d": str(row["decree"]),
        "a": str(row["authority"]),
        "s": str(row["signatory"]),
        "l": str(row["basis"]),
        "f": start.isoformat(),
        "u": end.isoformat(),
        "i": on.isoformat(),
    }


def annex_hash(identities: Iterable[str]) -> str:
    """Return what the annex's seal says of its letters: the first 16 bytes of SHA-256 over their identities, in hex."""
    return sha256("".join(f"{one}\n" for one in identities).encode()).hexdigest()[:32]


def _digest(paper: Paper) -> str:
    return sha256(render_batch("letter", letter_items(paper), on=paper.on)).hexdigest()


def _batch(draft: _Draft, digest: str, by: str, now: datetime) -> LetterBatch:
    return LetterBatch(
        election=draft.election,
        region=draft.region,
        decree=draft.paper.decree,
        on=draft.paper.on,
        policies=list(draft.paper.policies),
        count=len(draft.rows),
        edition=edition(),
        digest=digest,
        token=draft.annex,
        made_at=now,
        made_by=by,
    )


def _letters(draft: _Draft, batch: LetterBatch) -> list[AppointmentLetter]:
    both = zip(new_ids(len(draft.rows)), draft.rows, draft.paper.tokens, draft.identities, strict=True)
    return [
        AppointmentLetter(id=key, batch=batch, appointment_id=row[0], place=place, identity=identity, token=token)
        for place, (key, row, token, identity) in enumerate(both, start=1)
    ]


def _act(batch: LetterBatch, draft: _Draft) -> Act:
    record = {
        "decree": batch.decree,
        "letters": batch.count,
        "identities": annex_hash(draft.identities),
        "file": batch.digest,
        "edition": batch.edition,
        "policies": list(batch.policies),
        "by": batch.made_by,
    }
    return Act("bodies.lettered", batch.region, str(batch.id), record, "placement.decree")


def _messages(draft: _Draft) -> Iterable[Letter]:
    text = f"Surat dan kartu pengangkatan Anda ({draft.paper.decree}) dapat diambil di berkas Anda."
    return (Letter("bodies.lettered", region, text, person) for _id, person, region in draft.rows)


def paper_of(batch: LetterBatch, *, only: UUID | None = None) -> Paper:
    """Return what the papers of a batch are made from again; letters of erased people are left out.

    only: id of the one appointment whose letter is wanted.
    """
    rows = AppointmentLetter.objects.filter(batch=batch).order_by("place")
    if only is not None:
        rows = rows.filter(appointment_id=only)
    tokens = tuple(text for row in rows if (text := row.token.reveal()))
    words = place_words(batch.election, batch.region)
    return Paper(words, batch.decree, batch.on, tuple(batch.policies), batch.token, tokens)


def erase_letters(person_id: UUID) -> int:
    """Destroy the texts of a person's letters; their identities stay for the list of revoked ones. Returns how many.

    Must be called inside the verb that erases the person.
    """
    return AppointmentLetter.objects.filter(appointment__person_id=person_id).update(token=b"")
