"""Rows of the region table: events, pledges, role tests, decisions, materials."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import uuid4

from tests.journeys.calling import NOW, ON, Call, call, function
from tests.journeys.one_life import STATION, WARD, Life, at

from jurdil.law.pacts import pact_of
from jurdil.registry.bodies.models import BodyKind
from jurdil.stages.consolidation.attending import Guest
from jurdil.stages.consolidation.decision_models import Question, Task
from jurdil.stages.consolidation.models import (
    Attendance,
    Coming,
    Event,
    EventKind,
    Invitation,
    Lane,
    Need,
    Pledge,
    ScanAct,
)
from jurdil.stages.consolidation.planning import Arrangement
from jurdil.stages.consolidation.pledge_models import Talk
from jurdil.stages.consolidation.scans import DeviceNote
from jurdil.stages.consolidation.sitting_models import Phase
from jurdil.stages.consolidation.testing import Window


def event_rows(life: Life, siti: Invitation) -> Iterable[tuple[str, Call]]:
    room, event = "stages.consolidation.", {"event_id": life.event.id}
    one, ahead = {"invitation_id": siti.id}, {"now": at(11, 8)}
    times = {"title": "Rekaan", "place": "Rekaan", "starts_at": at(11, 9), "ends_at": at(11, 10), "asks_needs": True}
    Event.objects.update(asks_needs=True)
    Need.objects.create(invitation=siti, transport="Rekaan", diet="Rekaan", noted_at=NOW)
    yield call(room + "planning.ask_to_invite", kinds=[BodyKind.KPPS], **event, **ahead)
    yield call(room + "planning.remind_unanswered", **event, **ahead)
    yield call(room + "planning.change_event", **event, **times, **ahead)
    yield call(room + "planning.cancel_event", reason="Rekaan.", **event, **ahead)
    yield call(room + "planning.plan_sites", steps=4, place="Rekaan", **event, **ahead)
    yield call(room + "planning.arrange_event", arrangement=Arrangement({"Aula": 9}), **event, **ahead)
    yield call(room + "attending.send_link_again", now=NOW, **one)
    yield call(room + "attending.revoke_invitation", reason="Rekaan.", **one, **ahead)
    letter = {"letter_number": "1", "letter_on": ON, "name": "Rekaan"}
    yield call(room + "attending.send_substitute", **one, **letter, **ahead)
    yield call(room + "attending.invite_guests", guests=[Guest("Rekaan", "Rekaan")], **event, **ahead)
    yield call(room + "needs.note_needs", transport="Rekaan", diet="", **one, **ahead)
    yield call(room + "needs.needs_of", **event)
    yield call(room + "needs.erase_needs", now=NOW)
    yield call(room + "testing.close_due_rounds", now=at(11, 1))
    yield call(room + "certificates.earned_certificate", now=NOW, **one)
    yield call(room + "queries.invitation_of", **one, **event)
    yield call(room + "queries.work_of", **event)
    yield call(room + "queries.seats_by_kind", **event)
    yield call(room + "live.answers_of", **event)
    yield call(room + "live.flow_by_lane", now=NOW, **event)
    yield call(room + "live.contacts_of", steps=4, now=NOW, **event)
    yield call(room + "open_work.open_work_of", on=ON, **event)


def consolidation_rows(life: Life) -> Iterable[tuple[str, Call]]:
    room, siti = "stages.consolidation.", Invitation.objects.get(person=life.person("Siti"))
    event, attended = {"event_id": life.event.id}, Attendance.objects.get()
    times = {"starts_at": at(11, 21), "ends_at": at(11, 22), "now": NOW}
    plan = {"election": life.election, "kind": EventKind.OATH, "title": "Rekaan", "place": "Rekaan", "region": WARD}
    tono = life.appointment("Lestari").id
    yield call(room + "actions.plan_event", **plan, **times)
    yield call(room + "actions.invite_serving", kinds=[BodyKind.KPPS], now=at(11, 8), **event)
    yield call(room + "actions.answer_invitation", invitation_id=siti.id, answer=Coming.EXCUSED, now=at(11, 8))
    yield call(room + "actions.check_in", code=siti.code, how="typed", now=at(11, 9), **event)
    yield call(room + "actions.undo_check_in", attendance_id=attended.id, now=NOW)
    yield from event_rows(life, siti)
    lane = Lane.objects.create(event=life.event, name="Rekaan", region=WARD, role="pps", reach=WARD, opened_at=NOW)
    yield call(room + "lanes.open_lanes", steps=4, now=NOW, **event)
    yield call(room + "lanes.open_lane", name="Pintu", region="", now=NOW, **event)
    yield call(room + "opening.open_doors", opens_at=at(11, 1), now=NOW, **event)
    yield call(room + "lanes.name_sessions", names=["Pagi"], now=NOW, **event)
    note = DeviceNote(1, ScanAct.ARRIVE, NOW, siti.id)
    sent = {"lane_id": lane.id, "device": uuid4(), "sent_at": NOW, "notes": [note], "now": NOW}
    yield call(room + "scans.sync_scans", **sent)
    yield call(room + "lanes.close_lane", lane_id=lane.id, now=NOW)
    yield call(room + "hall.lane_of", lane_id=lane.id)
    yield call(room + "hall.hall_list", lane_id=lane.id, now=NOW)
    yield call(room + "hall.told_since", lane_id=lane.id, device=uuid4(), since=None)
    for name in ("lanes_of", "second_uses", "guests_of", "set_aside"):
        yield call(room + "hall." + name, **event)
    signed = {"accepted": life_clauses(life), "how": "device", "witness": "Rekaan", "now": NOW}
    yield call(room + "pledging.sign_pledge", appointment_id=tono, **signed)
    queries = room + "queries."
    yield call(queries + "event_of", **event)
    yield call(queries + "events_within")
    yield call(queries + "invitable", kinds=[BodyKind.KPPS], **event)
    yield call(queries + "invitations_of", **event)
    yield call(queries + "attendance_of", attendance_id=attended.id, **event)
    yield call(queries + "attendance_by_kind", **event)
    yield call(queries + "attendance_by_unit", depth=13, **event)
    yield call(queries + "own_invitation", invitation_id=siti.id)
    yield call(queries + "own_invitations")
    yield from pledge_rows(life)
    yield from role_test_rows(life)
    yield from decision_rows(life)
    yield from material_rows(life)


def pledge_rows(life: Life) -> Iterable[tuple[str, Call]]:
    room, siti = "stages.consolidation.", Pledge.objects.get(person=life.person("Siti"))
    talk = Talk.objects.create(
        pledge=siti, appointment=life.appointment("Siti"), region=siti.region, clauses=["neutral"], proposed_at=NOW
    )
    unit = {"election": life.election, "region": WARD, "kinds": [BodyKind.KPPS], "now": NOW}
    yield call(room + "pledging.hold_talk", talk_id=talk.id, note="", now=NOW)
    yield call(room + "collective.who_would_pledge", **unit)
    function(room + "collective.record_collective_pledge")(actor=life.kpu, **unit, led_by="-", witnesses=["a", "b"])
    yield call(room + "collective.record_collective_pledge", **unit, led_by="-", witnesses=["a", "b"])
    Pledge.objects.filter(id=siti.id).update(is_asked=True, text_hash="of an earlier version")
    figures = room + "coverage."
    yield call(figures + "pledge_coverage", on=ON)
    for name in ("owing_pledge", "owing_by_reason"):
        yield call(f"{room}owing.{name}", on=ON)
    yield call(room + "pledge_notices.remind_owing", election=life.election, now=NOW)
    yield call(figures + "pledge_coverage_by_unit", on=ON, depth=13)
    yield call(figures + "understanding_by_unit", clause="neutral", depth=4)
    for name in ("understanding_by_clause", "talks_within", "collective_pledges"):
        yield call(figures + name)


def role_test_rows(life: Life) -> Iterable[tuple[str, Call]]:
    room, siti, kpps = "stages.consolidation.", life.appointment("Siti"), BodyKind.KPPS
    windows = [Window(phase, at(11, day), at(11, day + 1)) for phase, day in ((Phase.BEFORE, 18), (Phase.AFTER, 20))]
    plan = {"election": life.election, "title": "Tes", "kind": kpps, "region": WARD, "seed": b"1" * 32, "now": NOW}
    first, second = function(room + "testing.plan_role_test")(actor=life.kpu, **plan, windows=windows).rounds.order_by(
        "opens_at"
    )
    themself = life.themself("Siti")
    sitting = function(room + "testing.start_sitting")(actor=themself, round_id=second.id, now=NOW)
    item = {"kinds": [kpps], "topic": "x", "text": "Apa?", "options": ["a", "b"], "right": 0, "why": "x", "now": NOW}
    written = function(room + "item_bank.write_item")(actor=life.kpu, **item)
    yield call(room + "item_bank.review_item", item_id=written.id, agrees=True, now=NOW)
    yield call(room + "item_bank.officer_items")
    yield call(room + "testing.plan_role_test", **plan, windows=windows)
    yield call(room + "testing.start_sitting", round_id=second.id, now=NOW)
    own = {"sitting_id": sitting.id, "now": NOW}
    yield call(room + "testing.answer_item", key="count_twice", option=0, **own)
    yield call(room + "testing.finish_sitting", **own)
    yield call(room + "testing.enter_paper_sitting", round_id=second.id, appointment_id=siti.id, answers={}, now=NOW)
    yield call(room + "testing.close_round", round_id=first.id, now=NOW)
    figures = room + "round_figures."
    yield call(figures + "tests_within")
    yield call(figures + "round_of", round_id=second.id)
    yield call(figures + "results_by_unit", round_id=second.id, depth=4)
    yield call(figures + "not_through", round_id=second.id)
    yield call(figures + "own_rounds", now=NOW)
    yield call(figures + "own_sitting", sitting_id=sitting.id)


def decision_rows(life: Life) -> Iterable[tuple[str, Call]]:
    room, event = "stages.consolidation.", {"event_id": life.event.id}
    decided = {"text": "Rekaan.", "kind": "KPPS", "region": WARD, "due_on": date(2024, 12, 1), "now": NOW}
    steps = room + "decisions."
    function(steps + "write_minutes")(actor=life.kpu, text="Rekaan.", now=NOW, **event)
    decision = function(steps + "add_decision")(actor=life.kpu, **event, **decided)
    yield call(steps + "write_minutes", text="Rekaan.", now=NOW, **event)
    yield call(steps + "add_decision", **event, **decided)
    yield call(steps + "sign_minutes", now=NOW, **event)
    task = Task.objects.create(decision=decision, region=STATION, due_on=ON)
    yield call(steps + "second_minutes", now=NOW, **event)
    yield call(steps + "note_task", task_id=task.id, note="Rekaan.", closes=True, now=NOW)
    yield call(steps + "close_tasks", decision_id=decision.id, task_ids=[task.id], note="Rekaan.", now=NOW)
    yield call(steps + "remind_units", decision_id=decision.id, now=NOW)
    one = {"decision_id": decision.id}
    yield call(room + "tasks.minutes_of", **event)
    yield call(room + "tasks.decisions_within", on=ON)
    yield call(room + "tasks.decision_of", **one)
    yield call(room + "tasks.tasks_of", on=ON, **one)
    yield call(room + "tasks.task_progress", depth=4, on=ON, **one)
    asking = room + "questions."
    question = function(asking + "ask_question")(actor=life.themself("Siti"), text="Apa?", now=NOW, **event)
    Question.objects.filter(id=question.id).update(is_shown=True)
    yield call(asking + "ask_question", text="Apa?", now=NOW, **event)
    yield call(asking + "vote_for", question_id=question.id)
    yield call(asking + "moderate_question", question_id=question.id, shows=True, reason="", now=NOW)
    yield call(asking + "answer_question", question_id=question.id, answer="Itu.", now=NOW)
    yield call(asking + "questions_of", **event)
    yield call(asking + "questions_for", **event)


def material_rows(life: Life) -> Iterable[tuple[str, Call]]:
    room = "stages.consolidation.materials."
    given = {"election": life.election, "title": "Rekaan", "text": "Rekaan.", "kinds": [BodyKind.KPPS], "region": WARD}
    material = function(room + "publish_material")(actor=life.kpu, **given, now=NOW)
    one = {"material_id": material.id}
    yield call(room + "publish_material", **given, now=NOW)
    yield call(room + "confirm_reading", now=NOW, **one)
    yield call(room + "materials_within")
    yield call(room + "material_of", **one)
    yield call(room + "readers_by_unit", depth=4, on=ON, **one)
    yield call(room + "yet_to_read", on=ON, **one)
    yield call(room + "own_materials", on=ON)
    notices = "stages.consolidation.material_notices."
    yield call(notices + "telling_of", **one)
    yield call(notices + "remind_readers", now=NOW + timedelta(days=9), **one)
    yield call(room + "own_material", on=ON, **one)


def life_clauses(life: Life) -> list[str]:
    return list(pact_of(life.election.profile).keys)
