"""Who reads the site in English reads no Indonesian, but for names and for what people wrote, marked `lang="id"`."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.db.models import Q
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import Settings
from tests.journeys.delivering import delivery, token_files
from tests.journeys.one_life import BEACONS, CAST, REGENCY, STATION, TO_COME, WARD, Life, at, new_life
from tests.project.walking import FILLER, Walk

from jurdil.foundation.accounts.middleware import PERSON_KEY
from jurdil.foundation.accounts.models import Account, Mandate
from jurdil.foundation.accounts.roles import PUBLIC_ACTOR, Actor, Role
from jurdil.foundation.jobs.work import work_off
from jurdil.foundation.outbox.models import Message
from jurdil.foundation.storage.bulk import insert_rows
from jurdil.foundation.storage.ids import new_id
from jurdil.registry.bodies.letters import Resting, issue_letters, sign_letters, typeset
from jurdil.registry.bodies.models import Appointment, BodyKind, SeatRole
from jurdil.registry.elections.loading import _missing_intervals
from jurdil.registry.elections.models import PolicyChoice, PollingStation
from jurdil.registry.elections.policies import propose_policy, second_policy
from jurdil.registry.elections.waiving import propose_waiver
from jurdil.registry.partners.models import Office, Partner
from jurdil.registry.people.models import Person
from jurdil.registry.regions.models import Region
from jurdil.registry.regions.names import fold
from jurdil.registry.rosters.deliveries import receive_delivery
from jurdil.registry.rosters.models import Snapshot
from jurdil.stages.consolidation.actions import plan_event
from jurdil.stages.consolidation.decision_models import Question
from jurdil.stages.consolidation.decisions import add_decision, second_minutes, sign_minutes, write_minutes
from jurdil.stages.consolidation.item_bank import form_of, items_of, write_item
from jurdil.stages.consolidation.lanes import open_lane
from jurdil.stages.consolidation.materials import publish_material
from jurdil.stages.consolidation.models import Attendance, EventKind, Invitation, Lane, Pledge
from jurdil.stages.consolidation.pledge_models import Talk
from jurdil.stages.consolidation.questions import answer_question, ask_question, moderate_question
from jurdil.stages.consolidation.sitting_models import Phase
from jurdil.stages.consolidation.telling import own_link
from jurdil.stages.consolidation.testing import (
    Window,
    answer_item,
    enter_paper_sitting,
    plan_role_test,
    start_sitting,
)
from jurdil.stages.oversight.actions import file_report, hear_respondent, open_case, propose_sanction
from jurdil.stages.oversight.models import Report, SanctionKind
from jurdil.stages.oversight.redacting import propose_redaction
from jurdil.stages.placement.actions import appoint_teams, confirm_teams, propose_teams, second_teams
from jurdil.stages.placement.arranging import arrange_teams, seed_of
from jurdil.stages.placement.replacing import answer_offer, offer_seat
from jurdil.stages.placement.vacating import Vacancy, plan_vacancies
from jurdil.stages.recruitment.models import Application, Opening, ReviewState
from jurdil.stages.recruitment.openings import open_recruitment
from jurdil.stages.recruitment.rulings import propose_review_ruling, second_review_ruling
from jurdil.stages.recruitment.withdrawing import withdraw_application
from jurdil.stages.selection.actions import score_application
from jurdil.stages.selection.interviews import draw_interviewers, freeze_interviewers
from jurdil.stages.selection.lots import draw_order, freeze_list
from jurdil.stages.selection.models import Consideration, Interview, InterviewLot, Plenary
from jurdil.stages.vetting.clarifications import answer_clarification
from jurdil.stages.vetting.double_asking import ask_about_double
from jurdil.stages.vetting.double_models import Double, DoubleOutcome, DoubleRuling
from jurdil.stages.vetting.double_rulings import propose_double_ruling, second_double_ruling
from jurdil.stages.vetting.doubles import Found as FoundDouble
from jurdil.stages.vetting.doubles import keep_doubles
from jurdil.stages.vetting.hearing import Answer
from jurdil.stages.vetting.inquiries import open_inquiry
from jurdil.stages.vetting.kin import FoundKin, keep_kin
from jurdil.stages.vetting.kin_deciding import propose_kin_ruling
from jurdil.stages.vetting.kin_models import Kinship
from jurdil.stages.vetting.models import AnswerKind, Match, RulingOutcome
from jurdil.stages.vetting.rulings import propose_ruling, second_ruling
from jurdil.stages.vetting.suspicion_models import SuspicionState

pytestmark = pytest.mark.slow

EACH = {
    "public": 2,
    Role.PPS.value: 2,
    Role.KPU_REGENCY.value: 2,
}  # pages, and forms, of one kind that a visitor opens in a round
OFFICIALS = {
    Role.PPS: WARD,
    Role.PPK: "31.71.01",
    Role.KPU_REGENCY: "31.71",
    Role.KPU_PROVINCE: "31",
    Role.SUPERVISOR: "31.71",
    Role.PARTNER: WARD,
}
APPLICANTS = ("Siti", "Rina", "Tono", "Wahyu", "Budi")
ELSEWHERE = re.compile("account_|mfa_|api:")  # allauth's own pages by letter or key; answers to machines
OUT_OF_REACH = {
    *("portal:proof", "public:log-file", "recruitment:document", "vetting:evidence"),
    "own_vetting:evidence",
    "own_consolidation:material-file",  # files, not pages
    *("consolidation:scanner-worker", "consolidation:scanner-manifest"),
    *("consolidation:lane-list", "consolidation:take-notes"),  # answers to a lane's device
    *("own_consolidation:keeper", "own_consolidation:kept-manifest", "own_consolidation:replaced"),  # to a phone
    *("placement:shortage", "placement:expire"),  # a ward short of people; an offer past its deadline
    *("placement:take_back", "placement:case_letter"),  # an offer that a ruling ends; a letter that went astray
    *("placement:case_paper", "placement:appoint_many_file", "placement:replacements_file"),  # files
    *("consolidation:needs", "portal:needs"),  # asked only where an event is told to
    "selection:pass_over",  # an interviewer whose mandate has ended
    "vetting:adopt",  # weights that a job has learnt and compared
    "selection:removed",  # a file, once somebody is struck off
    "set_language",  # a button that leads back
}


def _names(patterns: Iterable[URLPattern | URLResolver], space: str = "") -> set[str]:
    names = set[str]()
    for one in patterns:
        if isinstance(one, URLResolver):
            names |= _names(one.url_patterns, one.namespace or space)
        else:
            names.add(f"{space}:{one.name}" if space else str(one.name))
    return names


def _client() -> Client:
    client = Client(raise_request_exception=False)
    client.cookies[site_settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def _official(role: Role) -> Client:
    account, is_new = Account.objects.get_or_create(username=f"rekaan-{role.value}", display_name="Rekaan")
    if is_new:
        Mandate.objects.create(account=account, role=role.value, region=OFFICIALS[role], since=at(1, 1).date())
    client = _client()
    client.force_login(account)
    return client


def _applicant(life: Life, key: str) -> Client:
    client = _client()
    session = client.session
    session[PERSON_KEY] = str(life.person(key).id)
    session.save()
    client.cookies[site_settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def _regions() -> None:
    wanted = {"31", "31.71", "31.71.01", WARD}
    with (site_settings.PACKAGE / "data" / "regions_dki.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            del row["parent_code"]
            if row["code"] in wanted:
                Region.objects.create(**row, folded=fold(row["name"]), decree="-", since=at(2, 14).date())


def _partner() -> None:
    client_of = Account.objects.create_user(f"rekaan-{Role.PARTNER.value}", display_name="Rekaan")
    Mandate.objects.create(account=client_of, role=Role.PARTNER.value, region=WARD, since=at(1, 1).date())
    Partner.objects.create(account_id=client_of.id, office=Office.LURAH, region=WARD, name="Lurah Rekaan")


def _apply(life: Life) -> None:
    life.apply()
    PollingStation.objects.create(
        election=life.election,
        code="31.71.01.1002/901",
        region="31.71.01.1002",
        number=901,
        voters=100,
        is_special=True,
        waiver_ground=FILLER,
    )
    station = {"election": life.election, "station": "31.71.01.1002/902"}
    PollingStation.objects.create(
        election=life.election, code=station["station"], region="31.71.01.1002", number=902, voters=9, is_special=True
    )
    propose_waiver(actor=life.kpu, ground=FILLER, now=at(9, 17), **station)
    linmas, opened = BodyKind.LINMAS, at(9, 17)
    open_recruitment(actor=life.kpu, election=life.election, body=linmas, region=WARD, needed=2, now=opened)


def _weak_match(life: Life) -> None:
    """Ayu resembles one entry too little to be asked before an officer has looked, and another enough."""
    weak = life.match("Rina")
    weak.person, weak.state = life.person("Ayu"), SuspicionState.OPEN
    for weak.evidence_class in ("E3", "E1"):
        weak.id, weak.pair = new_id(), f"{weak.evidence_class}{weak.pair[2:]}"
        weak.save(force_insert=True)


def _resembling(life: Life) -> None:
    """Pairs of applications resemble one another, in each state before a ruling; two applicants may be kin."""
    system, on = Actor(role=Role.SYSTEM, region=""), at(9, 29)
    facts = {"region": WARD, "probability": Decimal("0.9"), "grade": "likely"}
    value = {"person_value": "Xyzzy", "entry_value": "Xyzy", "level": "-", "bits": 3.0, "words": ""}
    reasons = [{"field": "name", **value}]
    pairs = (("Siti", "Rina"), ("Tono", "Ayu"), ("Maya", "Budi"), ("Joko", "Hadi"))
    alike = [
        FoundDouble(life.application(one).id, life.application(other).id, reasons=reasons, print=one, **facts)
        for one, other in pairs
    ]
    here = {"actor": system, "election": life.election, "region": WARD, "now": on}
    keep_doubles(found=alike, **here)
    for name in ("Siti", "Maya"):
        row = Double.objects.get(one=life.application(name))
        ask_about_double(actor=life.kpu, double_id=row.id, question=FILLER, now=on)
    Message.objects.filter(person_id=life.person("Budi").id, kind="vetting.double_asked").update(left_at=on)
    row = Double.objects.get(one=life.application("Joko"))
    two = DoubleOutcome.TWO_PEOPLE
    propose_double_ruling(actor=life.kpu, double_id=row.id, outcome=two, reason=FILLER * 2, now=on)
    reason = {"field": "house", "person_value": "Xyzzy", "other_value": "Xyzzy", "words": ""}
    one, other = sorted([life.person("Budi").id, life.person("Rina").id], key=str)
    kin = FoundKin(one=one, other=other, region=WARD, relation="kin", strength="likely", reasons=[reason], evidence="-")
    pair = sorted([life.person("Joko").id, life.person("Hadi").id], key=str)
    signed_once = replace(kin, one=pair[0], other=pair[1])
    keep_kin(found=[kin, signed_once], **here)
    row = Kinship.objects.get(one=pair[0])
    propose_kin_ruling(actor=life.kpu, kinship_id=row.id, is_kin=True, reason=FILLER * 2, now=on)


def _end_second(life: Life) -> None:
    """Budi's application is found to be Maya's, which it is not: he may object."""
    row, ends = Double.objects.get(one=life.application("Maya")), DoubleOutcome.ONE_STANDS
    if row.state == SuspicionState.PROPOSED:  # by an officer on the walk
        DoubleRuling.objects.filter(double=row).update(declined="Xyzzy")
        Double.objects.filter(id=row.id).update(state="asked")
    ruling = propose_double_ruling(actor=life.kpu, double_id=row.id, outcome=ends, reason=FILLER * 2, now=at(10, 3))
    second_double_ruling(actor=life.kpu_second, ruling_id=ruling.id, now=at(10, 3))


def _ask(life: Life) -> None:
    for step in (life.review, life.screen, life.ask):
        step()
    open_inquiry(actor=life.kpu, election=life.election, roster=life.snapshot.roster, region=REGENCY, now=at(10, 1, 6))
    delivered = receive_delivery(
        actor=life.kpu, given=delivery("tokens", FILLER), now=at(10, 1), **token_files(life, exchange=FILLER)
    )
    doubt = {"follows": life.snapshot, "missing": 7, "is_lacking": True}
    Snapshot.objects.filter(id=delivered.id).update(**doubt)
    siti = life.application("Siti")
    propose_review_ruling(
        actor=life.wati,
        application_id=siti.id,
        outcome=ReviewState.INELIGIBLE,
        rule="R01",
        reason=FILLER * 2,
        now=at(10, 1, 7),
    )

    _resembling(life)
    match = life.match("Budi")
    answer_clarification(
        actor=life.themself("Budi"),
        clarification_id=match.questions.get().id,
        answer=Answer(AnswerKind.MEMBER, FILLER),
        now=at(10, 1, 8),
    )
    confirmed = RulingOutcome.CONFIRMED
    propose_ruling(actor=life.kpu, match_id=match.id, outcome=confirmed, reason=FILLER * 2, now=at(10, 1, 9))


def _weigh(life: Life) -> None:
    """For a day every policy is off: a plenary weighs the KPPS. Who interviews for the PPS is left to a lot.

    The weak match comes a day after the others: a visitor opens but a few in a round.
    """
    _weak_match(life)
    for policy in ORDERS:
        _switch(life, policy, "KPPS", is_on=False)
    _switch(life, "selection.interviewers", "PPS", is_on=True)
    held = {"held_on": at(10, 2).date(), "minutes": "1/PPS", "present": ["Xyzzy", "Xyzy"], "opened_at": at(10, 3)}
    plenary = Plenary.objects.create(election=life.election, body=BodyKind.KPPS, region=WARD, **held)
    said = {"plenary": plenary, "region": WARD, "written_by": "-", "written_at": at(10, 3)}
    grounds = dict.fromkeys(("competence", "capacity", "integrity", "independence"), FILLER)
    for place, one in enumerate(Application.objects.filter(body=BodyKind.KPPS, region=WARD), start=1):
        Consideration.objects.create(application=one, place=place, grounds=grounds, **said)
    pps = {"body": BodyKind.PPS, "region": WARD}
    days = {"opens": at(9, 17).date(), "closes": at(9, 28).date()}
    opening = Opening.objects.create(election=life.election, needed=3, **days, **pps)
    for number, key in enumerate(("Ayu", "Wahyu"), start=1):
        kept = {"candidacy": "registered", "contact_at": at(9, 20), "submitted_at": at(9, 20), "review": "eligible"}
        person = Person.objects.create(name=f"Rekaan {key}", sex="P", birth_date=at(1, 1).date(), region=WARD)
        Application.objects.create(opening=opening, person=person, number=number, rw="01", rt="001", **kept, **pps)


def _switch(life: Life, policy: str, body: str, *, is_on: bool) -> None:
    given = {"region": REGENCY, "body": body, "policy": policy, "is_on": is_on, "reason": FILLER}
    choice = propose_policy(actor=life.kpu, election=life.election, starts=at(10, 3).date(), now=at(10, 3), **given)
    second_policy(actor=life.kpu_second, choice_id=choice.id, agrees=True, now=at(10, 3, 1))


def _score(life: Life) -> None:
    """Every score is given, and the list is not frozen."""
    Consideration.objects.all().delete()
    Plenary.objects.all().delete()
    for policy in ORDERS:
        PolicyChoice.objects.filter(policy=policy, is_on=False).delete()
    ruling = life.application("Siti").review_rulings.get()
    second_review_ruling(actor=life.agus, ruling_id=ruling.id, agrees=False, now=at(10, 2, 9))
    second_ruling(actor=life.kpu_second, ruling_id=life.match("Budi").rulings.get().id, now=at(10, 3))
    _end_second(life)
    criteria = ("competence", "capacity", "integrity", "independence")
    for key in set(CAST) - {"Budi"}:
        points = dict.fromkeys(criteria, CAST[key].score)
        score_application(actor=life.agus, application_id=life.application(key).id, points=points, now=at(10, 4))


def _freeze(life: Life) -> None:
    kpps = {"election": life.election, "region": WARD, "body": BodyKind.KPPS}
    life.lot = freeze_list(actor=life.agus, beacons=TO_COME, now=at(10, 5), **kpps)
    other = Account.objects.create_user(username="rekaan-lain", display_name="Rekaan")
    Mandate.objects.create(account=other, role=Role.KPU_REGENCY.value, region=REGENCY, since=at(1, 1).date())
    pps = {**kpps, "body": BodyKind.PPS, "accounts": [_walker().id, other.id]}
    freeze_interviewers(actor=life.kpu, beacons=TO_COME, now=at(10, 5), **pps)


def _walker() -> Account:
    return Account.objects.get(username=f"rekaan-{Role.KPU_REGENCY.value}")


def _draw(life: Life) -> None:
    life.lot = draw_order(actor=life.agus, lot_id=life.lot.id, beacons=BEACONS, now=at(10, 6))
    lot = InterviewLot.objects.get()
    draw_interviewers(actor=life.kpu, lot_id=lot.id, beacons=BEACONS, now=at(10, 6))
    number = lot.interviewers.index(str(_walker().id)) + 1
    Interview.objects.update(account_id=_walker().id, number=number)  # whom the lot names is chance


def _propose(life: Life) -> None:
    """A team is proposed, and nobody has signed it."""
    seed = seed_of(life.election, [WARD])
    arrangement = arrange_teams(life.election, [WARD], seed=seed, on=life.election.voting_day)
    (life.proposal,) = propose_teams(actor=life.agus, arrangement=arrangement, now=at(11, 1))


def _sign(life: Life) -> None:
    """The team is signed by two, and not appointed."""
    confirm_teams(actor=life.agus, proposal_id=life.proposal.id, now=at(11, 2))
    second_teams(actor=life.wati, proposal_id=life.proposal.id, now=at(11, 3))


def _place(life: Life) -> None:
    """Hadi steps back before the team is appointed, so that his seat is left to be filled."""
    hadi = life.application("Hadi").id
    withdraw_application(actor=life.themself("Hadi"), application_id=hadi, reason=FILLER, now=at(11, 3, 12))
    appoint_teams(actor=life.agus, proposal_id=life.proposal.id, now=at(11, 4), **life.decree("SK-1/2024"))
    life.clear_rina()
    life.gather()
    _commit(life)
    open_lane(actor=life.agus, event_id=life.event.id, name="Xyzzy", region="", now=at(11, 7, 9))


def _commit(life: Life) -> None:
    """A talk, an item, two tests, questions, minutes signed and unsigned, a material: each page has something."""
    siti, now = life.appointment("Siti"), at(11, 7, 10)
    pledge = Pledge.objects.get(person=siti.person_id)
    Talk.objects.create(pledge=pledge, appointment=siti, region=siti.region, clauses=["neutral"], proposed_at=now)
    Pledge.objects.filter(id=pledge.id).update(is_asked=True)
    given = {"election": life.election, "title": "Xyzzy", "kind": BodyKind.KPPS, "region": WARD, "seed": b"1" * 32}
    both = [Window(phase, at(11, 7), at(11, 25)) for phase in (Phase.BEFORE, Phase.AFTER)]
    first = plan_role_test(actor=life.kpu, windows=both, now=at(11, 7), **given).rounds.get(phase=Phase.BEFORE)
    over = [Window(Phase.AFTER, at(11, 7), at(11, 7, 9))]  # the newest: its round is the first that is opened
    plan_role_test(actor=life.kpu, windows=over, now=at(11, 7), **given)
    enter_paper_sitting(
        actor=life.kpu, round_id=first.id, appointment_id=life.appointment("Joko").id, answers={}, now=now
    )
    sitting = start_sitting(actor=life.themself("Siti"), round_id=first.id, now=now)
    for one in form_of(first.role_test, items_of(first.role_test), first.phase, siti.person_id):
        answer_item(actor=life.themself("Siti"), sitting_id=sitting.id, key=one.key, option=0, now=now)
    item = {"kinds": [BodyKind.KPPS], "topic": "Xyzzy", "text": FILLER, "options": ["Xyzzy", "Xyzy"], "right": 0}
    write_item(actor=life.kpu, why=FILLER, now=now, **item)
    event = {"event_id": life.event.id, "now": now}
    for key in ("Siti", "Joko", "Maya"):
        ask_question(actor=life.themself(key), text=FILLER, **event)
    shown = [row.id for row in Question.objects.order_by("id")[1:]]
    for one in shown:
        moderate_question(actor=life.kpu, question_id=one, shows=True, reason="", now=now)
    answer_question(actor=life.kpu, question_id=shown[0], answer=FILLER, now=now)
    other = plan_event(
        actor=life.kpu,
        election=life.election,
        kind=EventKind.TRAINING,
        title="Xyzzy",
        place="Xyzzy",
        region=WARD,
        starts_at=at(11, 9, 2),
        ends_at=at(11, 9, 8),
        now=now,
    )
    write_minutes(actor=life.kpu, event_id=other.id, text=FILLER, now=now)
    write_minutes(actor=life.kpu, text=FILLER, **event)
    add_decision(actor=life.kpu, text=FILLER, kind="KPPS", region=WARD, due_on=at(11, 7).date(), **event)
    sign_minutes(actor=life.kpu, **event)
    second_minutes(actor=life.kpu_second, **event)
    material = {"title": "Xyzzy", "text": FILLER, "kinds": [BodyKind.KPPS], "region": WARD}
    publish_material(actor=life.kpu, election=life.election, now=now, **material)


def _letter(life: Life) -> None:
    system, on = Actor(role=Role.SYSTEM, region=""), at(11, 9).date()
    drafts = typeset(sign_letters(life.election, WARD, [Resting(WARD, "KPPS", "Xyzzy")], on))
    issue_letters(actor=system, drafts=drafts, by="-", now=at(11, 9))


def _plan(life: Life) -> None:
    """What many vacancies would bring is worked out and waits to be confirmed."""
    rows = Appointment.objects.filter(seat__body__kind=BodyKind.KPPS, seat__role=SeatRole.MEMBER, end_rule="")
    leaving = [Vacancy(rows.latest("region", "seat__number").id, "resigned", FILLER, FILLER, at(11, 16).date())]
    faulty = [(3, "kursi", "seat")]
    plan_vacancies(actor=life.agus, election=life.election, vacancies=leaving, faults=faulty, now=at(11, 15))
    work_off(clock=lambda: at(11, 15))


def _oversee(life: Life) -> None:
    """One is dismissed and the first reserve is offered the seat; three more reports stand at three steps.

    An officer withdraws for Rina from a letter.
    """
    _letter(life)
    life.oversee()
    rina = life.application("Rina").id
    withdraw_application(actor=life.agus, application_id=rina, folder="Xyzzy", now=at(11, 14))
    wahyu = life.application("Wahyu").id
    offer_seat(actor=life.agus, replacement_id=life.replacement.id, application_id=wahyu, now=at(11, 15))
    _plan(life)
    reports = [
        file_report(
            actor=PUBLIC_ACTOR,
            election=life.election,
            region=STATION,
            topic="money",
            text=FILLER * 2,
            happened_on=at(11, 10).date(),
            reporter="Dewi Rekaputri",
            now=at(11, 14, 6),
        )[0]
        for _ in range(3)
    ]
    for report, key in zip(reports[1:], ("Joko", "Maya"), strict=True):
        case = open_case(
            actor=life.kpu, report_id=report.id, appointment_id=life.appointment(key).id, now=at(11, 14, 7)
        )
    hear_respondent(actor=life.kpu, case_id=case.id, statement=FILLER, now=at(11, 14, 8))
    propose_sanction(
        actor=life.kpu,
        case_id=case.id,
        kind=SanctionKind.WRITTEN_WARNING,
        reason=FILLER,
        takes_effect_on=at(11, 20).date(),
        now=at(11, 14, 9),
    )


def _accept(life: Life) -> None:
    """The reserve accepts, and an officer proposes that a name be taken out of a report."""
    named = Report.objects.filter(state="received").latest("received_at")
    propose_redaction(actor=life.kpu, report_id=named.id, text="Xyzzy xyzzy […]", reason=FILLER, now=at(11, 15, 5))
    answer_offer(actor=life.themself("Wahyu"), replacement_id=life.replacement.id, accepts=True, now=at(11, 15, 6))


ORDERS = ("selection.merit_band", "selection.points", "teams.kin_apart")
OFFICERS = (Role.PPS.value, Role.KPU_REGENCY.value)
STEPS: tuple[tuple[Callable[[Life], None], datetime, tuple[str, ...]], ...] = (  # nobody named: everybody walks
    (_apply, at(9, 23), ("public", "Siti", *OFFICERS)),
    (_ask, at(10, 2), ()),
    (_weigh, at(10, 3, 9), OFFICERS),
    (_score, at(10, 4, 9), OFFICERS),
    (_freeze, at(10, 5, 9), OFFICERS),
    (_draw, at(10, 7), ("public", *OFFICERS)),
    (_propose, at(11, 1, 9), OFFICERS[:1]),
    (_sign, at(11, 3, 9), OFFICERS),
    (_place, at(11, 8), ("Siti", "Rina", "partner", *OFFICERS)),
    (_oversee, at(11, 15), ()),
    (_accept, at(11, 15, 7), (*OFFICERS, "Wahyu")),
)
PUBLIC = (
    "/",
    "/lamar/?tempat=gambir",
    "/lamar/?tempat=xyzzy",
    "/lamar/sudah-ada/",
    "/undian/",
    f"/undian/{WARD}/pewawancara/?badan=PPS",
    f"/lapor/?wilayah={WARD}",
    "/lapor/?cari=gambir",
    "/lapor/ikuti/",
    "/cari/?q=gambir",
    "/cari/?q=rekaan",
    "/tidak-ada/",
    f"/wilayah/{WARD}/",
    f"/tps/{STATION}/",
    "/masuk/login/",
    "/masuk/password/reset/",
    "/masuk/password/reset/done/",
)
OFFICE = (
    "/meja/",
    "/mitra/",
    "/masuk/2fa/",
    "/masuk/logout/",
    "/masuk/email/",
    "/masuk/password/change/",
    "/masuk/reauthenticate/",
    "/meja/penerimaan/pendaftaran/",
    "/meja/penerimaan/perpanjang/?badan=KPPS",
    "/meja/penerimaan/buka/konfirmasi/?badan=PPS",
)
UNLISTED = Q(state__in=("open", "proposed")) | Q(outcome="one_stands")  # doubles that stand last, or in another list
OWN = ("/berkas/", "/berkas/klarifikasi/", "/berkas/tawaran/", "/berkas/surat/", "/berkas/catatan/")


def _own_disputes(life: Life, key: str) -> Iterator[str]:
    """Addresses that a page of one's own names only as long as nobody has objected yet."""
    person = life.person(key).id
    for kin in Kinship.objects.filter(Q(one=person) | Q(other=person)).exclude(state="rejected"):
        yield f"/berkas/klarifikasi/kerabat/{kin.id}/"
    for one in DoubleRuling.objects.filter(
        double__other__person=person, outcome="one_stands", decided_at__isnull=False
    ):
        yield f"/berkas/klarifikasi/lamaran-lain/keberatan/{one.id}/"


