"""A call of every verb and query with a real object of the ward of the journey; only the actor is left open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

from tests.journeys.calling import NOW, ON, Call, call, function
from tests.journeys.delivering import delivery, token_files
from tests.journeys.gathering_calls import consolidation_rows
from tests.journeys.one_life import CAST, REGENCY, STATION, WARD, Life, at
from tests.journeys.selection_calls import placement_rows, selection_rows

from jurdil.engines.linkage.model import starting_model
from jurdil.errors import NotFound, Refused
from jurdil.foundation.accounts.models import Account, Mandate
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.jobs.models import Job
from jurdil.foundation.outbox.carrying import Chosen
from jurdil.foundation.outbox.models import Message
from jurdil.registry.bodies.actions import Decree, Place
from jurdil.registry.bodies.letters import sign_letters, typeset
from jurdil.registry.bodies.models import Appointment, BodyKind, Seat, SeatRole
from jurdil.registry.elections.models import Election, StageInterval
from jurdil.registry.partners.models import AttestationKind, Office, Partner
from jurdil.registry.people.values import PersonValues
from jurdil.registry.rosters.models import RosterKind, Snapshot
from jurdil.stages.oversight.models import Redaction, SanctionKind
from jurdil.stages.recruitment.filing import Filing
from jurdil.stages.recruitment.models import ReviewRuling, ReviewState
from jurdil.stages.recruitment.openings import open_recruitment
from jurdil.stages.recruitment.plenary import Decision
from jurdil.stages.vetting.double_models import (
    Double,
    DoubleAnswer,
    DoubleObjection,
    DoubleOutcome,
    DoubleQuestion,
    DoubleRuling,
)
from jurdil.stages.vetting.doubles import DoubleFilters
from jurdil.stages.vetting.evidence import Source
from jurdil.stages.vetting.hearing import Answer
from jurdil.stages.vetting.kin import KinFilters
from jurdil.stages.vetting.kin_models import KinRuling, Kinship
from jurdil.stages.vetting.models import AnswerKind, Clarification, FrozenModel, Inquiry, Objection, Ruling
from jurdil.stages.vetting.queries import Filters
from jurdil.stages.vetting.rulings import Verdict

FILE = {"file-1": {"kind": "other", "how": "file", "digest": "0" * 64, "type": "image/png"}}


def foundation_rows(life: Life) -> Iterable[tuple[str, Call]]:
    account = Account.objects.create_user("rekaan")
    since = date(2024, 1, 1)
    mandate = Mandate.objects.create(account=account, role=Role.PPS.value, region=WARD, since=since)
    job = Job.objects.create(kind="rekaan", region=WARD, asked_at=NOW)
    mandates = "foundation.accounts.actions."
    yield call(mandates + "give_mandate", account=account, role=Role.PPS, region=WARD, since=ON, now=NOW)
    yield call(mandates + "end_mandate", mandate_id=mandate.id, until=ON, now=NOW)
    yield call(mandates + "name_holder", account_id=mandate.account_id, person_id=uuid4(), now=NOW)
    yield call("foundation.jobs.queries.job_of", job_id=job.id)
    yield call("foundation.jobs.queries.jobs_within")
    yield from outbox_rows()
    yield call("doors.desk.duties.duties_of", election=life.election, on=ON)
    yield call("doors.desk.progress.progress_by_ward", election=life.election, on=ON)


def outbox_rows() -> Iterable[tuple[str, Call]]:
    carrying, chosen = "foundation.outbox.carrying.", Chosen(channel="sms")
    text = Message.objects.create(kind="rekaan", region=WARD, channel="sms", address="0812", text="-", queued_at=NOW)
    Message.objects.filter(id=text.id).update(faults=1)
    yield call(carrying + "messages_within", chosen=chosen)
    yield call(carrying + "standings_within")
    yield call(carrying + "send_again", chosen=chosen, now=NOW)
    yield call(carrying + "take_out", chosen=chosen, now=NOW)
    yield call(carrying + "note_handed", chosen=chosen, now=NOW)


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
    pair = (siti.id, life.appointment("Joko").id)
    exchanged = {"appointment_ids": pair, "on": ON, "rule": "selection.chair", "reason": "Rekaan.", "now": NOW}
    yield call("registry.bodies.exchanging.exchange_seats", **exchanged)
    asked = {"election": life.election, "policies": [], "on": ON, "now": NOW}
    letters = "registry.bodies.letters."
    yield call(letters + "ask_for_letters", region=WARD, **asked)
    drafts = typeset(sign_letters(life.election, WARD, [], ON))
    yield call(letters + "issue_letters", drafts=drafts, by="-", now=NOW)
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
    yield from delivery_rows(life)
    yield call("registry.rosters.queries.snapshot_of", snapshot_id=life.snapshot.id)
    yield call("registry.rosters.queries.snapshots_within")


def delivery_rows(life: Life) -> Iterable[tuple[str, Call]]:
    room, paths = "registry.rosters.deliveries.", token_files(life)
    made = function(room + "receive_delivery")(actor=life.kpu, given=delivery("partai-09"), now=NOW, **paths)
    yield call(room + "receive_delivery", given=delivery("partai-10"), now=NOW, **paths)
    Snapshot.objects.filter(id=made.id).update(is_lacking=True)
    why = "Pembuatnya menjawab: benar."
    yield call("registry.rosters.completeness.confirm_whole", snapshot_id=made.id, reason=why, now=NOW)
    yield call("registry.rosters.queries.doubted_within")
    yield call(room + "remove_delivery", snapshot_id=made.id, now=NOW)
    yield call(room + "remove_due_deliveries", now=NOW)


def policy_rows(life: Life) -> Iterable[tuple[str, Call]]:
    policies, waiving = "registry.elections.policies.", "registry.elections.waiving."
    given = {"election": life.election, "region": REGENCY, "body": "PPS", "policy": "selection.merit"}
    proposal = {"is_on": True, "starts": ON, "reason": "Rekaan.", "now": NOW, **given}
    choice = function(policies + "propose_policy")(actor=life.kpu, **{**proposal, "body": "PPK"})
    yield call(policies + "propose_policy", **proposal)
    yield call(policies + "second_policy", choice_id=choice.id, agrees=True, now=NOW)
    yield call(policies + "policy_proposals")
    station = {"election": life.election, "station": STATION, "now": NOW}
    waiver = function(waiving + "propose_waiver")(actor=life.kpu, ground="Rumah tahanan rekaan.", **station)
    yield call(waiving + "propose_waiver", ground="Rekaan.", **station)
    yield call(waiving + "second_waiver", waiver_id=waiver.id, agrees=True, now=NOW)
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
    yield call(room + "papers.attach_file", kind="photo", content=b"%PDF-1.7 %%EOF", **one)
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
    yield call(room + "withdrawing.undo_withdrawal", **one)
    yield call(room + "withdrawing.withdraw_application", folder="1", **one)
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
    asked, ruling = match.questions.get(), Ruling.objects.get(match=life.match("Budi"))
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
    yield call(asking + "add_to_answer", match_id=match.id, answer=answer, now=NOW)
    yield call(asking + "answer_clarifications_in_bulk", answers={match.id: answer}, now=NOW)
    yield call(room + "inquiries.open_inquiry", roster="partai-07", **here)
    files = {"inquiry_id": inquiry.id, "path": life.folder / "inquiry.csv", "now": NOW}
    yield call(room + "inquiries.export_inquiry", **files)
    yield call(room + "inquiries.import_inquiry_replies", **files)
    yield call(room + "inquiries.inquiry_of", inquiry_id=inquiry.id)
    yield call(room + "inquiries.inquiries_within")
    yield call(room + "inquiries.askable_rosters", election=life.election)
    yield call(room + "keeping.keep_pairs", screening_id=wards_own(life), pairs=[], now=NOW)
    yield call(room + "notices.seal_notices", region=WARD, ids=[], now=NOW)
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
    yield from evidence_rows(objection)
    yield call(room + "objections.own_ruling", ruling_id=ruling.id)
    verdicts = [Verdict(match.id, "other_person", "Orang lain, alamat beda.")]
    sitting = room + "rulings.rule_in_bulk"
    yield sitting, lambda actor: by_two(actor, sitting, life.kpu, verdicts=verdicts)
    for name in ("begin_screening", "begin_person_screening"):
        yield call(room + "screening." + name, snapshots=[life.snapshot], **here)
    yield call(room + "presence.note_presence", screening_id=wards_own(life), found=[], now=NOW)
    yield call(room + "screening.end_screening", screening_id=wards_own(life), people=0, pairs=0, now=NOW)
    own = Election.objects.create(key="rekaan", name="-", voting_day=ON, profile=life.election.profile, region=WARD)
    learnt = (starting_model(), 1_000)
    model = FrozenModel.objects.create(election=own, about="self", text="{}", people=1, entries=1, learnt_at=NOW)
    learning, again = room + "learning.", {"kind": "self", "learnt": learnt, "entries": 1}
    yield call(learning + "propose_model", election=own, now=NOW, **again)
    yield call(learning + "count_changes", model_id=model.id, counts={}, now=NOW)
    yield call(learning + "freeze_model", model_id=model.id, reason="Lebih banyak orang.", now=NOW)
    yield call(learning + "ask_to_learn", election=own, now=NOW)
    yield call(learning + "models_of", election=own)
    yield call(room + "quality.quality_of", election=life.election, region=WARD)
    yield from double_rows(life)
    yield from kin_rows(life)
    queries = room + "queries."
    yield call(queries + "match_of", match_id=match.id)
    yield call(queries + "other_matches_of", match=match)
    yield call(queries + "clarification_of", clarification_id=asked.id)
    yield call(queries + "match_counts", election=life.election)
    yield call(queries + "dropped_counts", election=life.election)
    yield call(queries + "signatures_waiting", election=life.election)
    yield call(room + "position.position_of", match=match, filters=Filters(), on=ON)
    yield call(queries + "matches_of_person")
    yield call(queries + "open_matches", filters=Filters())
    yield call(queries + "rosters_with_matches")
    yield call(queries + "worklist", election=life.election, filters=Filters(), on=ON)


def evidence_rows(objection: Objection) -> Iterable[tuple[str, Call]]:
    """A file came with an answer of Rina's, and with her objection."""
    room, match = "stages.vetting.evidence.", objection.match
    answer = Clarification.objects.create(
        match=match, asked_by="-", asked_at=at(9, 1), deadline=NOW, answered_at=NOW, papers=FILE
    )
    Objection.objects.filter(id=objection.id).update(papers=FILE)
    yield call(room + "answer_file", said_id=answer.id, key="file-1")
    yield call(room + "objection_file", said_id=objection.id, key="file-1")
    yield call(room + "own_file", source=Source.ANSWER, said_id=answer.id, key="file-1")


