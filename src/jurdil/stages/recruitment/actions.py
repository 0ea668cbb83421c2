"""Take applications in: one at a time from the public or at the counter, or many from a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.db import connection

from jurdil.errors import NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import record_acts
from jurdil.foundation.outbox.actions import queue_messages
from jurdil.registry.people.actions import write_people
from jurdil.registry.people.models import Person
from jurdil.registry.people.queries import people_by_nik
from jurdil.registry.people.values import PersonValues, folded_name, is_same_person
from jurdil.stages.recruitment.asking import ask_to_screen
from jurdil.stages.recruitment.codes import code_hash, new_code
from jurdil.stages.recruitment.counter import contact_of, must_be_open
from jurdil.stages.recruitment.filing import (
    Doubles,
    Filing,
    NewApplication,
    Receipt,
    application_act,
    application_notice,
    new_application,
    write_applications,
)
from jurdil.stages.recruitment.models import Application, Candidacy, Opening
from jurdil.stages.recruitment.reach import RECEIVERS, must_handle
from jurdil.stages.recruitment.windows import profile_of, window_rule
from jurdil.stages.recruitment.withdrawing import wait_to_be_the_only_one

Nameless = tuple[UUID, str, object]


@dataclass
class _Known:
    """What stands already: people by NIK, their running application in the election, and those without NIK."""

    people: dict[str, list[Person]]
    running: dict[UUID, tuple[UUID, UUID]]
    without_nik: dict[Nameless, UUID] = field(default_factory=dict)

    def person(self, values: PersonValues) -> Person | None:
        """Return the person with this NIK whose name or birth date agrees."""
        found = self.people.get(values.nik_hash, ()) if values.nik else ()
        return next((person for person in found if is_same_person(person, values)), None)


@verb(Role.PUBLIC, *RECEIVERS)
def submit_application(*, actor: Actor, filing: Filing, now: datetime) -> Receipt:
    """Take in one application, by the applicant's own hand or at the counter, and return its receipt.

    The receipt's code is shown once. An application that stands already comes back without a code.
    Raises NotFound, Refused (access.region, access.authority, recruitment.window, recruitment.receipt,
    recruitment.once, recruitment.complete, recruitment.source). Law: recruitment.window, recruitment.once.
    """
    if actor.role == Role.PUBLIC:
        filing = replace(filing, id=None, contact_at=None, documents=(), kin=(), candidacy=Candidacy.REGISTERED)
    if filing.counter_number is not None:
        opening = Opening.objects.filter(id=filing.opening_id).first()
        if opening is None:
            raise NotFound("Pendaftaran ini tidak ditemukan.")
        filing = replace(filing, contact_at=contact_of(opening, filing.counter_number, filing.person.name))
    receipt = _take_in([filing], actor, now)[0]
    if receipt.refusal is not None:
        raise receipt.refusal
    _ask_to_screen([filing], [receipt], actor, now)
    return receipt


@verb(*RECEIVERS)
def submit_applications(*, actor: Actor, filings: Sequence[Filing], now: datetime) -> list[Receipt]:
    """Take in a chunk of applications and return a receipt for each, in order; a refused one never stops the others.

    One leaf and one notice per application. Law: recruitment.window, recruitment.once.
    """
    return _take_in(filings, actor, now)


@verb(Role.PARTNER, Role.KPU_REGENCY, Role.SYSTEM)
def propose_candidates(*, actor: Actor, filings: Sequence[Filing], now: datetime) -> list[Receipt]:
    """Propose secretariat staff or order officers; they pass the same checks as everybody (recruitment.same_checks).

    Raises Refused (access.region, partners.no_ranking) for the whole list: a partner proposes for no other body.
    """
    for opening in Opening.objects.filter(id__in={filing.opening_id for filing in filings}):
        actor.must_reach(opening.region)
        if opening.body not in profile_of(opening).words("recruitment.proposal"):
            raise Refused(
                "partners.no_ranking",
                "Untuk badan ini tidak ada usulan; setiap orang melamar sendiri.",
                "Sebarkan pengumumannya, dan arahkan orangnya mendaftar ke PPS atau lewat laman pendaftaran.",
            )
    proposed = [replace(filing, candidacy=Candidacy.PROPOSED) for filing in filings]
    receipts = _take_in(proposed, actor, now)
    _ask_to_screen(proposed, receipts, actor, now)
    return receipts


def _ask_to_screen(filings: Sequence[Filing], receipts: Sequence[Receipt], actor: Actor, now: datetime) -> None:
    regions = dict(Opening.objects.filter(id__in={one.opening_id for one in filings}).values_list("id", "region"))
    for filing, receipt in zip(filings, receipts, strict=True):
        if receipt.is_new and receipt.application_id is not None:
            region = regions[filing.opening_id]
            ask_to_screen(actor=actor, application_id=receipt.application_id, region=region, now=now)


def _take_in(filings: Sequence[Filing], actor: Actor, now: datetime) -> list[Receipt]:
    wait_to_be_the_only_one(filing.person.nik for filing in filings)
    wanted = sorted({filing.opening_id for filing in filings})
    rows = Opening.objects.select_for_update(of=("self",)).select_related("election").filter(id__in=wanted)
    openings = {opening.id: opening for opening in rows}
    known = _known(filings, openings)
    doubles = Doubles()
    receipts: list[Receipt] = []
    fresh: list[tuple[int, Filing]] = []
    for position, filing in enumerate(filings):
        receipt = _judge(filing, openings.get(filing.opening_id), known, doubles, actor, now)
        receipts.append(receipt or Receipt(None))
        if receipt is None:
            fresh.append((position, filing))
    for (position, _), made in zip(fresh, _write([one for _, one in fresh], openings, known, actor, now), strict=True):
        receipts[position] = made
    return receipts


def _known(filings: Sequence[Filing], openings: Mapping[UUID, Opening]) -> _Known:
    people = people_by_nik(filing.person for filing in filings)
    ids = [person.id for group in people.values() for person in group]
    elections = {opening.election_id for opening in openings.values()}
    rows = Application.objects.filter(
        person_id__in=ids, opening__election__in=elections, withdrawn_at__isnull=True
    ).values_list("person_id", "opening_id", "id")
    known = _Known(people, {person: (opening, key) for person, opening, key in rows})
    nameless = {filing.opening_id for filing in filings if not filing.person.nik}
    if nameless:
        found = Application.objects.filter(opening_id__in=nameless, person__nik_hash="", withdrawn_at__isnull=True)
        for opening_id, name, born, key in found.values_list("opening_id", "person__name", "person__birth_date", "id"):
            known.without_nik[(opening_id, folded_name(name), born)] = key
    return known


def _judge(
    filing: Filing,
    opening: Opening | None,
    known: _Known,
    doubles: Doubles,
    actor: Actor,
    now: datetime,
) -> Receipt | None:
    """Return the receipt of a filing that makes no new application, or None for one that does."""
    try:
        if opening is None:
            raise NotFound("Pendaftaran ini tidak ditemukan.")
        _must_reach(opening, actor)  # before anything is said about who stands there
        standing = _standing(filing, opening, known)
        if standing is not None:
            return Receipt(standing)
        _must_be_admitted(filing, opening, now)
    except Refused as refusal:
        return Receipt(None, refusal=refusal)
    return Receipt(None, refusal=_once()) if doubles.is_double(filing) else None


def _standing(filing: Filing, opening: Opening, known: _Known) -> UUID | None:
    """Return the same application where it stands already; raises Refused where the person applied elsewhere."""
    if not filing.person.nik:
        return known.without_nik.get((opening.id, folded_name(filing.person.name), filing.person.birth_date))
    person = known.person(filing.person)
    running = known.running.get(person.id) if person else None
    if running is not None and running[0] != opening.id:
        raise _once()
    return running[1] if running else None


def _once() -> Refused:
    return Refused(
        "recruitment.once",
        "Orang ini sudah mempunyai lamaran yang berjalan dalam pemilihan ini.",
        "Pakai lamaran yang ada, atau tarik dahulu; bila bukan orang yang sama, bawa KTP ke PPS.",
    )


def _must_reach(opening: Opening, actor: Actor) -> None:
    if actor.role == Role.PARTNER:
        actor.must_reach(opening.region)
    elif actor.role != Role.PUBLIC:
        must_handle(actor, region=opening.region, body=opening.body)


def _must_be_admitted(filing: Filing, opening: Opening, now: datetime) -> None:
    is_proposed = filing.candidacy == Candidacy.PROPOSED
    if not is_proposed and opening.body in profile_of(opening).words("recruitment.proposal"):
        raise Refused(
            "recruitment.source",
            "Badan ini diisi dari usulan lurah atau camat, bukan dari pendaftaran sendiri.",
            "Mintalah kelurahan atau kecamatan untuk mengusulkan orangnya.",
        )
    if not folded_name(filing.person.name):
        raise Refused("recruitment.complete", "Nama belum diisi.", "Tulis nama seperti pada KTP.")
    contact = filing.contact_at or now
    if contact > now:
        raise Refused(
            "recruitment.receipt",
            "Waktu kontak pertama berada di masa depan.",
            "Periksa tanggal dan jam pada tanda terima.",
        )
    must_be_open(opening, contact)


def _write(
    filings: Sequence[Filing], openings: Mapping[UUID, Opening], known: _Known, actor: Actor, now: datetime
) -> list[Receipt]:
    if not filings:
        return []
    owners = [known.person(filing.person) for filing in filings]
    new = [filing.person for filing, owner in zip(filings, owners, strict=True) if owner is None]
    written = iter(write_people(new))
    people = [owner.id if owner else next(written) for owner in owners]
    rules = {key: window_rule(profile_of(opening), opening.body) for key, opening in openings.items()}
    codes = [new_code() for _ in filings]
    rows: list[NewApplication] = []
    for filing, person_id, code in zip(filings, people, codes, strict=True):
        opening, number = openings[filing.opening_id], filing.counter_number
        if number is None:
            number = opening.last_number = opening.last_number + 1
        rows.append(new_application(filing, opening, person_id, number, code_hash(code), actor, now))
    write_applications(rows)
    _save_numbers(openings.values())
    named = list(zip(rows, filings, strict=True))
    record_acts((application_act(row, one.person.name, actor, rules[row.opening_id]) for row, one in named), now=now)
    queue_messages((application_notice(row, one.person) for row, one in named), now=now)
    return [Receipt(row.id, code, is_new=True) for row, code in zip(rows, codes, strict=True)]


def _save_numbers(openings: Iterable[Opening]) -> None:
    key = Opening._meta.pk
    rows = [(opening.last_number, key.get_db_prep_value(opening.id, connection)) for opening in openings]
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE recruitment_opening SET last_number = %s WHERE id = %s", rows)