def _unlisted_doubles() -> list[Double]:
    """Those that end an application come first: a visitor opens but a few, and only they can be objected to."""
    return sorted(Double.objects.filter(UNLISTED), key=lambda one: one.outcome != DoubleOutcome.ONE_STANDS)


def _walk(life: Life, walks: dict[str, Walk], who: tuple[str, ...]) -> None:
    offices = [*OFFICE, f"/meja/penerimaan/{life.application('Siti').id}/"]
    offices += [f"/meja/penerimaan/{life.application('Siti').id}/tanda-terima/"]
    moves = f"/meja/seleksi/{WARD}/wawancara/"
    offices += [moves, f"{moves}{life.application('Siti').id}/"]
    offices += [f"/meja/seleksi/{WARD}/pewawancara/?badan=PPS", f"/meja/seleksi/{WARD}/pleno/"]
    offices += [f"/meja/seleksi/{WARD}/pleno/tanda-tangan/"]
    offices += [f"/meja/konsolidasi/{one.invitation.event_id}/hadir/{one.id}/" for one in Attendance.objects.all()[:1]]
    offices += [f"/meja/konsolidasi/{one.event_id}/pindai/" for one in Lane.objects.all()[:1]]
    offices += [f"/meja/penyaringan/{ruled.id}/" for ruled in Match.objects.filter(rulings__isnull=False)]
    offices += [f"/meja/penyaringan/{weak.id}/" for weak in Match.objects.filter(evidence_class="E3")]
    offices += [f"/meja/penyaringan/orang-sama/{one.id}/" for one in _unlisted_doubles()]
    visitors: dict[str, tuple[Client, Iterable[str]]] = {"public": (_client(), PUBLIC)}
    links = [own_link(one) for one in Invitation.objects.filter(revoked_at__isnull=True).order_by("id")[:1]]
    visitors["invited"] = (_client(), links)  # by the personal link of the message
    visitors |= {role.value: (_official(role), offices) for role in OFFICIALS}
    for key in APPLICANTS:
        application = life.application(key).id
        own = (*OWN, f"/lamar/tanda-terima/{application}/", f"/berkas/lengkapi/{application}/")
        visitors[key] = (_applicant(life, key), (*own, *_own_disputes(life, key)))
    for key, (client, start) in visitors.items():
        if who and key not in who:
            continue
        walk = walks.setdefault(key, Walk(client, EACH.get(key, 1)))
        walk.client = client
        walk.go(start)


