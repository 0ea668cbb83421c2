"""Rows of the region table: selection, placement, letters."""

from __future__ import annotations

from collections.abc import Iterable

from tests.journeys.calling import NOW, ON, Call, call
from tests.journeys.one_life import BEACONS, STATION, TO_COME, WARD, Life

from jurdil.foundation.jobs.models import Job, JobState
from jurdil.registry.bodies.models import AppointmentLetter, BodyKind, LetterBatch
from jurdil.stages.placement.arranging import arrange_teams, seed_of
from jurdil.stages.placement.drafting import draft_mending
from jurdil.stages.placement.models import Lock, Shuffle
from jurdil.stages.placement.vacating import PLAN, Vacancy
from jurdil.stages.selection.actions import Points
from jurdil.stages.selection.models import Interview, InterviewLot, Plenary
from jurdil.stages.selection.plenaries import Weighed


def selection_rows(life: Life) -> Iterable[tuple[str, Call]]:
    room, tono = "stages.selection.", life.application("Tono").id
    points = dict.fromkeys(("competence", "capacity", "integrity", "independence"), 50)
    kpps = {"election": life.election, "now": NOW}
    lot = {"lot_id": life.lot.id, "now": NOW}
    move = {"application_id": tono, "now": NOW}
    yield call(room + "actions.score_application", application_id=tono, points=points, now=NOW)
    yield call(room + "actions.score_applications", entries=[Points(tono, WARD, points)], **kpps)
    yield call(room + "lots.freeze_list", region=WARD, body=BodyKind.KPPS, beacons=TO_COME, **kpps)
    yield call(room + "lots.draw_order", beacons=BEACONS, **lot)
    yield call(room + "lots.publish_scores", **lot)
    yield call(room + "lots.settle_removals", **lot)
    yield call(room + "moves.explain_move", reason="Rekaan.", **move)
    yield call(room + "moves.second_move", **move)
    yield from plenary_rows(life)
    yield from interview_rows(life)
    yield call(room + "queries.opening_of", region=WARD)
    yield call(room + "queries.openings_within")
    yield call(room + "queries.lots_within")
    yield call(room + "queries.scorable", opening=life.opening)
    yield call(room + "queries.standings_of", region=WARD)
    yield call(room + "queries.own_scores")


def plenary_rows(life: Life) -> Iterable[tuple[str, Call]]:
    room, names = "stages.selection.", ["Rekaan Satu", "Rekaan Dua"]
    held = {"held_on": ON, "minutes": "1/PPS", "present": names, "now": NOW}
    plenary = Plenary.objects.create(
        election=life.election, body=BodyKind.KPPS, region=WARD, held_on=ON, minutes="1/PPS", opened_at=NOW
    )
    noted = {"plenary_id": plenary.id, "now": NOW}
    yield call(room + "plenaries.hold_plenary", election=life.election, region=WARD, **held)
    yield call(room + "plenaries.weigh_applications", entries=[Weighed(life.application("Tono").id, 1, {})], **noted)
    yield call(room + "plenaries.sign_plenary", **noted)
    yield call(room + "plenaries.second_plenary", **noted)
    yield call(room + "queries.plenary_of", opening=life.opening)
    yield call(room + "queries.weighable", opening=life.opening)
    yield call(room + "queries.own_decisions")


def interview_rows(life: Life) -> Iterable[tuple[str, Call]]:
    room, tono = "stages.selection.", life.application("Tono").id
    lot = InterviewLot.objects.create(election=life.election, body="PPS", region=WARD, committed_at=NOW)
    Interview.objects.create(lot=lot, application_id=tono, region=WARD, pseudonym="ab" * 12)
    asked = {"election": life.election, "region": WARD, "body": "PPS", "accounts": [], "beacons": TO_COME, "now": NOW}
    yield call(room + "interviews.freeze_interviewers", **asked)
    yield call(room + "interviews.draw_interviewers", lot_id=lot.id, beacons=BEACONS, now=NOW)
    yield call(room + "interviews.step_back", application_id=tono, reason="Rekaan.", now=NOW)
    yield call(room + "actions.score_interview", application_id=tono, points=50, now=NOW)
    del asked["accounts"], asked["beacons"]
    yield call(room + "interviews.pass_over_departed", **asked)
    yield call(room + "queries.interviews_of", opening=life.opening)
    yield call(room + "queries.without_interviewer", opening=life.opening)


def letter_rows(life: Life) -> Iterable[tuple[str, Call]]:
    room, siti = "stages.placement.letters.", life.appointment("Siti")
    batch = LetterBatch.objects.create(election=life.election, region=WARD, on=ON, count=1, made_at=NOW)
    AppointmentLetter.objects.create(batch=batch, appointment=siti, place=1, identity="ab" * 16, token="")
    yield call(room + "batches_within", region=WARD)
    yield call(room + "batch_of", batch_id=batch.id)
    yield call(room + "newest_letter_job", region=WARD)
    yield call(room + "waiting_for_letters", election=life.election, region=WARD)
    yield call(room + "seat_lines", station=STATION)
    yield call(room + "own_letter", appointment_id=siti.id)


def filling_rows(life: Life, decree: dict[str, str]) -> Iterable[tuple[str, Call]]:
    room, case = "stages.placement.filling.", life.replacement
    yield call(room + "accepted_cases", election=life.election, on=ON, until=NOW)
    yield call(room + "bar_of", case=case, on=ON)
    given = {"election": life.election, "case_ids": [case.id], "on": ON, "now": NOW}
    yield call(room + "appoint_accepted", **given, **decree)
    yield call(room + "fill_seat", replacement_id=case.id, on=ON, now=NOW, **decree)
    yield call(room + "ask_for_letter", replacement_id=case.id, now=NOW)


