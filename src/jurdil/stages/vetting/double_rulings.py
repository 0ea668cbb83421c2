"""Settle a double: two different persons, or one, and which application stands. Two officers, and the person is heard.

An application ends only by a ruling that two officers signed after its person answered or the deadline passed. Whoever
objects has the application back at once, until two other officers have decided; they may only uphold the ruling or say
that these are two persons. Law: recruitment.once, vetting.two_signatures, vetting.reason, vetting.hearing,
vetting.objection, access.own_interest.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import query, verb
from jurdil.foundation.ledger.recording import Act, record_act, record_acts
from jurdil.foundation.outbox.actions import queue_messages
from jurdil.foundation.storage.clock import day_of
from jurdil.foundation.storage.codes import regency_of
from jurdil.registry.bodies.models import Appointment
from jurdil.stages.recruitment.models import Application
from jurdil.stages.recruitment.withdrawing import bring_back_second_application, end_second_application
from jurdil.stages.vetting.attaching import NO_FILES, Files, record_of
from jurdil.stages.vetting.double_asking import acts_of, letters_of, lock_double, must_be_unsettled, people_of
from jurdil.stages.vetting.double_models import Double, DoubleObjection, DoubleOutcome, DoubleRuling
from jurdil.stages.vetting.doubles import SETTLERS
from jurdil.stages.vetting.hearing import (
    about_these_facts,
    by_of,
    hands_of,
    has_passed,
    letters,
    must_be_another,
    must_be_heard,
    must_have_letter,
    must_have_words,
    must_not_be_own,
    put,
    sign_or_decline,
)
from jurdil.stages.vetting.objections import is_about_these_facts, papers_of
from jurdil.stages.vetting.suspicion_models import SuspicionState


@verb(*SETTLERS)
def propose_double_ruling(
    *, actor: Actor, double_id: UUID, outcome: DoubleOutcome, reason: str, now: datetime
) -> DoubleRuling:
    """Propose how a double is settled; it counts when a different officer signs it.

    Raises NotFound, Refused (vetting.reason, vetting.hearing, access.notice, vetting.outcomes in a review,
    recruitment.withdraw for somebody who serves already, access.own_interest, access.two_people), Conflict.
    """
    row = lock_double(actor, double_id)
    must_be_unsettled(row)
    must_have_words(reason)
    must_not_be_own(actor, people_of(row))
    must_be_another(actor, hands_of(row))
    objection = open_double_objection(row)
    if objection is not None:
        _must_not_be_worse(objection, outcome)
    _may_end(row, outcome, now, is_review=objection is not None and is_about_these_facts(objection, row))
    made = DoubleRuling.objects.create(
        double=row, outcome=outcome, reason=reason.strip(), proposed_by=actor.label, proposed_at=now,
        is_simulated=actor.is_simulated,
    )  # fmt: skip
    put(row, SuspicionState.PROPOSED)
    record_act(_act("vetting.double_proposed", row, made), now=now)
    return made


@verb(*SETTLERS)
def second_double_ruling(
    *, actor: Actor, ruling_id: UUID, now: datetime, agrees: bool = True, objection: str = ""
) -> DoubleRuling:
    """Sign a proposed ruling, or decline it with words: then the double stands where it stood before.

    An application that ends counts as withdrawn from now on; both people are told. Raises NotFound, Refused
    (access.two_people, access.own_interest, vetting.reason, recruitment.withdraw), Conflict if it was decided or fell
    meanwhile, or if one of the two was taken back: the last application of a person never ends as a second one.
    """
    found = DoubleRuling.objects.filter(id=ruling_id).values_list("double_id", flat=True).first()
    if found is None:
        raise NotFound("Usulan putusan ini tidak ada, atau bukan di wilayah Anda.")
    row = lock_double(actor, found)
    made = DoubleRuling.objects.select_for_update().get(id=ruling_id)
    sign_or_decline(row, made, actor=actor, people=people_of(row), agrees=agrees, words=objection, now=now)
    if not agrees:
        record_act(_act("vetting.double_declined", row, made), now=now)
        return made
    _end(row, actor, now)
    record_acts(acts_of(row, "vetting.double_ruled", _record(made), "vetting.two_signatures"), now=now)
    queue_messages(letters_of(row, "vetting.double_ruled", _decided(made)), now=now)
    _close_objection(row, made, now)
    return made


@verb(Role.APPLICANT, *SETTLERS)
def object_to_double_ruling(
    *,
    actor: Actor,
    ruling_id: UUID,
    words: str,
    now: datetime,
    files: Files = NO_FILES,
    paper: Mapping[str, str] | None = None,
) -> DoubleObjection:
    """Object to the ruling that ended one's application: it runs again until other officers have decided.

    files: what the person attaches, optional. An officer records it from a letter: `paper`, `seen_by` and `folder`.
    Raises NotFound for anybody else's ruling and for one that ended nothing, Refused (access.own_file, vetting.reason,
    recruitment.paper), Conflict if it was objected to before.
    """
    ruling = DoubleRuling.objects.filter(id=ruling_id, decided_at__isnull=False).first()
    ended = None if ruling is None else ended_by(ruling.double, ruling.outcome)
    is_own = ended is not None and actor.role == Role.APPLICANT and actor.person_id == ended.person_id
    if ruling is None or ended is None or not (is_own or actor.reaches(ruling.double.region)):
        raise NotFound("Putusan ini tidak ada, atau bukan tentang lamaran Anda.")
    row = Double.objects.select_for_update(of=("self",)).get(id=ruling.double_id)
    if row.state != SuspicionState.RULED or DoubleObjection.objects.filter(double=row).exists():
        raise Conflict("Keberatan atas putusan ini sudah diajukan, atau putusannya tidak berlaku lagi.")
    must_have_letter(actor, bool(paper and paper.get("folder")))
    must_have_words(words)
    bring_back_second_application(_locked(ended), actor=actor, now=now)
    made = DoubleObjection.objects.create(
        double=row, ruling=ruling, application=ended, text=words.strip(), papers=papers_of(files, paper, now),
        filed_at=now, filed_by=by_of(actor),
    )  # fmt: skip
    put(row, SuspicionState.ANSWERED)
    record = {"ruling": str(ruling.id), "words": words.strip(), "files": record_of(made.papers), "by": made.filed_by}
    record_acts(acts_of(row, "vetting.double_objected", record, "vetting.objection", [ended.id]), now=now)
    queue_messages(letters("vetting.double_objected", ended.region, _received(), [ended.person]), now=now)
    return made


@query(Role.APPLICANT)
def own_double_ruling(*, actor: Actor, ruling_id: UUID) -> DoubleRuling:
    """Return the ruling that ended an application of the actor. Raises NotFound for any other."""
    rows = DoubleRuling.objects.filter(id=ruling_id, decided_at__isnull=False)
    made = rows.select_related("double__one__person", "double__other__person").first()
    ended = None if made is None else ended_by(made.double, made.outcome)
    if made is None or ended is None or actor.person_id is None or ended.person_id != actor.person_id:
        raise NotFound("Putusan ini tidak ada, atau bukan tentang lamaran Anda.")
    return made


def ended_by(row: Double, outcome: str) -> Application | None:
    """Return the application that an outcome ends, if it ends one."""
    if outcome == DoubleOutcome.TWO_PEOPLE:
        return None
    return row.other if outcome == DoubleOutcome.ONE_STANDS else row.one


def open_double_objection(row: Double) -> DoubleObjection | None:
    """Return the objection on which nobody has decided yet."""
    return row.objections.filter(decided_at__isnull=True).select_related("ruling").first()


def outcomes_left(row: Double) -> list[DoubleOutcome]:
    """Return what may be decided: anything, or in a review the ruling as it was and that these are two persons."""
    objection = open_double_objection(row)
    if objection is None:
        return list(DoubleOutcome)
    return [DoubleOutcome.TWO_PEOPLE, DoubleOutcome(objection.ruling.outcome)]


def _must_not_be_worse(objection: DoubleObjection, outcome: DoubleOutcome) -> None:
    if outcome not in (DoubleOutcome.TWO_PEOPLE, objection.ruling.outcome):
        raise Refused(
            "vetting.outcomes",
            "Peninjauan atas keberatan tidak boleh mengakhiri lamaran yang lain.",
            "Pilih putusan semula, atau bahwa keduanya orang yang berbeda.",
        )


def _may_end(row: Double, outcome: DoubleOutcome, now: datetime, *, is_review: bool) -> None:
    """Raise Refused unless the person of the application that would end was heard, and does not serve already.

    is_review: of an objection to a ruling on the facts as they stand; that objection is the hearing.
    """
    ended = ended_by(row, outcome)
    if ended is None:
        return
    asked = list(row.questions.filter(application=ended))
    fresh = about_these_facts(row, asked)
    is_heard = is_review or any(one.answered_at is not None or has_passed(one, now) for one in fresh)
    must_be_heard(is_heard, asked, fresh)
    _must_not_serve(ended, now)


def _must_not_serve(ended: Application, now: datetime) -> None:
    seats = Appointment.objects.filter(person_id=ended.person_id, corrected_by__isnull=True, end__gte=day_of(now))
    if seats.exists():
        raise Refused(
            "recruitment.withdraw",
            "Pemilik lamaran yang akan diakhiri sudah diangkat.",
            "Pilih lamaran itu sebagai yang berlaku, atau tempuh penggantian antarwaktu.",
        )


def _end(row: Double, actor: Actor, now: datetime) -> None:
    """End what the ruling ends, unless one of the two was taken back or a seat was given since it was proposed."""
    ended = ended_by(row, row.outcome)
    if ended is None:
        return
    both = {one.id: one for one in (_locked(row.one), _locked(row.other))}
    if any(one.withdrawn_at is not None for one in both.values()):
        raise Conflict("Usulan putusan ini sudah diputus atau gugur. Muat ulang halamannya.")
    _must_not_serve(ended, now)
    end_second_application(both[ended.id], actor=actor, reason="lamaran kedua dari orang yang sama", now=now)


def _locked(application: Application) -> Application:
    rows = Application.objects.select_for_update(of=("self",)).select_related("person")
    return rows.get(id=application.id)


def _close_objection(row: Double, made: DoubleRuling, now: datetime) -> None:
    found = open_double_objection(row)
    if found is not None:
        found.answer, found.decided_at = made, now
        found.save(update_fields=["answer", "decided_at"])


def _record(made: DoubleRuling) -> dict[str, str | bool]:
    return {
        "outcome": str(made.outcome), "reason": made.reason, "proposed_by": made.proposed_by,
        "seconded_by": made.seconded_by, "declined": made.declined, "simulated": made.is_simulated,
    }  # fmt: skip


def _act(kind: str, row: Double, made: DoubleRuling) -> Act:
    return Act(kind, regency_of(row.region), str(row.id), _record(made), "vetting.two_signatures")


def _decided(made: DoubleRuling) -> str:
    if made.outcome == DoubleOutcome.TWO_PEOPLE:
        words = "keduanya dari orang yang berbeda, dan keduanya tetap berlaku"
    else:
        words = "keduanya dari satu orang, dan hanya satu yang diteruskan"
    return (
        f"Putusan dua petugas tentang lamaran yang mirip dengan lamaran Anda: {words}. Alasannya ada di halaman berkas "
        "Anda. Bila lamaran Anda yang diakhiri, Anda dapat mengajukan keberatan di sana; lamaran itu berlaku lagi "
        "sampai petugas lain memutus."
    )


def _received() -> str:
    return (
        "Keberatan Anda diterima. Lamaran Anda berlaku lagi sampai dua petugas lain memutusnya; peninjauan tidak dapat "
        "memberatkan Anda."
    )
