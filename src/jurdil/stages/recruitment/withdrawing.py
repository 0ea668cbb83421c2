"""Withdraw: an applicant may at any time before appointment, without giving reasons.

An officer does it from the applicant's letter only, and whoever never wrote one has the application back at once.
A second application of one person ends by what two officers ruled, and comes back when its person objects.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from jurdil.errors import Conflict, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.outbox.actions import Letter, queue_message
from jurdil.foundation.storage.codes import regency_of
from jurdil.foundation.storage.turns import wait_for_turns
from jurdil.registry.people.values import number_of
from jurdil.stages.recruitment.models import Application
from jurdil.stages.recruitment.reach import RECEIVERS, own_or_handled

LETTER = "withdrawal"  # among an application's papers: the letter by which an officer withdrew it
UNASKED = (
    " Petugas mencatatnya dari surat. Bila Anda tidak memintanya, berlakukan lagi lamaran itu di halaman berkas Anda "
    "(kode pada tanda terima)."
)


@verb(Role.APPLICANT, *RECEIVERS)
def withdraw_application(
    *, actor: Actor, application_id: UUID, now: datetime, reason: str = "", folder: str = ""
) -> Application:
    """Take an application back, by the applicant or by an officer from the letter that lies in `folder`.

    Raises NotFound, Refused (access.authority, access.own_file for an officer without a letter), Conflict if it was
    withdrawn before. Law: recruitment.withdraw.
    """
    application = own_or_handled(actor, application_id)
    if application.withdrawn_at is not None:
        raise Conflict("Lamaran ini sudah ditarik.")
    is_own = actor.role == Role.APPLICANT
    if not is_own and not folder.strip():
        raise Refused(
            "access.own_file",
            "Perkataan orang lain hanya dapat dicatat dari surat yang ditandatanganinya.",
            "Tulis nomor map tempat kertas itu disimpan.",
        )
    if not is_own:
        sighting = {"how": "paper", "seen_by": actor.label, "folder": folder.strip()[:40]}
        application.papers[LETTER] = {**sighting, "at": now.isoformat(timespec="minutes")}
    _write(application, now, reason)
    _record(application, "recruitment.withdrawn", "recruitment.withdraw", actor, now)
    text = f"Lamaran Anda nomor {application.number} ({application.body} {application.region}) sudah ditarik."
    text += "" if is_own else UNASKED
    person = application.person
    letter = Letter(
        "recruitment.withdrawn", application.region, text, person.id, person.phone.reveal(), person.email.reveal()
    )
    queue_message(letter, now=now)
    return application


@verb(Role.APPLICANT)
def undo_withdrawal(*, actor: Actor, application_id: UUID, now: datetime) -> Application:
    """Let the own application run again that an officer withdrew by a letter which the applicant did not write.

    Raises NotFound, Conflict if no officer withdrew it, Refused (recruitment.once) as `bring_back_second_application`.
    """
    application = own_or_handled(actor, application_id)
    if application.withdrawn_at is None or LETTER not in application.papers:
        raise Conflict("Lamaran ini tidak ditarik oleh petugas. Muat ulang halamannya.")
    _must_be_the_only_one(application)
    del application.papers[LETTER]
    _write(application, None, "")
    _record(application, "recruitment.brought_back", "recruitment.withdraw", actor, now)
    return application


def end_second_application(application: Application, *, actor: Actor, reason: str, now: datetime) -> None:
    """End an application because the same person has another one that stands; it counts as withdrawn from now on.

    For the verb that holds the ruling of two officers; it has locked the row and asked who may, and tells the person.
    Raises Conflict if it was withdrawn before. Law: recruitment.once.
    """
    if application.withdrawn_at is not None:
        raise Conflict("Lamaran ini sudah ditarik.")
    _write(application, now, reason)
    _record(application, "recruitment.ended_as_second", "recruitment.once", actor, now)


def bring_back_second_application(application: Application, *, actor: Actor, now: datetime) -> None:
    """Let an application run again that was ended as a second one. For the verb that has locked the row.

    Raises Refused (recruitment.once) where its person has filed another one since.
    """
    _must_be_the_only_one(application)
    _write(application, None, "")
    _record(application, "recruitment.brought_back", "recruitment.once", actor, now)


def wait_to_be_the_only_one(niks: Iterable[str]) -> None:
    """Let nobody else begin an application of these people before this transaction ends. Law: recruitment.once.

    A person who is new has no row to lock, and two forms at once make two people of one. No constraint of the database
    says who is the same: a number that somebody else has by a slip must not bar its owner. One turn for all numbers of
    a regency (their first four digits): a spreadsheet holds some hundreds of turns, and other regencies' go on.
    """
    wait_for_turns(f"recruitment.once/{number_of(nik)[:4]}" for nik in niks if nik)


def _must_be_the_only_one(application: Application) -> None:
    wait_to_be_the_only_one([application.person.nik.reveal()])
    others = Application.objects.filter(person_id=application.person_id, withdrawn_at__isnull=True)
    if others.filter(opening__election=application.opening.election_id).exists():
        raise Refused(
            "recruitment.once",
            "Orang ini sudah mempunyai lamaran lain yang berjalan dalam pemilihan ini.",
            "Pakai lamaran itu, atau tarik dahulu.",
        )


def _write(application: Application, at: datetime | None, reason: str) -> None:
    application.withdrawn_at, application.withdrawal_reason = at, reason.strip()[:200]
    application.save(update_fields=["withdrawn_at", "withdrawal_reason", "papers"])


def _record(application: Application, kind: str, rule: str, actor: Actor, now: datetime) -> None:
    record = {"reason": application.withdrawal_reason, "by": actor.label}
    # That somebody applied twice is told of a regency only: in a ward the public line would nearly say who.
    region = regency_of(application.region) if rule == "recruitment.once" else application.region
    record_act(Act(kind, region, str(application.id), record, rule), now=now)
