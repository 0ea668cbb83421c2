"""What somebody hands in, in plain values, and the row, the act and the notice that come of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from operator import attrgetter
from uuid import UUID

from jurdil.errors import Refused
from jurdil.foundation.accounts.roles import Actor
from jurdil.foundation.ledger.recording import Act
from jurdil.foundation.outbox.actions import Letter
from jurdil.foundation.storage.bulk import insert_values
from jurdil.foundation.storage.ids import new_id
from jurdil.registry.people.values import PersonValues, folded_name, is_same_person
from jurdil.stages.recruitment.models import Application, Candidacy, Opening, ReviewState

HEALTH_CERTIFICATE = "health_certificate"


@dataclass(frozen=True, slots=True)
class Filing:
    """One application as it is handed in. Empty or None means: not known.

    id: fixed beforehand where others name it as kin. contact_at: first contact, None for now. declarations: Y, T or -
    per item of the statement. documents: kinds that were seen on paper, lying in `folder`. health_issued_on,
    is_health_complete: date of the certificate, and whether all measurements are in it.
    """

    person: PersonValues
    opening_id: UUID
    id: UUID | None = None
    contact_at: datetime | None = None
    counter_number: int | None = None
    candidacy: str = Candidacy.REGISTERED
    rw: str = ""
    rt: str = ""
    education: str = ""
    occupation: str = ""
    is_experienced: bool | None = None
    has_it_skill: bool | None = None
    wishes_chair: bool = False
    health_class: str = ""
    declarations: str = ""
    left_party_on: date | None = None
    documents: tuple[str, ...] = ()
    folder: str = ""
    health_issued_on: date | None = None
    is_health_complete: bool = False
    kin: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What comes back for a filing: the application and the code that is shown once, or why not.

    is_new: False where the same application stood already; then there is no code.
    """

    application_id: UUID | None
    code: str = ""
    is_new: bool = False
    refusal: Refused | None = None


@dataclass(slots=True)
class Doubles:
    """Finds a filing about a person of whom an earlier filing spoke; the first one counts."""

    by_nik: dict[str, list[PersonValues]] = field(default_factory=dict)
    without_nik: set[tuple[UUID, str, date | None]] = field(default_factory=set)

    def is_double(self, filing: Filing) -> bool:
        """Return whether the person was there before, and remember them."""
        person = filing.person
        if person.nik:
            earlier = self.by_nik.setdefault(person.nik_hash, [])
            found = any(is_same_person(one, person) for one in earlier)
            earlier.append(person)
            return found
        mark = (filing.opening_id, folded_name(person.name), person.birth_date)
        found = mark in self.without_nik
        self.without_nik.add(mark)
        return found


def seen_papers(filing: Filing, actor: Actor, at: datetime) -> dict[str, dict[str, object]]:
    """Return the papers of a filing as they are kept. Law: recruitment.paper."""
    sighting: dict[str, object] = {
        "how": "paper",
        "seen_by": actor.label,
        "folder": filing.folder,
        "at": at.isoformat(timespec="minutes"),
    }
    papers = dict.fromkeys(filing.documents, sighting)
    if HEALTH_CERTIFICATE in papers:
        issued = filing.health_issued_on.isoformat() if filing.health_issued_on else ""
        papers[HEALTH_CERTIFICATE] = {**sighting, "issued_on": issued, "is_complete": filing.is_health_complete}
    return papers


@dataclass(frozen=True, slots=True)
class NewApplication:
    """The values of a new row of `Application`, column by column; bulk verbs write it without Django's model."""

    id: UUID
    opening_id: UUID
    person_id: UUID
    body: str
    region: str
    number: int
    candidacy: str
    proposed_by: str
    contact_at: datetime
    submitted_at: datetime
    rw: str
    rt: str
    education: str
    occupation: str
    is_experienced: bool | None
    has_it_skill: bool | None
    wishes_chair: bool
    health_class: str
    declarations: str
    left_party_on: date | None
    papers: Mapping[str, object]
    kin: Sequence[str]
    code_hash: str
    outcomes: Mapping[str, object] = field(default_factory=dict)
    review: str = ReviewState.UNREVIEWED.value
    withdrawal_reason: str = ""


COLUMNS = tuple(one.name for one in fields(NewApplication))
_values = attrgetter(*COLUMNS)


def write_applications(rows: Iterable[NewApplication]) -> int:
    """Insert new applications inside the verb's transaction and return how many."""
    return insert_values(Application, COLUMNS, map(_values, rows))


def new_application(
    filing: Filing, opening: Opening, person_id: UUID, number: int, hashed_code: str, actor: Actor, now: datetime
) -> NewApplication:
    """Return what a filing becomes."""
    return NewApplication(
        id=filing.id or new_id(),
        opening_id=opening.id,
        person_id=person_id,
        body=opening.body,
        region=opening.region,
        number=number,
        candidacy=str(filing.candidacy),
        proposed_by=actor.label if filing.candidacy == Candidacy.PROPOSED else "",
        contact_at=filing.contact_at or now,
        submitted_at=now,
        rw=filing.rw[:8],
        rt=filing.rt[:8],
        education=filing.education[:20],
        occupation=filing.occupation[:80],
        is_experienced=filing.is_experienced,
        has_it_skill=filing.has_it_skill,
        wishes_chair=filing.wishes_chair,
        health_class=filing.health_class,
        declarations=filing.declarations,
        left_party_on=filing.left_party_on,
        papers=seen_papers(filing, actor, now),
        kin=filing.kin,
        code_hash=hashed_code,
    )


def application_act(row: NewApplication, name: str, actor: Actor, rule: str) -> Act:
    """Return the act that stands on the applicant's receipt: what they handed in, and when."""
    record = {
        "person": str(row.person_id),
        "name": name,
        "body": row.body,
        "number": row.number,
        "candidacy": row.candidacy,
        "contact_at": row.contact_at.isoformat(),
        "education": row.education,
        "declarations": row.declarations,
        "documents": sorted(row.papers),
        "by": actor.label,
    }
    return Act("recruitment.applied", row.region, str(row.id), record, rule)


def application_notice(row: NewApplication, person: PersonValues) -> Letter:
    """Return the notice that an application was received; it holds no code."""
    text = (
        f"Lamaran Anda untuk {row.body} di wilayah {row.region} diterima dengan nomor {row.number}. "
        "Simpan kode rahasia pada tanda terima untuk membuka berkas Anda."
    )
    return Letter("recruitment.applied", row.region, text, row.person_id, person.phone, person.email)