def placement_rows(life: Life) -> Iterable[tuple[str, Call]]:
    room, siti = "stages.placement.", life.appointment("Siti")
    teams = {"proposal_id": life.proposal.id, "now": NOW}
    decree = life.decree("SK-9")
    seed = seed_of(life.election, [WARD])
    arrangement = arrange_teams(life.election, [WARD], seed=seed, on=life.election.voting_day)
    yield call(room + "actions.propose_teams", arrangement=arrangement, now=NOW)
    yield call(room + "work.ask_for_teams", election=life.election, region=WARD, now=NOW)
    yield call(room + "actions.confirm_teams", **teams)
    yield call(room + "actions.second_teams", **teams)
    yield call(room + "actions.appoint_teams", **teams, **decree)
    yield call(room + "actions.appoint_held", **teams, **decree)
    draft = draft_mending(life.proposal, most_moves=0)
    yield call(room + "amending.change_teams", draft=draft, reason="Rekaan.", now=NOW)
    yield call(room + "amending.seal_shuffle", seed=bytes(32), beacons=TO_COME, **teams)
    shuffle = Shuffle.objects.create(proposal=life.proposal, region=WARD, sealed="-", seed="-", sealed_at=NOW)
    yield call(room + "amending.reveal_shuffle", shuffle_id=shuffle.id, beacons=[], now=NOW)
    tono, reason = life.application("Tono").id, {"reason": "Rekaan.", "now": NOW}
    yield call(room + "locking.lock_person", application_id=tono, station=STATION, **reason)
    lock = Lock.objects.create(
        election=life.election, application_id=tono, region=WARD, station=STATION, reason="Rekaan.", locked_at=NOW
    )
    yield call(room + "locking.release_lock", lock_id=lock.id, **reason)
    yield from letter_rows(life)
    here = {"election": life.election, "region": WARD, "now": NOW, **decree}
    yield call(room + "officers.appoint_order_officers", **here)
    yield call(room + "officers.appoint_secretariat", **here)
    case, wahyu = {"replacement_id": life.replacement.id, "now": NOW}, life.application("Wahyu").id
    ended = {"ground": "died", "reason": "Rekaan.", "folder": "12", "last_day": ON, "now": NOW}
    yield call(room + "opening.open_vacancy", appointment_id=siti.id, **ended)
    yield call(room + "opening.open_empty_seat", seat_id=life.replacement.seat_id, now=NOW)
    yield call(room + "replacing.offer_seat", application_id=wahyu, **case)
    yield call(room + "replacing.answer_offer", accepts=True, paper={"seen_by": "x", "folder": "12"}, **case)
    yield call(room + "replacing.expire_offer", **case)
    many = {"election": life.election, "vacancies": [Vacancy(siti.id, "died", "Rekaan.", "12", ON)], "now": NOW}
    yield call(room + "vacating.plan_vacancies", **many)
    planned = {
        "wards": {WARD: [[str(siti.id), "died", "Rekaan.", "12", str(ON)]]},
        "election": life.election.key,
        "faults": [],
    }
    plan = Job.objects.create(
        kind=PLAN, region=WARD, state=JobState.DONE, arguments=planned, result={"asked": {}}, asked_at=NOW
    )
    yield call(room + "vacating.vacate_seats", plan_id=plan.id, now=NOW)
    yield call(room + "queries.waiting_plan")
    yield call(room + "queries.planned_seats", job=plan, ward=WARD)
    yield call(room + "vacating.vacate_ward", ward=WARD, **many)
    yield call(room + "replacing.appoint_replacement", on=ON, **case, **decree)
    yield call(room + "replacing.take_back_offer", **case)
    yield from filling_rows(life, decree)
    queries = room + "queries."
    yield call(queries + "appointment_of", appointment_id=siti.id)
    chosen = {"appointment_id": siti.id, "held_on": ON, "minutes": "1/KPPS", "now": NOW}
    yield call(room + "chairs.record_chair", **chosen)
    yield call(room + "chairs.chair_of", station=STATION)
    yield call(queries + "candidates_for", replacement=life.replacement, today=ON)
    yield call(queries + "counts_by_kind", region=WARD, on=ON)
    yield call(queries + "proposal_of", proposal_id=life.proposal.id)
    yield call(queries + "proposals_of", lot=life.lot)
    seat = life.proposal.seats.all()[0]
    yield call(queries + "proposed_seat_of", proposal_id=life.proposal.id, seat_id=seat.id)
    yield call(queries + "locks_of", region=WARD)
    job = Job.objects.create(kind="placement.propose", region=WARD, asked_at=NOW)
    yield call(queries + "teams_job_of", job_id=job.id)
    yield call(queries + "jobs_here")
    yield call(room + "sufficiency.reserve_shares", election=life.election, on=ON)
    yield call(queries + "replacement_of", replacement_id=life.replacement.id)
    yield call(queries + "own_offer", replacement_id=life.replacement.id)
    yield call(queries + "reserves_of", region=WARD, on=ON)
    yield call(queries + "team_of", station=STATION, on=ON)
    yield call(queries + "ward_of", region=WARD)
    for name in ("wards_within", "replacements_within", "own_offers", "own_place"):
        yield call(queries + name)
