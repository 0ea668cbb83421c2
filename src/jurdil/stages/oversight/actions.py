"""File a report, make a case of it, hear the person, decide by two, and let a dismissal vacate the seat."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import OFFICERS, Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.outbox.actions import Letter, queue_messages
from jurdil.foundation.outbox.arriving import Deadline, must_be_told
from jurdil.foundation.storage.clock import day_of
from jurdil.foundation.storage.codes import STATION_CODE_LENGTH, covers
from jurdil.foundation.storage.seals import lookup_hash
from jurdil.law import load_profile
from jurdil.registry.bodies.models import Appointment
from jurdil.registry.elections.models import Election
from jurdil.registry.people.telling import addressed
from jurdil.stages.oversight.models import Case, CaseState, Report, Sanction, SanctionKind
from jurdil.stages.placement.models import Replacement
from jurdil.stages.placement.opening import vacate_dismissed

TOPICS = ("neutrality", "money", "procedure", "safety", "other")
CODE_BYTES = 10
LEAST_LETTERS = 20
LEAST_REASON = 10
SANCTION_NAMES = {
    SanctionKind.REHABILITATION: "rehabilitasi (tidak terbukti)",
    SanctionKind.WRITTEN_WARNING: "peringatan tertulis",
    SanctionKind.SUSPENSION: "pemberhentian sementara",
    SanctionKind.DISMISSAL: "pemberhentian tetap",
}
WORKING_DAYS_OF_A_WEEK = 5


@verb(Role.PUBLIC, Role.APPLICANT, Role.PARTNER, Role.SUPERVISOR, *OFFICERS)
def file_report(
    *,
    actor: Actor,
    election: Election,
    region: str,
    topic: str,
    text: str,
    happened_on: date,
    now: datetime,
    reporter: str = "",
) -> tuple[Report, str]:
    """Take a report about the work: what, where and when. Returns it with the secret code that follows it up.

    reporter: name and contact if the reporter gives them; sealed. Raises Refused (ethics.report).
    """
    is_place = covers(election.region, region) and len(region) <= STATION_CODE_LENGTH
    if topic not in TOPICS or len(text.strip()) < LEAST_LETTERS or not is_place or happened_on > day_of(now):
        raise Refused(
            "ethics.report",
            "Laporan perlu menyebut apa yang terjadi, di mana, dan kapan (bukan hari mendatang).",
            "Lengkapi uraian sedikitnya satu kalimat, wilayah atau TPS, dan tanggalnya.",
        )
    code = secrets.token_hex(CODE_BYTES)
    report = Report(
        election=election,
        region=region,
        source=actor.role.value,
        topic=topic,
        text=text.strip(),
        happened_on=happened_on,
        reporter=reporter.strip(),
        reporter_label=actor.label,
        code_hash=lookup_hash(code),
        received_at=now,
    )
    record = {"topic": topic, "text": text.strip(), "happened_on": happened_on.isoformat(), "source": actor.role.value}
    report.leaf_id = record_act(Act("oversight.reported", region, str(report.id), record, "ethics.report"), now=now)
    report.save(force_insert=True)
    return report, code


def _open_report(report_id: UUID, actor: Actor) -> Report:
    report = Report.objects.select_for_update(of=("self",)).select_related("election").filter(id=report_id).first()
    if report is None or not actor.reaches(report.region):
        raise NotFound("Laporan ini tidak ada, atau bukan di wilayah Anda.")
    if report.state != "received":
        raise Conflict("Laporan ini sudah ditindaklanjuti.")
    return report


def is_same_hand(label: str, actor: Actor) -> bool:
    """Return whether a record's label names the actor: the same account, in whatever role it acted then."""
    account = label.split(":")[1] if ":" in label else ""
    return label == actor.label or (actor.account_id is not None and account == str(actor.account_id))


