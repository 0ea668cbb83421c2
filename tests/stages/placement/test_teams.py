"""Teams are proposed from the lot, signed by two people, and appointed as matters stand on that day."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Role
from jurdil.foundation.ledger.models import Leaf
from jurdil.registry.bodies.models import Appointment, BodyKind, Seat, SeatRole
from jurdil.stages.placement.actions import appoint_held, appoint_teams, confirm_teams, propose_teams, second_teams
from jurdil.stages.placement.arranging import seed_of
from jurdil.stages.placement.models import ProposalState, ProposedSeat
from jurdil.stages.selection.models import Lot, Standing
from jurdil.stages.vetting.models import RulingOutcome

from .conftest import APPOINTED, DECREE, STATIONS, WARD, World, appointed, arranged, confirmed, officer, proposed

ELSEWHERE = officer("31.71.01.1002")


def test_the_seed_is_recomputed_from_the_order_of_the_lot(drawn: World) -> None:
    order = Lot.objects.get().order_hash

    assert proposed(drawn).seed == sha256(f"{order}\n".encode()).hexdigest()


def test_without_a_draw_there_is_no_seed(world: World) -> None:
    world.freeze()

    with pytest.raises(Refused, match=r"selection\.lot"):
        seed_of(world.election, [WARD])


def test_every_station_gets_seven_and_the_rest_are_reserves_in_order(drawn: World) -> None:
    made = appointed(drawn)

    assert len(made) == 20
    for station in STATIONS:
        team = Appointment.objects.filter(region=station, seat__body__kind=BodyKind.KPPS)
        assert sorted(team.values_list("seat__number", flat=True)) == list(range(1, 8))
        assert team.filter(seat__role=SeatRole.CHAIR).count() == 1
    reserves = Appointment.objects.filter(seat__role=SeatRole.RESERVE)
    assert sorted(reserves.values_list("seat__number", flat=True)) == list(range(1, 7))


def test_a_later_proposal_puts_the_earlier_one_aside(drawn: World) -> None:
    first, second = proposed(drawn), proposed(drawn)

    first.refresh_from_db()
    assert (first.state, second.state) == (ProposalState.PUT_ASIDE, ProposalState.PROPOSED)


def test_another_ward_or_role_proposes_and_signs_nothing(drawn: World) -> None:
    arrangement, proposal = arranged(drawn), proposed(drawn)

    with pytest.raises(Refused, match=r"access\.region"):
        propose_teams(actor=ELSEWHERE, arrangement=arrangement, now=APPOINTED)
    with pytest.raises(Refused, match=r"access\.role"):
        propose_teams(actor=officer(role=Role.PPK), arrangement=arrangement, now=APPOINTED)
    with pytest.raises(NotFound):
        confirm_teams(actor=ELSEWHERE, proposal_id=proposal.id, now=APPOINTED)


def test_one_person_does_not_sign_twice_not_even_in_two_roles(drawn: World) -> None:
    proposal = proposed(drawn)
    confirm_teams(actor=drawn.agus, proposal_id=proposal.id, now=APPOINTED)

    for again in (drawn.agus, replace(drawn.agus, role=Role.KPU_REGENCY, region="31.71")):
        with pytest.raises(Refused, match=r"access\.two_people"):
            second_teams(actor=again, proposal_id=proposal.id, now=APPOINTED)


def test_nothing_is_appointed_before_the_second_signature(drawn: World) -> None:
    proposal = proposed(drawn)
    confirm_teams(actor=drawn.agus, proposal_id=proposal.id, now=APPOINTED)

    with pytest.raises(Conflict):
        appoint_teams(actor=drawn.agus, proposal_id=proposal.id, now=APPOINTED, **DECREE)


@pytest.mark.parametrize("wrong", [{"number": " "}, {"authority": "31.72"}, {"signatory": ""}])
def test_a_decree_names_number_authority_and_signatory(drawn: World, wrong: dict[str, str]) -> None:
    proposal = confirmed(drawn)

    with pytest.raises(Refused, match=r"placement\.decree"):
        appoint_teams(actor=drawn.agus, proposal_id=proposal.id, now=APPOINTED, **{**DECREE, **wrong})


def seated(world: World) -> ProposedSeat:
    return ProposedSeat.objects.filter(station=STATIONS[0], role=SeatRole.MEMBER).select_related("application").first()


@pytest.mark.parametrize("is_known_before", [True, False])
def test_a_held_seat_stays_empty_until_the_ruling_clears_it(drawn: World, is_known_before: bool) -> None:
    rina = drawn.applications[2]
    match = drawn.suspect(rina) if is_known_before else None
    proposal = confirmed(drawn)
    match = match or drawn.suspect(rina)

    made = appoint_teams(actor=drawn.agus, proposal_id=proposal.id, now=APPOINTED, **DECREE)
    assert len(made) == 19
    assert not Appointment.objects.filter(person=rina.person).exists()
    assert appoint_held(actor=drawn.agus, proposal_id=proposal.id, now=APPOINTED, **DECREE) == []

    drawn.rule(match, RulingOutcome.OTHER_PERSON)
    held = appoint_held(actor=drawn.agus, proposal_id=proposal.id, now=APPOINTED, **DECREE)

    assert [one.person_id for one in held] == [rina.person_id]
    assert Seat.objects.count() == Appointment.objects.count() == 20


def test_somebody_excluded_after_the_proposal_gets_no_seat_and_nobody_else_moves(drawn: World) -> None:
    proposal = confirmed(drawn)
    budi = seated(drawn).application
    ranks = dict(Standing.objects.values_list("application_id", "rank"))
    drawn.rule(drawn.suspect(budi), RulingOutcome.CONFIRMED)

    made = appoint_teams(actor=drawn.agus, proposal_id=proposal.id, now=APPOINTED, **DECREE)

    assert budi.person_id not in {one.person_id for one in made}
    assert len(made) == 19
    assert not ProposedSeat.objects.filter(is_held=True).exists()
    assert dict(Standing.objects.values_list("application_id", "rank")) == ranks


def test_somebody_who_withdrew_meanwhile_is_not_appointed(drawn: World) -> None:
    proposal = confirmed(drawn)
    siti = drawn.applications[0]
    siti.withdrawn_at = APPOINTED
    siti.save(update_fields=["withdrawn_at"])

    made = appoint_teams(actor=drawn.agus, proposal_id=proposal.id, now=APPOINTED, **DECREE)

    assert siti.person_id not in {one.person_id for one in made}


def test_each_step_stands_in_the_log(drawn: World) -> None:
    appointed(drawn)

    kinds = set(Leaf.objects.filter(kind__startswith="placement.").values_list("kind", flat=True))
    assert kinds == {"placement.proposed", "placement.signed", "placement.confirmed", "placement.appointed"}
    assert Leaf.objects.filter(kind="bodies.appointed").count() == 20
