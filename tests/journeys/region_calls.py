"""A call of every verb and query with a real object of the ward of the journey; only the actor is left open."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from tests.journeys.one_life import BEACONS, CAST, REGENCY, STATION, TO_COME, WARD, Life, at

from jurdil.engines.linkage.model import starting_model
from jurdil.errors import NotFound, Refused
from jurdil.foundation.accounts.models import Account, Mandate
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.jobs.models import Job
from jurdil.law.pacts import pact_of
from jurdil.registry.bodies.actions import Decree, Place
from jurdil.registry.bodies.models import Appointment, AppointmentLetter, BodyKind, LetterBatch, Seat, SeatRole
from jurdil.registry.elections.models import Election, StageInterval
from jurdil.registry.partners.models import AttestationKind, Office, Partner
from jurdil.registry.people.values import PersonValues
from jurdil.registry.rosters.models import RosterKind
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
from jurdil.stages.oversight.models import Redaction, SanctionKind
from jurdil.stages.placement.arranging import arrange_teams, seed_of
from jurdil.stages.placement.drafting import draft_mending
from jurdil.stages.placement.models import Lock, Shuffle
from jurdil.stages.placement.vacating import Vacancy
from jurdil.stages.recruitment.filing import Filing
from jurdil.stages.recruitment.models import ReviewRuling, ReviewState
from jurdil.stages.recruitment.openings import open_recruitment
from jurdil.stages.recruitment.plenary import Decision
from jurdil.stages.selection.actions import Points
from jurdil.stages.vetting.clarifications import Answer
from jurdil.stages.vetting.models import About, AnswerKind, FrozenModel, Inquiry, Objection, Ruling
from jurdil.stages.vetting.queries import Filters
from jurdil.stages.vetting.rulings import Verdict

NOW, ON = at(11, 20), date(2024, 11, 20)
Call = Callable[[Actor], object]


def function(name: str) -> Callable[..., Any]:  # Any: of every signature
    module, _, last = f"jurdil.{name}".rpartition(".")
    return getattr(importlib.import_module(module), last)  # type: ignore[no-any-return]


def call(name: str, /, **given: object) -> tuple[str, Call]:
    return name, lambda actor: function(name)(actor=actor, **given)


def foundation_rows(life: Life) -> Iterable[tuple[str, Call]]:
    account = Account.objects.create_user("rekaan")
    since = date(2024, 1, 1)
    mandate = Mandate.objects.create(account=account, role=Role.PPS.value, region=WARD, since=since)
    job = Job.objects.create(kind="rekaan", region=WARD, asked_at=NOW)
    mandates = "foundation.accounts.actions."
    yield call(mandates + "give_mandate", account=account, role=Role.PPS, region=WARD, since=ON, now=NOW)
    yield call(mandates + "end_mandate", mandate_id=mandate.id, until=ON, now=NOW)
    yield call("foundation.jobs.queries.job_of", job_id=job.id)
    yield call("foundation.jobs.queries.jobs_within")
    yield call("doors.desk.duties.duties_of", election=life.election, on=ON)
    yield call("doors.desk.progress.progress_by_ward", election=life.election, on=ON)


def registry_rows(life: Life) -> Iterable[tuple[str, Call]]:
    decree = Decree("SK-9", "31.71", "Ketua Rekaan", "kpps.term", date(2024, 11, 7), date(2024, 12, 8))
    siti, budi = life.appointment("Siti"), life.person("Budi").id
    seat = Seat.objects.select_related("body").get(id=siti.seat_id)
    places = [Place(WARD + "/002", (SeatRole.CHAIR,))]
    kpps = {"election": life.election, "kind": BodyKind.KPPS, "authority": "31.71"}
    bodies, elections = "registry.bodies.actions.", "registry.elections.actions."
    yield call(bodies + "form_bodies", places=places, now=NOW, **kpps)
    yield call(bodies + "appoint_member", seat_id=seat.id, person_id=budi, decree=decree, now=NOW)
    yield call(bodies + "appoint_members", pairs=[(seat, life.person("Budi"))], decree=decree, now=NOW)
    ended = {"appointment_id": siti.id, "reason": "Rekaan.", "now": NOW}
    yield call(bodies + "end_appointment", last_day=ON, rule="paw.reason", **ended)
    yield call(bodies + "correct_appointment", decree=decree, **ended)
    asked = {"election": life.election, "policies": [], "on": ON, "now": NOW}
    letters = "registry.bodies.letters."
    yield call(letters + "ask_for_letters", region=WARD, **asked)
    yield call(letters + "issue_letters", places=[WARD], by="-", **asked)
    stage = StageInterval.objects.create(
        election=life.election, body="KPPS", stage="register", label="-", region=WARD, start=ON, end=ON
    )
    yield call(elections + "open_stage", interval_id=stage.id, now=NOW)
    yield call(elections + "close_stage", interval_id=stage.id, now=NOW)
    more = {"region": WARD, "until": date(2024, 11, 25), "rule": "recruitment.window", "ground": "Rekaan"}
    yield call(elections + "extend_stage", interval_id=stage.id, now=NOW, **more)
    yield from policy_rows(life)
    yield from partner_rows(life)
    yield call("registry.people.actions.correct_person", person_id=budi, changes={"name": "Lain"}, now=NOW)
    yield call("registry.people.actions.erase_person", person_id=budi, subjects=[], is_serving=False, now=NOW)
    given = {"roster": "partai-08", "kind": RosterKind.PARTY, "source": "Rekaan", "as_of": ON, "region": WARD}
    yield call("registry.rosters.actions.import_roster", path=life.folder / "partai.csv", now=NOW, **given)
    yield call("registry.rosters.queries.snapshot_of", snapshot_id=life.snapshot.id)
    yield call("registry.rosters.queries.snapshots_within")


def policy_rows(life: Life) -> Iterable[tuple[str, Call]]:
    policies, waiving = "registry.elections.policies.", "registry.elections.waiving."
    given = {"election": life.election, "region": REGENCY, "body": "PPS", "policy": "selection.merit"}
    proposal = {"is_on": True, "starts": ON, "reason": "Rekaan.", "now": NOW, **given}
    choice = function(policies + "propose_policy")(actor=life.kpu, **{**proposal, "body": "PPK"})
    yield call(policies + "propose_policy", **proposal)
    yield call(policies + "second_policy", choice_id=choice.id, agrees=True, now=NOW)
    yield call(policies + "policy_proposals")
    station = {"election": life.election, "station": STATION, "now": NOW}
    function(waiving + "waive_domicile")(actor=life.kpu, ground="Rumah tahanan rekaan.", **station)
    yield call(waiving + "waive_domicile", ground="Rekaan.", **station)
    yield call(waiving + "end_waiver", **station)
    yield call(waiving + "special_stations", election=life.election)


def partner_rows(life: Life) -> Iterable[tuple[str, Call]]:
    partner = Partner.objects.create(office=Office.LURAH, region=WARD, name="Lurah Rekaan", account_id=uuid4())
    partners = "registry.partners.actions."
    lurah = Actor(role=Role.PARTNER, region=WARD, account_id=partner.account_id)
    venue = {"kind": AttestationKind.VENUE, "region": WARD, "note": "Balai Rekaan", "now": NOW}
    function(partners + "tell")(actor=lurah, **venue)
    yield call(partners + "name_partner", office=Office.RW, region=WARD, name="Rekaan", rw="01", now=NOW)
    yield call(partners + "retire_partner", partner_id=partner.id, now=NOW)
    yield call(partners + "attest_domicile", person_id=life.person("Siti").id, lives_here=True, now=NOW)
    yield call(partners + "tell", **venue)
    yield call("registry.partners.queries.partners_within")
    yield call("registry.partners.queries.told_within")


def recruitment_rows(life: Life) -> Iterable[tuple[str, Call]]:
    siti, room = life.application("Siti").id, "stages.recruitment."
    linmas = open_recruitment(
        actor=life.kpu,
        election=life.election,
        body=BodyKind.LINMAS,
        region=WARD,
        needed=2,
        now=NOW,
        opens=ON,
        closes=ON,
    )
    # Siti's own form once more: whoever is from elsewhere does not even learn that she stands there.
    again = life.filing(CAST["Siti"])
    new = Filing(PersonValues("Rekaan Baru", region=WARD), life.opening.id, contact_at=at(9, 20))
    one, ruling = (
        {"application_id": siti, "now": NOW},
        ReviewRuling.objects.create(
            application_id=siti, outcome="eligible", rule="R01", reason="Rekaan.", proposed_by="x", proposed_at=NOW
        ),
    )
    yield room + "actions.submit_application", lambda actor: officer_files(actor, again)
    yield room + "actions.submit_applications", lambda actor: raise_refusals(actor, "submit_applications", [again])
    proposed = replace(new, opening_id=linmas.id, contact_at=NOW)
    yield room + "actions.propose_candidates", lambda actor: raise_refusals(actor, "propose_candidates", [proposed])
    yield call(room + "counter.give_counter_receipt", opening_id=life.opening.id, name="Rekaan", now=at(9, 20))
    yield call(room + "erasing.erase_applications", person_id=life.person("Budi").id, now=NOW)
    for later in ("vetting.erasing.erase_matches", "oversight.erasing.erase_everything"):
        yield call(f"stages.{later}", person_id=life.person("Budi").id, now=NOW)
    yield call(room + "mending.correct_application", changes={"education": "S1"}, reason="Ijazah dilihat.", **one)
    yield call(room + "mending.renew_code", **one)
    call_for = {"election": life.election, "body": BodyKind.LINMAS, "now": NOW, "opens": ON, "closes": ON}
    yield call(room + "openings.open_recruitment", region=WARD, needed=2, **call_for)
    yield call(room + "openings.open_recruitment_in_bulk", needed={WARD: 2}, **call_for)
    more = {"election": life.election, "body": BodyKind.KPPS}
    until = {"until": date(2024, 12, 1), "ground": "Pelamar kurang.", "now": NOW}
    yield call(room + "extending.extend_registration", regions=[WARD], **more, **until)
    yield call(room + "coverage.places_of", on=ON, **more)
    yield call(room + "papers.attach_file", kind="photo", content=b"%PDF-1.7", **one)
    yield call(room + "papers.see_paper", kind="photo", folder="1", **one)
    yield call(room + "reviewing.review_application", on=ON, **one)
    yield call(room + "reviewing.review_chunk", application_ids=[siti], election=life.election, now=NOW, on=ON)
    decided = {"outcome": ReviewState.ELIGIBLE, "rule": "R01", "reason": "Bukti dilihat petugas."}
    yield call(room + "rulings.propose_review_ruling", **one, **decided)
    yield call(room + "rulings.second_review_ruling", ruling_id=ruling.id, agrees=True, now=NOW)
    other = life.application("Tono").id
    decisions = [Decision(other, **decided)]  # type: ignore[arg-type]
    sitting = room + "plenary.rule_on_reviews"
    yield sitting, lambda actor: by_two(actor, sitting, life.agus, decisions=decisions)
    yield call(room + "withdrawing.withdraw_application", **one)
    yield call(room + "queries.application_of", application_id=siti)
    yield call(room + "queries.applications_within", filters={})
    yield call(room + "queries.counter_receipt_of", receipt_id=life.receipt.id)
    yield call(room + "queries.identity_of", application_id=siti)
    yield call(room + "queries.opening_of", opening_id=life.opening.id)
    yield call(room + "queries.openings_within")


def officer_files(actor: Actor, filing: Filing) -> object:
    """The public may apply everywhere; an officer takes in what belongs to the own region."""
    return function("stages.recruitment.actions.submit_application")(actor=actor, filing=filing, now=NOW)


def raise_refusals(actor: Actor, name: str, filings: list[Filing]) -> object:
    """A chunk answers with a receipt for each; a refusal stands on the receipt."""
    for receipt in function(f"stages.recruitment.actions.{name}")(actor=actor, filings=filings, now=NOW):
        if receipt.refusal is not None:
            raise receipt.refusal
    return filings


def by_two(actor: Actor, name: str, local: Actor, **given: object) -> object:
    """Where two sit together, neither the first nor the second may come from elsewhere."""
    for first, second in ((actor, local), (local, actor)):
        try:
            function(name)(actor=first, second=second, now=NOW, **given)
        except (NotFound, Refused) as fault:
            turned_away: NotFound | Refused = fault
        else:
            return f"admitted with {first.role} and {second.role}"
    raise turned_away


def vetting_rows(life: Life) -> Iterable[tuple[str, Call]]:
    room, match = "stages.vetting.", life.match("Rina")
    asked, ruling = match.clarifications.get(), Ruling.objects.get(match=life.match("Budi"))
    answer = Answer(AnswerKind.NOT_ME, "Bukan saya.", {"letter": {"how": "paper", "seen_by": "-", "folder": "1"}})
    inquiry = Inquiry.objects.create(
        election=life.election, roster="partai-07", region=WARD, asked_by="-", asked_at=NOW, deadline=NOW
    )
    one, here = {"match_id": match.id, "now": NOW}, {"election": life.election, "region": WARD, "now": NOW}
    asking = room + "clarifications."
    yield call(asking + "confirm_for_clarification", reason="Layak ditanya.", **one)
    yield call(asking + "ask_clarification", question="", **one)
    yield call(asking + "ask_clarifications_in_bulk", **here)
    yield call(asking + "answer_clarification", clarification_id=asked.id, answer=answer, now=NOW)
    yield call(asking + "answer_clarifications_in_bulk", answers={match.id: answer}, now=NOW)
    yield call(room + "inquiries.open_inquiry", roster="partai-07", **here)
    files = {"inquiry_id": inquiry.id, "path": life.folder / "inquiry.csv", "now": NOW}
    yield call(room + "inquiries.export_inquiry", **files)
    yield call(room + "inquiries.import_inquiry_replies", **files)
    yield call(room + "inquiries.inquiry_of", inquiry_id=inquiry.id)
    yield call(room + "inquiries.inquiries_within")
    yield call(room + "keeping.keep_pairs", screening_id=wards_own(life), pairs=[], now=NOW)
    yield call(room + "notices.seal_notices", region=WARD, now=NOW)
    yield call(room + "notices.notices_to_seal")
    yield call(room + "rulings.propose_ruling", outcome="other_person", reason="Orang lain, alamat beda.", **one)
    yield call(room + "rulings.second_ruling", ruling_id=ruling.id, now=NOW)
    rina_ruling = Ruling.objects.create(
        match=life.match("Rina"), outcome="other_person", reason="-", basis="R05", proposed_by="x", proposed_at=NOW
    )
    Ruling.objects.filter(id=rina_ruling.id).update(decided_at=NOW, seconded_by="y")
    objection = Objection.objects.create(match=match, ruling=rina_ruling, text="Bukan saya.", filed_at=NOW)
    said = {"words": "Entri itu bukan saya.", "paper": {"seen_by": "-", "folder": "1"}, "now": NOW}
    yield call(room + "objections.object_to_ruling", ruling_id=ruling.id, **said)
    yield call(room + "objections.objections_within")
    yield call(room + "objections.objection_of", objection_id=objection.id)
    yield call(room + "objections.own_ruling", ruling_id=ruling.id)
    verdicts = [Verdict(match.id, "other_person", "Orang lain, alamat beda.")]
    sitting = room + "rulings.rule_in_bulk"
    yield sitting, lambda actor: by_two(actor, sitting, life.kpu, verdicts=verdicts)
    for name in ("begin_screening", "begin_person_screening"):
        yield call(room + "screening." + name, snapshots=[life.snapshot], **here)
    yield call(room + "screening.end_screening", screening_id=wards_own(life), people=0, pairs=0, now=NOW)
    own = Election.objects.create(key="rekaan", name="-", voting_day=ON, profile=life.election.profile, region=WARD)
    learnt = (starting_model(), 1_000)
    model = FrozenModel.objects.create(election=own, about="self", text="{}", people=1, entries=1, learnt_at=NOW)
    learning, again = room + "learning.", {"about": About.SELF, "learnt": learnt, "entries": 1}
    yield call(learning + "propose_model", election=own, now=NOW, **again)
    yield call(learning + "count_changes", model_id=model.id, counts={}, now=NOW)
    yield call(learning + "freeze_model", model_id=model.id, reason="Lebih banyak orang.", now=NOW)
    yield call(learning + "ask_to_learn", election=own, now=NOW)
    yield call(learning + "models_of", election=own)
    yield call(room + "doubles.likely_doubles", election=life.election, region=WARD, on=ON)
    queries = room + "queries."
    yield call(queries + "match_of", match_id=match.id)
    yield call(queries + "clarification_of", clarification_id=asked.id)
    yield call(queries + "match_counts", election=life.election)
    yield call(queries + "matches_of_person")
    yield call(queries + "open_matches", filters=Filters())
    yield call(queries + "rosters_with_matches")
    yield call(queries + "worklist", election=life.election, filters=Filters(), on=ON)


def wards_own(life: Life) -> UUID:
    """Return the screening, narrowed to the ward."""
    life.screening.region = WARD
    life.screening.save(update_fields=["region"])
    return life.screening.id


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
    yield call(room + "queries.opening_of", region=WARD)
    yield call(room + "queries.openings_within")
    yield call(room + "queries.lots_within")
    yield call(room + "queries.scorable", opening=life.opening)
    yield call(room + "queries.standings_of", region=WARD)
    yield call(room + "queries.own_scores")


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
    yield call(room + "amending.seal_shuffle", seed=bytes(32), **teams)
    shuffle = Shuffle.objects.create(proposal=life.proposal, region=WARD, sealed="-", seed="-", sealed_at=NOW)
    yield call(room + "amending.reveal_shuffle", shuffle_id=shuffle.id, now=NOW)
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
    ended = {"ground": "died", "reason": "Rekaan.", "last_day": ON, "now": NOW}
    yield call(room + "replacing.open_vacancy", appointment_id=siti.id, **ended)
    yield call(room + "replacing.open_empty_seat", seat_id=life.replacement.seat_id, now=NOW)
    yield call(room + "replacing.offer_seat", application_id=wahyu, **case)
    yield call(room + "replacing.answer_offer", accepts=True, **case)
    yield call(room + "replacing.expire_offer", **case)
    many = {"election": life.election, "vacancies": [Vacancy(siti.id, "died", "Rekaan.", ON)], "now": NOW}
    yield call(room + "vacating.vacate_seats", **many)
    yield call(room + "vacating.vacate_ward", ward=WARD, **many)
    yield call(room + "replacing.appoint_replacement", on=ON, **case, **decree)
    queries = room + "queries."
    yield call(queries + "appointment_of", appointment_id=siti.id)
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
    yield call(room + "attending.revoke_invitation", reason="Rekaan.", **one, **ahead)
    letter = {"letter_number": "1", "letter_on": ON, "name": "Rekaan"}
    yield call(room + "attending.send_substitute", **one, **letter, **ahead)
    yield call(room + "attending.invite_guests", guests=[Guest("Rekaan", "Rekaan")], **event, **ahead)
    yield call(room + "needs.note_needs", transport="Rekaan", diet="", **one, **ahead)
    yield call(room + "needs.needs_of", **event)
    yield call(room + "needs.erase_needs", now=NOW)
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
    yield call(room + "lanes.open_lane", name="Pintu", region="", now=NOW, **event)
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
    Pledge.objects.filter(id=siti.id).update(is_asked=True)
    unit = {"election": life.election, "region": WARD, "kinds": [BodyKind.KPPS], "now": NOW}
    yield call(room + "pledging.hold_talk", talk_id=talk.id, note="", now=NOW)
    yield call(room + "collective.who_would_pledge", **unit)
    function(room + "collective.record_collective_pledge")(actor=life.kpu, **unit, led_by="-", witnesses=["a", "b"])
    yield call(room + "collective.record_collective_pledge", **unit, led_by="-", witnesses=["a", "b"])
    figures = room + "coverage."
    for name in ("pledge_coverage", "owing_pledge", "waiting_for_pledge"):
        yield call(figures + name, on=ON)
    yield call(figures + "pledge_coverage_by_unit", on=ON, depth=13)
    yield call(figures + "understanding_by_unit", clause="neutral", depth=4)
    for name in ("understanding_by_clause", "talks_within", "collective_pledges", "own_pledges"):
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
    yield call(room + "own_material", on=ON, **one)


def life_clauses(life: Life) -> list[str]:
    return list(pact_of(life.election.profile).keys)


def oversight_rows(life: Life) -> Iterable[tuple[str, Call]]:
    room, reason = "stages.oversight.", "Alasan yang cukup panjang."
    report, sanction = {"report_id": life.report.id}, {"sanction_id": life.sanction.id, "now": NOW}
    case = {"case_id": life.case.id, "now": NOW}
    siti = Appointment.objects.get(person=life.person("Siti")).id
    yield call(room + "actions.close_report", reason=reason, now=NOW, **report)
    yield call(room + "actions.open_case", appointment_id=siti, now=NOW, **report)
    yield call(room + "actions.hear_respondent", statement=reason, **case)
    warned = {"kind": SanctionKind.WRITTEN_WARNING, "reason": reason, "takes_effect_on": ON}
    yield call(room + "actions.propose_sanction", **case, **warned)
    yield call(room + "actions.return_sanction", reason=reason, **sanction)
    yield call(room + "actions.second_sanction", **sanction)
    redaction = Redaction.objects.create(
        report=life.report, text="[…]", reason="Rekaan.", proposed_by="x", proposed_at=NOW
    )
    yield call(room + "redacting.propose_redaction", text="[…]", reason=reason, now=NOW, **report)
    yield call(room + "redacting.second_redaction", redaction_id=redaction.id, agrees=True, now=NOW)
    yield call(room + "erasing.people_named", name="a")
    yield call(room + "erasing.erased_people")
    yield call(room + "erasing.holdings_of", person_id=life.person("Siti").id, on=ON)
    queries = room + "queries."
    yield call(queries + "case_of", case_id=life.case.id)
    yield call(queries + "report_of", **report)
    yield call(queries + "possible_respondents", report=life.report, on=ON)
    for name in ("cases_within", "reports_within", "waiting_cases"):
        yield call(queries + name)


SOURCES = (
    foundation_rows,
    registry_rows,
    recruitment_rows,
    vetting_rows,
    selection_rows,
    placement_rows,
    consolidation_rows,
    oversight_rows,
)


def table_of(life: Life) -> dict[str, Call]:
    return {name: ask for rows in SOURCES for name, ask in rows(life)}
