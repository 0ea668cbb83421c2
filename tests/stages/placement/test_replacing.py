"""A seat that falls empty goes to the next in the published order, and everyone passed over has a reason."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from jurdil.doors.portal.receipts import own_leaves
from jurdil.engines.teams.reserve import WORDS
from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.outbox.models import Message
from jurdil.foundation.storage.seals import unseal
from jurdil.registry.bodies.models import Appointment, BodyKind, Seat, SeatRole
from jurdil.registry.bodies.queries import holder_of
from jurdil.stages.placement.actions import appoint_teams
from jurdil.stages.placement.models import Offer, OfferAnswer, ProposedSeat, Replacement, ReplacementState
from jurdil.stages.placement.opening import open_empty_seat, open_vacancy
from jurdil.stages.placement.queries import replacements_within
from jurdil.stages.placement.replacing import (
    answer_offer,
    appoint_replacement,
    expire_offer,
    offer_seat,
)
from jurdil.stages.placement.reserves import Candidate, next_reserve, suggest_reserves, vacant_from
from jurdil.stages.placement.wording import REASON_LABELS
from jurdil.stages.vetting.models import RulingOutcome

from .conftest import APPOINTED, DECREE, STATIONS, World, appointed, confirmed, officer

NOW = APPOINTED + timedelta(days=10)
LAST_DAY = date(2024, 11, 16)
ELSEWHERE = officer("31.71.01.1002")
PAPER = {"seen_by": "Agus Rekaan", "folder": "12/PAW"}


def sitting() -> Appointment:
    found = Appointment.objects.filter(region=STATIONS[0], seat__role=SeatRole.MEMBER, seat__body__kind=BodyKind.KPPS)
    return found.select_related("seat").order_by("seat__number")[0]


def leave(world: World, appointment: Appointment) -> Replacement:
    return open_vacancy(
        actor=world.agus,
        appointment_id=appointment.id,
        ground="resigned",
        reason="Pindah kota.",
        folder="12",
        last_day=LAST_DAY,
        now=NOW,
    )


def order(case: Replacement) -> list[Candidate]:
    return suggest_reserves(case, vacant_from(case, NOW.date()))


def next_in(case: Replacement) -> Candidate:
    found = next_reserve(order(case))
    assert found is not None
    return found


def offered(world: World, case: Replacement) -> Replacement:
    return offer_seat(actor=world.agus, replacement_id=case.id, application_id=next_in(case).application.id, now=NOW)


def test_a_whole_replacement(drawn: World) -> None:
    appointed(drawn)
    left = sitting()
    case = offered(drawn, leave(drawn, left))
    assert case.offered_to is not None
    person = case.offered_to.person_id
    answer_offer(
        actor=Actor(role=Role.APPLICANT, region="", person_id=person), replacement_id=case.id, accepts=True, now=NOW
    )

    made = appoint_replacement(actor=drawn.agus, replacement_id=case.id, on=date(2024, 11, 17), now=NOW, **DECREE)

    assert (made.person_id, made.start, made.end) == (person, date(2024, 11, 17), date(2024, 12, 8))
    before, after = holder_of(left.seat, LAST_DAY), holder_of(left.seat, date(2024, 11, 17))
    assert before is not None
    assert before.appointment_id == left.id
    assert after is not None
    assert after.appointment_id == made.id
    reserve = Appointment.objects.get(person_id=person, seat__role=SeatRole.RESERVE)
    assert reserve.end == LAST_DAY
    kinds = Leaf.objects.filter(subject=str(case.id)).order_by("id").values_list("kind", flat=True)
    assert [kind.removeprefix("placement.") for kind in kinds] == ["vacated", "offered", "accepted", "replaced"]


def test_after_a_no_the_same_case_asks_the_next_and_not_the_same_person(drawn: World) -> None:
    appointed(drawn)
    case = offered(drawn, leave(drawn, sitting()))
    first = case.offered_to_id

    after = answer_offer(actor=drawn.agus, replacement_id=case.id, accepts=False, now=NOW, paper=PAPER)

    assert (after.id, after.state, after.offered_to_id) == (case.id, ReplacementState.VACANT, None)
    assert next_in(after).application.id != first
    assert next(one.bar for one in order(after) if one.application.id == first) == "declined"
    offer = Offer.objects.select_related("application").get()
    assert offer.answer == OfferAnswer.DECLINED
    own = own_leaves(Actor(role=Role.APPLICANT, region="", person_id=offer.application.person_id))
    assert [leaf.kind for leaf in own if leaf.kind.startswith("placement.")] == ["placement.declined"]
    other = Actor(role=Role.APPLICANT, region="", person_id=next_in(after).application.person_id)
    assert not [leaf for leaf in own_leaves(other) if leaf.kind.startswith("placement.")]


def test_an_offer_expires_only_after_its_deadline_and_by_an_officer(drawn: World) -> None:
    appointed(drawn)
    case = offered(drawn, leave(drawn, sitting()))
    first = case.offered_to_id
    assert case.deadline is not None
    Message.objects.filter(kind="placement.offered").update(left_at=NOW)

    with pytest.raises(Refused, match=r"paw\.offer_hours"):
        expire_offer(actor=drawn.agus, replacement_id=case.id, now=case.deadline - timedelta(minutes=1))
    with pytest.raises(NotFound):
        expire_offer(actor=ELSEWHERE, replacement_id=case.id, now=case.deadline)
    after = expire_offer(actor=drawn.agus, replacement_id=case.id, now=case.deadline)

    assert after.state == ReplacementState.VACANT
    assert next(one.bar for one in order(after) if one.application.id == first) == "expired"
    said = Message.objects.get(kind="placement.expired").text.reveal()
    assert "tidak ada jawaban" in said
    assert "urutan cadangan tetap" in said


def test_an_offer_that_lies_in_the_outbox_does_not_expire(drawn: World) -> None:
    appointed(drawn)
    case = offered(drawn, leave(drawn, sitting()))
    assert case.deadline is not None
    hours, late = case.deadline - NOW, case.deadline + timedelta(days=2)

    with pytest.raises(Refused, match=r"access\.notice"):
        expire_offer(actor=drawn.agus, replacement_id=case.id, now=late)
    assert not replacements_within(actor=drawn.agus, states=["offered"], late_at=late).exists()
    Message.objects.filter(kind="placement.offered").update(left_at=late)
    with pytest.raises(Refused, match=r"paw\.offer_hours"):
        expire_offer(actor=drawn.agus, replacement_id=case.id, now=late + hours / 2)

    over = late + hours
    assert list(replacements_within(actor=drawn.agus, states=["offered"], late_at=over)) == [case]
    assert expire_offer(actor=drawn.agus, replacement_id=case.id, now=over).state == ReplacementState.VACANT


def test_an_offer_keeps_who_was_passed_over_and_why(drawn: World) -> None:
    appointed(drawn)
    case = leave(drawn, sitting())
    first = next_in(case)
    drawn.suspect(first.application)

    offered(drawn, case)

    assert [one["why"] for one in Offer.objects.get().passed_over] == ["held"]


def test_nobody_is_asked_out_of_order(drawn: World) -> None:
    appointed(drawn)
    case = leave(drawn, sitting())
    second = [one for one in order(case) if one.is_suitable][1]

    with pytest.raises(Refused, match=r"paw\.order"):
        offer_seat(actor=drawn.agus, replacement_id=case.id, application_id=second.application.id, now=NOW)


def test_a_reserve_with_an_open_match_is_passed_over_and_the_reason_is_recorded(drawn: World) -> None:
    appointed(drawn)
    case = leave(drawn, sitting())
    first = next_in(case)
    drawn.suspect(first.application)

    with pytest.raises(Refused, match=r"paw\.checks"):
        offer_seat(actor=drawn.agus, replacement_id=case.id, application_id=first.application.id, now=NOW)
    offered(drawn, case)

    leaf = Leaf.objects.get(kind="placement.offered")
    record = json.loads(unseal(bytes(leaf.record or b""), "record"))
    assert {"application": str(first.application.id), "why": "held"}.items() <= record["passed_over"][0].items()


def test_one_reserve_is_not_offered_two_seats_at_once(drawn: World) -> None:
    appointed(drawn)
    first = sitting()
    case = offered(drawn, leave(drawn, first))

    other = leave(drawn, Appointment.objects.filter(region=STATIONS[1], seat__role=SeatRole.MEMBER)[0])

    assert next_in(other).application.id != case.offered_to_id


def test_a_match_that_comes_up_after_the_answer_stops_the_decree(drawn: World) -> None:
    appointed(drawn)
    case = offered(drawn, leave(drawn, sitting()))
    answer_offer(actor=drawn.agus, replacement_id=case.id, accepts=True, now=NOW, paper=PAPER)
    assert case.offered_to is not None
    drawn.suspect(case.offered_to)

    with pytest.raises(Refused, match=r"placement\.ruled_clear"):
        appoint_replacement(actor=drawn.agus, replacement_id=case.id, on=date(2024, 11, 17), now=NOW, **DECREE)
    assert answer_offer(actor=drawn.agus, replacement_id=case.id, accepts=False, now=NOW, paper=PAPER).state == "vacant"


def test_only_grounds_of_the_law_and_officers_of_the_ward_open_a_vacancy(drawn: World) -> None:
    appointed(drawn)
    given = {"appointment_id": sitting().id, "reason": "Alasan.", "folder": "12", "last_day": LAST_DAY, "now": NOW}

    with pytest.raises(Refused, match=r"paw\.reason"):
        open_vacancy(actor=drawn.agus, ground="disliked", **given)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        open_vacancy(actor=ELSEWHERE, ground="resigned", **given)  # type: ignore[arg-type]
    with pytest.raises(Refused, match=r"access\.role"):
        open_vacancy(actor=officer(role=Role.SUPERVISOR), ground="resigned", **given)  # type: ignore[arg-type]


def themself(case: Replacement) -> Actor:
    assert case.offered_to is not None
    return Actor(role=Role.APPLICANT, region="", person_id=case.offered_to.person_id)


def told(kind: str, person: Actor) -> str:
    return Message.objects.get(kind=kind, person_id=person.person_id).text.reveal()


@pytest.mark.parametrize("paper", [None, {}, {"seen_by": "Agus Rekaan", "folder": ""}, {"folder": "12"}])
def test_an_officer_records_an_answer_from_a_letter_only(drawn: World, paper: dict[str, str] | None) -> None:
    appointed(drawn)
    case = offered(drawn, leave(drawn, sitting()))

    with pytest.raises(Refused, match=r"access\.own_file"):
        answer_offer(actor=drawn.agus, replacement_id=case.id, accepts=False, now=NOW, paper=paper)


def test_a_person_learns_of_an_answer_recorded_for_them_and_may_answer_otherwise(drawn: World) -> None:
    appointed(drawn)
    case = offered(drawn, leave(drawn, sitting()))
    siti = themself(case)
    answer_offer(actor=drawn.agus, replacement_id=case.id, accepts=False, now=NOW, paper=PAPER)
    assert "menolak" in told("placement.answered", siti)
    assert "12/PAW" in told("placement.answered", siti)

    after = answer_offer(actor=siti, replacement_id=case.id, accepts=True, now=NOW + timedelta(hours=1))

    assert (after.state, after.offered_to_id) == (ReplacementState.ACCEPTED, case.offered_to_id)
    assert Offer.objects.get().papers["letter"]["answer"] == "declined"
    kinds = [leaf.kind for leaf in own_leaves(siti) if leaf.kind.startswith("placement.")]
    assert kinds == ["placement.declined", "placement.accepted"]


def test_a_no_recorded_by_an_officer_stands_once_the_seat_is_offered_to_the_next(drawn: World) -> None:
    appointed(drawn)
    case = offered(drawn, leave(drawn, sitting()))
    siti = themself(case)
    offered(drawn, answer_offer(actor=drawn.agus, replacement_id=case.id, accepts=False, now=NOW, paper=PAPER))

    with pytest.raises(Conflict):
        answer_offer(actor=siti, replacement_id=case.id, accepts=True, now=NOW)


def test_an_own_no_is_not_taken_back_and_nobody_else_ends_an_own_yes(drawn: World) -> None:
    appointed(drawn)
    case = offered(drawn, leave(drawn, sitting()))
    siti = themself(case)
    answer_offer(actor=siti, replacement_id=case.id, accepts=True, now=NOW)
    assert not Message.objects.filter(kind="placement.answered").exists()

    with pytest.raises(Refused, match=r"paw\.own_answer"):
        answer_offer(actor=drawn.agus, replacement_id=case.id, accepts=False, now=NOW, paper=PAPER)
    assert answer_offer(actor=siti, replacement_id=case.id, accepts=False, now=NOW).state == "vacant"
    with pytest.raises(Conflict):
        answer_offer(actor=siti, replacement_id=case.id, accepts=True, now=NOW)


def test_who_leaves_is_told_the_ground_the_folder_and_what_to_do(drawn: World) -> None:
    appointed(drawn)
    left = sitting()

    case = leave(drawn, left)

    words = Message.objects.get(kind="bodies.ended", person_id=left.person_id).text.reveal()
    for part in ("mengundurkan diri (Pindah kota.)", "map 12", "bukan dari Anda", "halaman Lapor"):
        assert part in words
    assert case.papers["letter"]["folder"] == "12"


def test_one_officer_neither_dismisses_nor_ends_a_term_without_a_paper(drawn: World) -> None:
    appointed(drawn)
    given = {"appointment_id": sitting().id, "reason": "Alasan.", "last_day": LAST_DAY, "now": NOW}

    with pytest.raises(Refused, match=r"paw\.dismissal"):
        open_vacancy(actor=drawn.agus, ground="dismissed", folder="12", **given)  # type: ignore[arg-type]
    with pytest.raises(Refused, match=r"paw\.paper"):
        open_vacancy(actor=drawn.agus, ground="resigned", folder=" ", **given)  # type: ignore[arg-type]
    assert not Replacement.objects.exists()


def test_only_the_person_who_was_asked_answers(drawn: World) -> None:
    appointed(drawn)
    case = offered(drawn, leave(drawn, sitting()))
    rina = Actor(role=Role.APPLICANT, region="", person_id=sitting().person_id)

    with pytest.raises(NotFound):
        answer_offer(actor=rina, replacement_id=case.id, accepts=True, now=NOW)


def test_a_seat_kept_for_somebody_is_opened_only_after_a_ruling_excludes_them(drawn: World) -> None:
    proposal = confirmed(drawn)
    rina = ProposedSeat.objects.filter(proposal=proposal, role=SeatRole.MEMBER).select_related("application__person")[0]
    match = drawn.suspect(rina.application)
    appoint_teams(actor=drawn.agus, proposal_id=proposal.id, now=APPOINTED, **DECREE)
    seat = Seat.objects.get(appointments__isnull=True)

    with pytest.raises(Refused, match=r"placement\.ruled_clear"):
        open_empty_seat(actor=drawn.agus, seat_id=seat.id, now=NOW)
    drawn.rule(match, RulingOutcome.CONFIRMED)

    case = open_empty_seat(actor=drawn.agus, seat_id=seat.id, now=NOW)
    assert next_in(case).rank == 1
    with pytest.raises(Conflict):
        open_empty_seat(actor=drawn.agus, seat_id=seat.id, now=NOW)


def test_every_reason_of_the_engine_has_its_words() -> None:
    spoken = {words for pair in WORDS.values() for words in pair if words}

    assert spoken <= set(REASON_LABELS)