@verb(Role.KPU_REGENCY)
def close_report(*, actor: Actor, report_id: UUID, reason: str, now: datetime) -> Report:
    """Close a report that gives no ground for a case, with a reason that the reporter can read.

    Raises Refused (ethics.roles_apart) for whoever filed it, Refused (ethics.report) without a reason.
    """
    report = _open_report(report_id, actor)
    if is_same_hand(report.reporter_label, actor):
        raise _roles_apart()
    if len(reason.strip()) < LEAST_REASON:
        raise Refused(
            "ethics.report", "Penutupan laporan memerlukan alasan.", "Tuliskan alasannya agar pelapor memahaminya."
        )
    report.state, report.closed_reason = "closed", reason.strip()[:300]
    report.save(update_fields=["state", "closed_reason"])
    record = {"reason": reason.strip(), "by": actor.label}
    record_act(Act("oversight.report_closed", report.region, str(report.id), record, "ethics.report"), now=now)
    return report


def working_days_after(moment: datetime, days: int) -> datetime:
    """Return `moment` moved by whole working days (Monday to Friday; public holidays are not known here)."""
    while days > 0:
        moment += timedelta(days=1)
        days -= moment.weekday() < WORKING_DAYS_OF_A_WEEK
    return moment


@verb(Role.KPU_REGENCY)
def open_case(*, actor: Actor, report_id: UUID, appointment_id: UUID, now: datetime) -> Case:
    """Make a case against the holder of a seat out of a report.

    Raises Refused (ethics.roles_apart) if the actor filed the report or is the respondent, NotFound outside the
    region, Conflict if the report has been dealt with or nobody holds the seat by this appointment any more.
    """
    report = _open_report(report_id, actor)
    respondent = Appointment.objects.filter(id=appointment_id, corrected_by__isnull=True).first()
    if respondent is None or not actor.reaches(respondent.region):
        raise NotFound("Pengangkatan ini tidak ada, atau bukan di wilayah Anda.")
    if respondent.end_rule or respondent.end < day_of(now):
        raise Conflict("Masa tugas orang ini sudah berakhir; perkara hanya dibuka terhadap pemegang kursi.")
    if is_same_hand(report.reporter_label, actor) or actor.person_id == respondent.person_id:
        raise _roles_apart()
    days = load_profile(report.election.profile).number("ethics.examination_days")
    case = Case.objects.create(
        report=report,
        respondent=respondent,
        region=respondent.region,
        opened_by=actor.label,
        opened_at=now,
        deadline=working_days_after(now, days),
    )
    report.state = "case"
    report.save(update_fields=["state"])
    record = {"report": str(report.id), "appointment": str(respondent.id), "by": actor.label}
    record_act(Act("oversight.case_opened", case.region, str(case.id), record, "ethics.examination_days"), now=now)
    text = "Ada laporan tentang tugas Anda. Anda akan didengar sebelum ada putusan; hubungi KPU Kabupaten/Kota."
    queue_messages(addressed([Letter("oversight.called", case.region, text, respondent.person_id)]), now=now)
    return case


def _roles_apart() -> Refused:
    return Refused(
        "ethics.roles_apart",
        "Pelapor, pemeriksa, dan pemutus harus orang yang berbeda.",
        "Serahkan langkah ini kepada petugas lain.",
    )


def _locked(case_id: UUID, actor: Actor) -> Case:
    case = (
        Case.objects.select_for_update(of=("self",))
        .select_related("report__election", "respondent__seat__body__election")
        .filter(id=case_id)
        .first()
    )
    if case is None or not actor.reaches(case.region):
        raise NotFound("Perkara ini tidak ada, atau bukan di wilayah Anda.")
    return case