def double_rows(life: Life) -> Iterable[tuple[str, Call]]:
    room, here = "stages.vetting.", {"election": life.election, "region": WARD, "now": NOW}
    one, other = life.application("Siti"), life.application("Tono")
    facts = {"election": life.election, "region": WARD, "found_at": NOW, "probability": 0.9, "grade": "likely"}
    double = Double.objects.create(one=one, other=other, print="-", state="asked", **facts)
    asked = DoubleQuestion.objects.create(double=double, application=one, asked_by="-", asked_at=NOW, deadline=NOW)
    wanted = {"double": double, "reason": "-", "proposed_by": "-", "proposed_at": NOW}
    proposed = DoubleRuling.objects.create(outcome=DoubleOutcome.TWO_PEOPLE, **wanted)
    ruled = DoubleRuling.objects.create(outcome=DoubleOutcome.ONE_STANDS, decided_at=NOW, **wanted)
    settling, asking = room + "double_rulings.", room + "double_asking."
    letter = {"seen_by": "-", "folder": "1"}
    said = Answer(DoubleAnswer.TWO_PEOPLE, "Bukan saya.", {"letter": letter})
    yield call(room + "doubles.ask_to_find_doubles", **here)
    yield call(room + "doubles.keep_doubles", found=[], **here)
    yield call(room + "doubles.doubles_within", election=life.election, filters=DoubleFilters(ward=WARD))
    yield call(room + "doubles.double_of", double_id=double.id)
    yield call(room + "doubles.own_doubles")
    yield call(asking + "ask_about_double", double_id=double.id, question="", now=NOW)
    yield call(asking + "answer_about_double", question_id=asked.id, answer=said, now=NOW)
    yield call(asking + "double_question_of", question_id=asked.id)
    reason = {"outcome": DoubleOutcome.TWO_PEOPLE, "reason": "Orang lain, alamat beda.", "now": NOW}
    yield call(settling + "propose_double_ruling", double_id=double.id, **reason)
    yield call(settling + "second_double_ruling", ruling_id=proposed.id, now=NOW)
    with_file = {"double": double, "application": other, "papers": FILE}
    times = {"asked_by": "-", "asked_at": NOW, "deadline": NOW, "answered_at": NOW}
    answer = DoubleQuestion.objects.create(**with_file, **times)
    objection = DoubleObjection.objects.create(ruling=proposed, filed_at=NOW, **with_file)
    evidence = room + "evidence."
    yield call(evidence + "double_answer_file", said_id=answer.id, key="file-1")
    yield call(evidence + "double_objection_file", said_id=objection.id, key="file-1")
    words = {"words": "Saya orang lain.", "paper": letter, "now": NOW}
    yield call(settling + "object_to_double_ruling", ruling_id=ruled.id, **words)
    yield call(settling + "own_double_ruling", ruling_id=ruled.id)