_WALKED: dict[str, Walk] = {}  # one walk for all tests of this file; what it wrote is undone with the first of them


@pytest.fixture
def walks(db: None, settings: Settings, tmp_path: Path) -> dict[str, Walk]:
    """Walk through the site at five moments of the ward's life."""
    if _WALKED:
        return _WALKED
    settings.HOME = tmp_path / "home"
    _regions()
    _partner()
    life = new_life(tmp_path)
    insert_rows(_missing_intervals(site_settings.PACKAGE / "data", life.election, at(9, 1).date()))
    for step, moment, who in STEPS:
        settings.NOW = moment
        step(life)
        _walk(life, _WALKED, who)
    return _WALKED


def test_an_english_page_says_nothing_in_indonesian(walks: dict[str, Walk]) -> None:
    met: dict[str, set[str]] = {}
    for walk in walks.values():
        for text, names in walk.met.items():
            met.setdefault(text, set()).update(names)

    assert not met, "\n".join(f"{text!r} on {', '.join(sorted(names))}" for text, names in sorted(met.items()))


def test_no_page_or_form_breaks(walks: dict[str, Walk]) -> None:
    assert {key: walk.broken for key, walk in walks.items() if walk.broken} == {}


def test_the_walk_reaches_every_page(walks: dict[str, Walk]) -> None:
    reached = {name.removeprefix("POST ") for walk in walks.values() for name in walk.reached}

    missed = [name for name in _names(get_resolver().url_patterns) - reached if not ELSEWHERE.match(name)]
    assert set(missed) <= OUT_OF_REACH, ", ".join(sorted(set(missed) - OUT_OF_REACH))