@verb(Role.KPU_REGENCY)
def hear_respondent(*, actor: Actor, case_id: UUID, statement: str, now: datetime, is_absent: bool = False) -> Case:
    """Record what the person says about the report; without it, or a recorded absence, nothing is decided.

    is_absent: the person was called and did not come; the statement says when and how they were called. A second
    hearing is added below the first. Raises Refused (ethics.hearing, ethics.roles_apart; access.notice for an absence
    while the call has not left), NotFound.
    """
    case = _locked(case_id, actor)
    _refuse_interest(case, actor)
    if case.state not in (CaseState.OPENED, CaseState.HEARD) or len(statement.strip()) < LEAST_REASON:
        raise Refused(
            "ethics.hearing",
            "Keterangan teradu belum diisi, atau perkara sudah lewat tahap ini.",
            "Tuliskan keterangannya, atau catat bahwa ia dipanggil dan tidak hadir.",
        )
    if is_absent:
        must_be_told([call_of(case)])
    earlier = case.statement.reveal()
    case.statement = f"{earlier}\n\n{statement.strip()}" if earlier else statement.strip()
    case.heard_at, case.heard_by, case.state = now, actor.label, CaseState.HEARD
    case.save(update_fields=["statement", "heard_at", "heard_by", "state"])
    record = {"statement": statement.strip(), "absent": is_absent, "by": actor.label}
    record_act(Act("oversight.heard", case.region, str(case.id), record, "ethics.hearing"), now=now)
    return case


def call_of(case: Case) -> Deadline:
    """Return the message that called the respondent; it sets no time of its own."""
    return Deadline(case.respondent.person_id, "oversight.called", case.opened_at, case.opened_at)


def _refuse_interest(case: Case, actor: Actor) -> None:
    if is_same_hand(case.report.reporter_label, actor) or actor.person_id == case.respondent.person_id:
        raise _roles_apart()


def _dismissal_reason(case: Case, reason: str, decision: str) -> str:
    """Return why somebody is dismissed; where another authority decides, its decision stands before the reason."""
    body = case.respondent.seat.body
    profile = load_profile(body.election.profile)
    authority = profile.value("ethics.dismissal").get(profile.checked_like(body.kind))
    if authority == Role.KPU_REGENCY.name:
        return reason
    if not decision.strip():
        raise Refused(
            "ethics.dismissal",
            _("Pemberhentian tetap anggota %(body)s tidak diputus KPU Kabupaten/Kota.") % {"body": body.kind},
            "Usulkan pemberhentian sementara dan teruskan perkaranya kepada yang berwenang (DKPP); bila putusannya "
            "sudah ada, isi nomornya.",
        )
    return f"Putusan {authority or 'yang berwenang'} nomor {decision.strip()[:80]}. {reason}"


@verb(Role.KPU_REGENCY)
def propose_sanction(
    *,
    actor: Actor,
    case_id: UUID,
    kind: SanctionKind,
    reason: str,
    takes_effect_on: date,
    now: datetime,
    decision: str = "",
) -> Sanction:
    """Propose how a heard case ends, from a day that has not passed yet.

    decision: number of the dismissal by the authority that decides on this body, where that is not the KPU. Raises
    Refused (ethics.hearing, ethics.roles_apart, ethics.sanctions; ethics.dismissal where that number is missing).
    """
    case = _locked(case_id, actor)
    _refuse_interest(case, actor)
    if case.state != CaseState.HEARD:
        raise Refused("ethics.hearing", "Teradu belum didengar.", "Catat dahulu keterangannya, atau ketidakhadirannya.")
    if len(reason.strip()) < LEAST_REASON or not day_of(now) <= takes_effect_on <= case.respondent.end:
        raise Refused(
            "ethics.sanctions",
            "Putusan memerlukan alasan, dan berlaku antara hari ini dan akhir masa kerja teradu.",
            "Tuliskan alasan dan buktinya, lalu periksa tanggal berlakunya.",
        )
    reason = reason.strip()
    if kind == SanctionKind.DISMISSAL:
        reason = _dismissal_reason(case, reason, decision)
    sanction = Sanction.objects.create(
        case=case,
        kind=kind,
        rule="ethics.sanctions",
        reason=reason,
        proposed_by=actor.label,
        proposed_at=now,
        takes_effect_on=takes_effect_on,
    )
    case.state = CaseState.PROPOSED
    case.save(update_fields=["state"])
    record = {"kind": kind.value, "reason": reason, "by": actor.label}
    record_act(Act("oversight.sanction_proposed", case.region, str(case.id), record, "ethics.sanctions"), now=now)
    return sanction


