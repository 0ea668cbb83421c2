"""Issue appointment letters: every appointment in a region gets one signed token, and its paper is made and checked.

A letter is its token: all that the paper says of the person stands in it. No file is kept; what is kept is the token
(sealed) and the hash of the file that was made first (docs/letters.md).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from jurdil.engines.papers import edition, render_each, sign_token, token_id
from jurdil.errors import Conflict, NotFound
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.jobs.models import Job, JobState
from jurdil.foundation.jobs.work import Step, ask_for, computes
from jurdil.foundation.ledger.recording import Act, record_acts
from jurdil.foundation.ledger.sequencing import log_key
from jurdil.foundation.outbox.actions import Letter, queue_messages
from jurdil.foundation.storage.bulk import insert_rows
from jurdil.foundation.storage.codes import covers, within
from jurdil.foundation.storage.ids import new_ids
from jurdil.registry.bodies.letter_papers import Paper, letter_items, place_words
from jurdil.registry.bodies.models import Appointment, AppointmentLetter, BodyKind, LetterBatch
from jurdil.registry.elections.models import Election
from jurdil.registry.people.telling import addressed

KIND = "bodies.letters"
NOTHING = ""  # the sentence of a group that says nothing at a place
LETTER, ANNEX = "sk", "lampiran"  # what a token is, in its field `t`
SALT_BYTES = 16
LETTERS_A_CHUNK = 4000  # some seconds of work
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
    """A sentence on the letters of one kind of body in a region: what its selection rests on.

    group: of several of one group the one nearest to a place holds there, and `NOTHING` takes back what a wider region
    says; without a group a sentence always holds.
    """

    region: str
    body: str
    sentence: str
    group: str = ""


def resting_at(policies: Sequence[Resting], place: str, body: str) -> list[str]:
    """Return the sentences that hold for a kind of body at a place."""
    here = [one for one in policies if one.body == body and covers(one.region, place)]
    nearest = {one.group: max(len(each.region) for each in here if each.group == one.group) for one in here}
    return [one.sentence for one in here if one.sentence and (not one.group or len(one.region) == nearest[one.group])]


@verb(Role.PPS, Role.KPU_REGENCY, Role.KPU_PROVINCE)
def ask_for_letters(
    *,
    actor: Actor,
    election: Election,
    region: str,
    policies: Sequence[Resting],
    on: date,
    now: datetime,
    decree: str = "",
) -> Job:
    """Queue the letters of everybody who is appointed in `region` and has none yet.

    policies: what selections rest on beyond the law, or beside it; each stands on the letters it holds for. on: the day
    printed. decree: only the letters of this decree, which may be made beside others: nobody gets two.
    Raises Refused (access.region), Conflict while such a job runs, NotFound if nobody waits for a letter.
    """
    actor.must_reach(region)
    running = Job.objects.filter(kind=KIND, state__in=[JobState.WAITING, JobState.RUNNING])
    if not decree and any(_overlap(job.region, region) for job in running.select_for_update()):
        raise Conflict("Surat di wilayah ini sedang dibuat. Lihat kemajuannya di halaman ini.")
    waiting = without_letter(election, region, decree).count()
    if not waiting:
        raise NotFound("Tidak ada pengangkatan di wilayah ini yang menunggu surat.")
    arguments = {"election": election.key, "policies": list(policies), "on": on.isoformat(), "by": actor.label}
    arguments["decree"] = decree
    return ask_for(actor=actor, kind=KIND, region=region, arguments=arguments, now=now, total=waiting)


def _overlap(one: str, other: str) -> bool:
    return covers(one, other) or covers(other, one)


def without_letter(election: Election, region: str, decree: str = "") -> QuerySet[Appointment]:
    """Return the appointments in `region` that count and have no letter; a reserve holds no office and gets none.

    decree: only those by the decree of this number.
    """
    rows = Appointment.objects.filter(within("region", region), seat__body__election=election, letter__isnull=True)
    rows = rows.filter(corrected_by__isnull=True, end_rule="", person__erased_at__isnull=True)
    if decree:
        rows = rows.filter(decree=decree)
    return rows.exclude(seat__body__kind=BodyKind.KPPS_RESERVE)


@computes(KIND, tries=3)
def make_letters(job: Job, now: datetime) -> Callable[[], Step]:
    """Sign and typeset the letters of the next places, in a few processes; return what keeps them and goes on."""
    election = Election.objects.get(key=job.arguments["election"])
    policies = [Resting(*one) for one in job.arguments["policies"]]
    on, decree = date.fromisoformat(job.arguments["on"]), job.arguments.get("decree", "")
    left = job.cursor.get("left")
    if left is None:
        regions = without_letter(election, job.region, decree).values_list("region", flat=True).distinct()
        left = sorted({region.split("/")[0] for region in regions})
    taken, count, drafts = 0, 0, list[LetterDraft]()
    while taken < len(left) and count < LETTERS_A_CHUNK:
        found = sign_letters(election, left[taken], policies, on, decree)
        taken, count, drafts = taken + 1, count + sum(len(draft.rows) for draft in found), drafts + found
    drafts = typeset(drafts)

    def keep() -> Step:
        actor = Actor(role=Role.SYSTEM, region="")
        made = issue_letters(actor=actor, drafts=drafts, by=job.arguments["by"], now=now)
        kept = {(batch.region, batch.decree) for batch in made}
        again = {draft.region for draft in drafts if (draft.region, draft.paper.decree) not in kept}
        rest, done = left[taken:] + sorted(again), job.done + sum(batch.count for batch in made)
        return Step({"left": rest}, done, max(job.total, done), is_finished=not rest, result={"made": done})

    return keep


@dataclass(frozen=True)
class LetterDraft:
    """The signed letters of one decree at one place; nothing is stored yet. digest: of their file, once typeset."""

    election: Election
    region: str
    rows: tuple[tuple[UUID, UUID, str], ...]  # appointment, person, region
    identities: tuple[str, ...]
    annex: str
    paper: Paper
    digest: str = ""


@verb(Role.SYSTEM)
def issue_letters(*, actor: Actor, drafts: Sequence[LetterDraft], by: str, now: datetime) -> list[LetterBatch]:
    """Keep the letters of typeset drafts: a batch a decree, one line of the log a batch, a message to everybody.

    by: who asked. A draft is passed over if an appointment in it ended, was corrected or got its letter since it was
    signed; sign its place again. Raises Refused (access.region).
    """
    for draft in drafts:
        actor.must_reach(draft.region)
    drafts = [draft for draft in drafts if _still_waits(draft)]
    batches = [_batch(draft, by, now) for draft in drafts]
    insert_rows(batches)
    for draft, batch in zip(drafts, batches, strict=True):
        insert_rows(_letters(draft, batch))
    record_acts((_act(batch, draft) for batch, draft in zip(batches, drafts, strict=True)), now=now)
    queue_messages(addressed(message for draft in drafts for message in _messages(draft)), now=now)
    return batches


def _waiting_at(election: Election, place: str, decree: str) -> QuerySet[Appointment]:
    here = Q(region=place) | Q(region__gte=place + "/", region__lt=place + "0")
    return without_letter(election, place, decree).filter(here)


def _still_waits(draft: LetterDraft) -> bool:
    """Say whether everybody in the draft still waits for a letter; their appointments are locked."""
    waiting = _waiting_at(draft.election, draft.region, draft.paper.decree)
    ids = set(waiting.select_for_update(of=("self",)).values_list("id", flat=True))
    return all(appointment in ids for appointment, _person, _region in draft.rows)


def sign_letters(
    election: Election, place: str, policies: Sequence[Resting], on: date, decree: str = ""
) -> list[LetterDraft]:
    """Return the letters of everybody appointed at `place` who has none, signed: a draft a decree.

    place: a ward or district, the stations of a ward with it. decree: only this one.
    """
    order = ("decree", "seat__body__kind", "region", "seat__number", "id")
    rows = _waiting_at(election, place, decree).order_by(*order).values(*COLUMNS)
    key, words = log_key(), place_words(election, place)
    drafts = list[LetterDraft]()
    for number, found in groupby(rows, key=lambda row: row["decree"]):
        group = list(found)
        tokens = tuple(sign_token(_payload(row, election, on), key, salt=os.urandom(SALT_BYTES)) for row in group)
        identities = tuple(token_id(token) for token in tokens)
        seal = {"t": ANNEX, "e": election.key, "r": place, "d": number, "x": len(group), "h": annex_hash(identities)}
        annex = sign_token(seal, key, salt=os.urandom(SALT_BYTES))
        who = tuple((row["id"], row["person_id"], row["region"]) for row in group)
        kinds = dict.fromkeys(str(row["seat__body__kind"]) for row in group)
        rests = tuple((kind, sentence) for kind in kinds for sentence in resting_at(policies, place, kind))
        paper = Paper(words, number, on, rests, annex, tokens)
        drafts.append(LetterDraft(election, place, who, identities, annex, paper))
    return drafts


def typeset(drafts: Sequence[LetterDraft]) -> list[LetterDraft]:
    """Make the file of each draft, which Typst checks, and return the drafts with its hash. All have one day."""
    if not drafts:
        return []
    items = [letter_items(draft.paper) for draft in drafts]
    files = render_each("letter", items, on=drafts[0].paper.on, workers=os.cpu_count() or 1)
    return [replace(draft, digest=sha256(file).hexdigest()) for draft, file in zip(drafts, files, strict=True)]


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


def _batch(draft: LetterDraft, by: str, now: datetime) -> LetterBatch:
    return LetterBatch(
        election=draft.election,
        region=draft.region,
        decree=draft.paper.decree,
        on=draft.paper.on,
        policies=[list(pair) for pair in draft.paper.policies],
        count=len(draft.rows),
        edition=edition(),
        digest=draft.digest,
        token=draft.annex,
        made_at=now,
        made_by=by,
    )


def _letters(draft: LetterDraft, batch: LetterBatch) -> list[AppointmentLetter]:
    both = zip(new_ids(len(draft.rows)), draft.rows, draft.paper.tokens, draft.identities, strict=True)
    return [
        AppointmentLetter(id=key, batch=batch, appointment_id=row[0], place=place, identity=identity, token=token)
        for place, (key, row, token, identity) in enumerate(both, start=1)
    ]


def _act(batch: LetterBatch, draft: LetterDraft) -> Act:
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


def _messages(draft: LetterDraft) -> Iterable[Letter]:
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
    policies = tuple((body, sentence) for body, sentence in batch.policies)
    return Paper(words, batch.decree, batch.on, policies, batch.token, tokens)


def erase_letters(person_id: UUID) -> int:
    """Destroy the texts of a person's letters; their identities stay for the list of revoked ones. Returns how many.

    Must be called inside the verb that erases the person.
    """
    return AppointmentLetter.objects.filter(appointment__person_id=person_id).update(token=b"")
