"""A report becomes a case, the person is heard, two others decide, a dismissal vacates the seat."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import PUBLIC_ACTOR, Actor, Role
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.outbox.models import Message
from jurdil.registry.bodies.models import Appointment
from jurdil.stages.oversight.actions import (
    close_report,
    hear_respondent,
    open_case,
    propose_sanction,
    return_sanction,
    second_sanction,
    working_days_after,
)
from jurdil.stages.oversight.models import Case, CaseState, Report, Sanction, SanctionKind
from jurdil.stages.oversight.queries import case_of, followed_report, report_of, waiting_cases
from jurdil.stages.placement.models import Replacement

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 11, 12, 3, tzinfo=UTC)
REASON = "Foto dan pengakuan teradu."
Officer = Callable[..., Actor]
File = Callable[..., tuple[Report, str]]


def heard(report: Report, seat: Appointment, actor: Actor) -> Case:
    case = open_case(actor=actor, report_id=report.id, appointment_id=seat.id, now=NOW)
    return hear_respondent(actor=actor, case_id=case.id, statement="Saya khilaf memakainya.", now=NOW)


def proposed(case: Case, actor: Actor, kind: SanctionKind = SanctionKind.DISMISSAL, **given: object) -> Sanction:
    named = {"reason": REASON, "takes_effect_on": date(2024, 11, 13), "now": NOW}
    return propose_sanction(actor=actor, case_id=case.id, kind=kind, **{**named, **given})  # type: ignore[arg-type]


def test_a_dismissal_vacates_the_seat_and_opens_its_replacement(
    report: Report, budi: Appointment, officer: Officer
) -> None:
    sanction = proposed(heard(report, budi, officer()), officer())

    decided, replacement = second_sanction(actor=officer(), sanction_id=sanction.id, now=NOW)

    budi.refresh_from_db()
    assert (budi.end, budi.end_rule) == (date(2024, 11, 12), "paw.reason")
    assert replacement is not None
    assert Replacement.objects.get() == replacement
    assert replacement.papers["decision"]["case"] == str(sanction.case_id)
    assert (
        "diberhentikan dengan putusan yang ditandatangani dua" in Message.objects.get(kind="bodies.ended").text.reveal()
    )
    assert Leaf.objects.get(id=decided.leaf_id).kind == "oversight.sanctioned"
    letter = Message.objects.get(kind="oversight.sanctioned")
    assert "pemberhentian tetap" in letter.text.reveal()


def test_a_warning_leaves_the_seat(report: Report, budi: Appointment, officer: Officer) -> None:
    sanction = proposed(heard(report, budi, officer()), officer(), SanctionKind.WRITTEN_WARNING)

    assert second_sanction(actor=officer(), sanction_id=sanction.id, now=NOW)[1] is None
    budi.refresh_from_db()
    assert not budi.end_rule


def test_the_same_officer_never_decides_what_they_examined_or_proposed(
    report: Report, budi: Appointment, officer: Officer
) -> None:
    examiner, proposer = officer(), officer()
    sanction = proposed(heard(report, budi, examiner), proposer)

    for actor in (examiner, proposer):
        with pytest.raises(Refused, match=r"ethics\.roles_apart"):
            second_sanction(actor=actor, sanction_id=sanction.id, now=NOW)
    assert Sanction.objects.get().decided_at is None


def test_a_reporter_neither_examines_nor_decides_in_whatever_role(
    file: File, budi: Appointment, officer: Officer
) -> None:
    account: UUID = uuid4()
    report, _code = file(actor=officer(Role.SUPERVISOR, "31.71", account))
    reporter = officer(account=account)

    with pytest.raises(Refused, match=r"ethics\.roles_apart"):
        open_case(actor=reporter, report_id=report.id, appointment_id=budi.id, now=NOW)
    with pytest.raises(Refused, match=r"ethics\.roles_apart"):
        close_report(actor=reporter, report_id=report.id, reason=REASON, now=NOW)
    sanction = proposed(heard(report, budi, officer()), officer())
    with pytest.raises(Refused, match=r"ethics\.roles_apart"):
        second_sanction(actor=reporter, sanction_id=sanction.id, now=NOW)


def test_nobody_judges_their_own_case(report: Report, budi: Appointment) -> None:
    himself = Actor(role=Role.KPU_REGENCY, region="31.71", account_id=uuid4(), person_id=budi.person_id)

    with pytest.raises(Refused, match=r"ethics\.roles_apart"):
        open_case(actor=himself, report_id=report.id, appointment_id=budi.id, now=NOW)


def test_nothing_is_proposed_before_the_hearing_or_without_a_reason_or_for_the_past(
    report: Report, budi: Appointment, officer: Officer
) -> None:
    case = open_case(actor=officer(), report_id=report.id, appointment_id=budi.id, now=NOW)

    with pytest.raises(Refused, match=r"ethics\.hearing"):
        proposed(case, officer())
    absent = {"case_id": case.id, "statement": "Dipanggil dua kali, tidak hadir.", "is_absent": True}

    with pytest.raises(Refused, match=r"access\.notice"):
        hear_respondent(actor=officer(), now=NOW, **absent)  # type: ignore[arg-type]  # values of many kinds
    Message.objects.filter(kind="oversight.called").update(left_at=NOW)
    hear_respondent(actor=officer(), now=NOW, **absent)  # type: ignore[arg-type]
    for given in ({"reason": "ya"}, {"takes_effect_on": date(2024, 11, 1)}, {"takes_effect_on": date(2025, 1, 1)}):
        with pytest.raises(Refused, match=r"ethics\.sanctions"):
            proposed(case, officer(), **given)


def test_the_city_does_not_dismiss_a_committee_that_the_council_dismisses(
    report: Report, rina: Appointment, officer: Officer
) -> None:
    case = heard(report, rina, officer())

    with pytest.raises(Refused, match=r"ethics\.dismissal"):
        proposed(case, officer())
    assert proposed(case, officer(), SanctionKind.SUSPENSION).kind == SanctionKind.SUSPENSION


def test_a_dismissal_by_the_council_is_recorded_by_two_with_its_number(
    report: Report, rina: Appointment, officer: Officer
) -> None:
    sanction = proposed(heard(report, rina, officer()), officer(), decision="12-PKE-DKPP/I/2024")

    second_sanction(actor=officer(), sanction_id=sanction.id, now=NOW)

    rina.refresh_from_db()
    assert rina.end_rule == "paw.reason"
    assert "Putusan DKPP nomor 12-PKE-DKPP/I/2024" in Message.objects.get(kind="bodies.ended").text.reveal()


def test_a_second_officer_may_send_the_proposal_back(report: Report, budi: Appointment, officer: Officer) -> None:
    case = heard(report, budi, officer())
    sanction = proposed(case, officer())

    return_sanction(actor=officer(), sanction_id=sanction.id, reason="Saksi belum didengar.", now=NOW)

    case.refresh_from_db()
    assert case.state == CaseState.HEARD
    with pytest.raises(Conflict):
        second_sanction(actor=officer(), sanction_id=sanction.id, now=NOW)
    assert proposed(case, officer(), SanctionKind.WRITTEN_WARNING).returned_at is None


def test_a_second_hearing_does_not_wipe_out_the_first(report: Report, budi: Appointment, officer: Officer) -> None:
    case = heard(report, budi, officer())
    hear_respondent(actor=officer(), case_id=case.id, statement="Kausnya bukan milik saya.", now=NOW)

    told = case_of(actor=officer(), case_id=case.id).statement.reveal()  # type: ignore[attr-defined]

    assert "khilaf" in told
    assert "bukan milik saya" in told


def test_another_city_and_another_role_reach_nothing(report: Report, budi: Appointment, officer: Officer) -> None:
    far = officer(region="31.74")

    with pytest.raises(NotFound):
        report_of(actor=far, report_id=report.id)
    with pytest.raises(NotFound):
        open_case(actor=far, report_id=report.id, appointment_id=budi.id, now=NOW)
    for role in (Role.PPS, Role.SUPERVISOR, Role.PUBLIC, Role.PARTNER):
        with pytest.raises(Refused, match=r"access\.role"):
            open_case(actor=officer(role), report_id=report.id, appointment_id=budi.id, now=NOW)


def test_a_report_says_what_where_and_when_and_today_ends_at_midnight_in_jakarta(file: File) -> None:
    early = datetime(2024, 11, 12, 18, tzinfo=UTC)  # one o'clock of the 13th in Jakarta

    assert file(happened_on=date(2024, 11, 13), now=early)[0].state == "received"
    for given in ({"text": "kaus"}, {"region": ""}, {"region": "32.01"}, {"happened_on": date(2024, 11, 13)}):
        with pytest.raises(Refused, match=r"ethics\.report"):
            file(**given)


def test_the_code_follows_the_report_and_nothing_else_does(file: File) -> None:
    report, code = file()

    assert followed_report(code.upper()) == report
    for wrong in ("", "salah", str(report.id)):
        with pytest.raises(NotFound):
            followed_report(wrong)


def test_a_report_is_dealt_with_once(report: Report, budi: Appointment, officer: Officer) -> None:
    close_report(actor=officer(), report_id=report.id, reason="Bukan tentang petugas pemilihan.", now=NOW)

    with pytest.raises(Conflict):
        open_case(actor=officer(), report_id=report.id, appointment_id=budi.id, now=NOW)


def test_no_case_is_opened_against_whose_term_is_over(report: Report, budi: Appointment, officer: Officer) -> None:
    with pytest.raises(Conflict):
        open_case(actor=officer(), report_id=report.id, appointment_id=budi.id, now=datetime(2024, 12, 20, tzinfo=UTC))


def test_the_work_list_says_who_must_act_since_when(report: Report, budi: Appointment, officer: Officer) -> None:
    case = heard(report, budi, officer())
    later = datetime(2024, 11, 13, 3, tzinfo=UTC)
    proposed(case, officer(), now=later)

    (waiting,) = waiting_cases(actor=officer(Role.SUPERVISOR))

    assert (waiting.who, waiting.step, waiting.since) == ("kpu_regency", "second", later)
    assert waiting.deadline == working_days_after(NOW, 7)


def test_everybody_may_report(file: File) -> None:
    for role in (Role.KPU_PROVINCE, Role.PARTNER, Role.SUPERVISOR, Role.APPLICANT):
        assert file(actor=Actor(role=role, region="31"))[0].source == role.value
    assert file(actor=PUBLIC_ACTOR)[0].reporter_label == "public:-"