def _proposed(sanction_id: UUID, actor: Actor) -> tuple[Sanction, Case]:
    """Return a proposal that waits for its second signature with its case, both locked, for whoever may decide."""
    sanction = Sanction.objects.select_for_update(of=("self",)).filter(id=sanction_id).first()
    if sanction is None:
        raise NotFound("Usulan putusan ini tidak ada, atau bukan di wilayah Anda.")
    case = _locked(sanction.case_id, actor)
    if case.state != CaseState.PROPOSED or sanction.decided_at is not None or sanction.returned_at is not None:
        raise Conflict("Usulan ini sudah diputus atau dikembalikan.")
    _refuse_interest(case, actor)
    if any(is_same_hand(label, actor) for label in (sanction.proposed_by, case.opened_by, case.heard_by)):
        raise _roles_apart()
    return sanction, case


@verb(Role.KPU_REGENCY)
def return_sanction(*, actor: Actor, sanction_id: UUID, reason: str, now: datetime) -> Sanction:
    """Send a proposed sanction back as the second person, with the reason; the case is open to another proposal.

    Raises Refused (ethics.roles_apart; ethics.sanctions without a reason), Conflict if it is decided.
    """
    sanction, case = _proposed(sanction_id, actor)
    if len(reason.strip()) < LEAST_REASON:
        raise Refused(
            "ethics.sanctions",
            "Pengembalian usulan memerlukan alasan.",
            "Tuliskan apa yang masih perlu diperiksa.",
        )
    sanction.returned_by, sanction.returned_at, sanction.returned_reason = actor.label, now, reason.strip()[:300]
    sanction.save(update_fields=["returned_by", "returned_at", "returned_reason"])
    case.state = CaseState.HEARD
    case.save(update_fields=["state"])
    record = {"sanction": str(sanction.id), "reason": reason.strip(), "by": actor.label}
    record_act(Act("oversight.sanction_returned", case.region, str(case.id), record, "ethics.sanctions"), now=now)
    return sanction


@verb(Role.KPU_REGENCY)
def second_sanction(*, actor: Actor, sanction_id: UUID, now: datetime) -> tuple[Sanction, Replacement | None]:
    """Sign a proposed sanction as the second person; a dismissal vacates the seat and opens its replacement.

    Raises Refused (ethics.roles_apart) for the reporter, the respondent and everybody who examined or proposed,
    Conflict if it is decided.
    """
    sanction, case = _proposed(sanction_id, actor)
    record = {"kind": sanction.kind, "reason": sanction.reason, "by": actor.label}
    act = Act("oversight.sanctioned", case.region, str(case.id), record, "ethics.sanctions")
    sanction.seconded_by, sanction.decided_at = actor.label, now
    sanction.leaf_id = record_act(act, now=now)
    sanction.save(update_fields=["seconded_by", "decided_at", "leaf_id"])
    case.state = CaseState.DECIDED
    case.save(update_fields=["state"])
    name = SANCTION_NAMES[SanctionKind(sanction.kind)]
    text = f"Putusan tentang laporan terhadap tugas Anda: {name}. Alasan: {sanction.reason}"
    letter = Letter("oversight.sanctioned", case.region, text, case.respondent.person_id)
    queue_messages(addressed([letter]), now=now)
    if sanction.kind != SanctionKind.DISMISSAL:
        return sanction, None
    replacement = vacate_dismissed(
        actor=actor,
        appointment_id=case.respondent_id,
        case_id=case.id,
        reason=sanction.reason,
        last_day=sanction.takes_effect_on - timedelta(days=1),
        now=now,
    )
    return sanction, replacement