def kin_rows(life: Life) -> Iterable[tuple[str, Call]]:
    room, here = "stages.vetting.kin.", {"election": life.election, "region": WARD, "now": NOW}
    kinship = Kinship.objects.create(
        election=life.election, one=life.person("Siti"), other=life.person("Budi"), region=WARD, found_at=NOW,
        relation="kin", strength="likely", evidence="-", reasons="[]",
    )  # fmt: skip
    yield call(room + "ask_to_find_kin", **here)
    yield call(room + "keep_kin", found=[], **here)
    yield call(room + "kin_within", election=life.election, filters=KinFilters(ward=WARD))
    yield call(room + "kin_of", kinship_id=kinship.id)
    yield call(room + "own_kin")
    one = {"kinship_id": kinship.id, "now": NOW}
    deciding, ruling = "stages.vetting.kin_deciding.", {"is_kin": True, "reason": "Kartu keluarga dilihat."}
    yield call(deciding + "propose_kin_ruling", **ruling, **one)
    proposed = KinRuling.objects.create(kinship=kinship, proposed_by="-", proposed_at=NOW, **ruling)
    yield call(deciding + "second_kin_ruling", ruling_id=proposed.id, now=NOW)
    said = {"words": "Kami tidak berkerabat.", "paper": {"seen_by": "-", "folder": "1"}}
    yield call("stages.vetting.kin_deciding.dispute_kin", disputer_id=kinship.one_id, **said, **one)
    disputed = Kinship.objects.create(
        election=life.election, one=life.person("Siti"), other=life.person("Tono"), region=WARD, found_at=NOW,
        relation="kin", strength="likely", evidence="-", reasons="[]", disputed_at=NOW, papers=FILE,
    )  # fmt: skip
    yield call("stages.vetting.evidence.kin_dispute_file", said_id=disputed.id, key="file-1")


def wards_own(life: Life) -> UUID:
    """Return the screening, narrowed to the ward."""
    life.screening.region = WARD
    life.screening.save(update_fields=["region"])
    return life.screening.id


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
