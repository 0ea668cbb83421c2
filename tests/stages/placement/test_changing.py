"""A proposal is changed with a reason, after its effects were shown, and two people sign the change."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from pytest_django import Settings

from jurdil.engines.teams import seal
from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Role
from jurdil.foundation.ledger.models import Leaf
from jurdil.law import ComingBeacon
from jurdil.registry.bodies.models import SeatRole
from jurdil.stages.placement.actions import appoint_teams, confirm_teams, second_teams
from jurdil.stages.placement.amending import change_teams, reveal_shuffle, seal_shuffle
from jurdil.stages.placement.drafting import RESERVE, draft_mending, draft_moves
from jurdil.stages.placement.explaining import shortage_of
from jurdil.stages.placement.locking import lock_person, release_lock
from jurdil.stages.placement.models import Lock, Proposal, ProposalKind, ProposalState, ProposedSeat, Shuffle
from jurdil.stages.vetting.models import RulingOutcome

from ..selection.conftest import BEACONS
from .conftest import APPOINTED, DECREE, STATIONS, WARD, World, arranged, confirmed, officer, post, proposed, sign_in

OUT = APPOINTED + timedelta(hours=3)
ELSEWHERE = officer("31.71.01.1002")
SEED = bytes(range(32))


def member(proposal: Proposal, station: str) -> ProposedSeat:
    rows = proposal.seats.filter(station=station, role=SeatRole.MEMBER).select_related("application__person")
    return rows.order_by("id")[0]


def swap(proposal: Proposal) -> tuple[ProposedSeat, ProposedSeat, dict[str, str]]:
    one, other = member(proposal, STATIONS[0]), member(proposal, STATIONS[1])
    return one, other, {str(one.application_id): STATIONS[1], str(other.application_id): STATIONS[0]}


def test_two_people_change_stations_by_hand_with_a_reason(drawn: World) -> None:
    earlier = confirmed(drawn)
    one, _other, moves = swap(earlier)

    made = change_teams(actor=drawn.agus, draft=draft_moves(earlier, moves), reason="Dekat tugas.", now=APPOINTED)

    earlier.refresh_from_db()
    assert (earlier.state, made.state, made.kind) == (
        ProposalState.PUT_ASIDE,
        ProposalState.PROPOSED,
        ProposalKind.BY_HAND,
    )
    assert made.seats.get(application=one.application).station == STATIONS[1]
    assert {move[0]: move[2] for move in made.moves} == moves
    assert (made.amends_id, made.confirmed_by) == (earlier.id, "")
    assert made.bound >= made.objective


def test_a_change_by_hand_says_what_it_costs_and_touches_nobody_else(drawn: World) -> None:
    proposal = proposed(drawn)
    _one, _other, moves = swap(proposal)

    draft = draft_moves(proposal, moves)

    assert {change.person_id for change in draft.changes} == set(moves)
    assert draft.moved == 2
    assert sum(cost.gain for cost in draft.costs) == pytest.approx(draft.outcome.objective - proposal.objective)
    before = dict(proposal.seats.values_list("application_id", "station"))
    after = {UUID(seat.person_id): seat.place_id for seat in draft.outcome.seats}
    assert {str(key) for key in before if before[key] != after[key]} == set(moves)


def test_a_change_that_breaks_a_hard_rule_is_refused_by_that_rule(drawn: World) -> None:
    proposal = proposed(drawn)
    one, other, moves = swap(proposal)
    neighbour = member(proposal, STATIONS[1])
    stays = proposal.seats.filter(station=STATIONS[1]).exclude(id=neighbour.id).select_related("application")[0]
    one.application.kin = [str(stays.application_id)]
    one.application.save(update_fields=["kin"])

    draft = draft_moves(proposal, moves)

    assert other.id == neighbour.id
    with pytest.raises(Refused, match=r"teams\.kin_apart"):
        change_teams(actor=drawn.agus, draft=draft, reason="Alasan.", now=APPOINTED)


def test_nobody_is_put_into_a_full_team(drawn: World) -> None:
    proposal = proposed(drawn)
    draft = draft_moves(proposal, {str(member(proposal, STATIONS[0]).application_id): STATIONS[1]})

    with pytest.raises(Refused, match=r"placement\.seat_free"):
        change_teams(actor=drawn.agus, draft=draft, reason="Alasan.", now=APPOINTED)


def test_without_a_reason_outside_the_ward_or_after_the_decree_nothing_changes(drawn: World) -> None:
    proposal = confirmed(drawn)
    draft = draft_moves(proposal, swap(proposal)[2])

    with pytest.raises(Refused, match=r"placement\.change"):
        change_teams(actor=drawn.agus, draft=draft, reason=" ", now=APPOINTED)
    with pytest.raises(NotFound):
        change_teams(actor=ELSEWHERE, draft=draft, reason="Alasan.", now=APPOINTED)
    with pytest.raises(Refused, match=r"access\.role"):
        change_teams(actor=officer(role=Role.PPK), draft=draft, reason="Alasan.", now=APPOINTED)
    appoint_teams(actor=drawn.agus, proposal_id=proposal.id, now=APPOINTED, **DECREE)
    with pytest.raises(Conflict):
        change_teams(actor=drawn.agus, draft=draft, reason="Alasan.", now=APPOINTED)


def test_mending_fills_the_seat_of_somebody_excluded_and_moves_nobody_else(drawn: World) -> None:
    proposal = proposed(drawn)
    budi = member(proposal, STATIONS[0])
    drawn.rule(drawn.suspect(budi.application), RulingOutcome.CONFIRMED)

    draft = draft_mending(proposal, most_moves=0)
    made = change_teams(actor=drawn.agus, draft=draft, reason="Budi dikecualikan.", now=APPOINTED)

    assert [(one.before, one.after) for one in draft.changes] == [("", STATIONS[0])]
    assert draft.moved == 0
    assert made.seats.filter(station=STATIONS[0]).count() == 7
    assert not made.seats.filter(application=budi.application).exists()


def test_mending_moves_no_more_people_than_the_officer_allows(drawn: World) -> None:
    proposal = proposed(drawn)
    _one, _other, moves = swap(proposal)
    worse = change_teams(actor=drawn.agus, draft=draft_moves(proposal, moves), reason="Coba.", now=APPOINTED)

    assert draft_mending(worse, most_moves=0).changes == ()
    assert draft_mending(worse, most_moves=2).moved <= 2


def test_a_lock_is_respected_by_mending_and_by_forming_anew_until_it_is_released(drawn: World) -> None:
    proposal = proposed(drawn)
    seat = member(proposal, STATIONS[0])
    given = {"application_id": seat.application_id, "station": STATIONS[1], "reason": "Ahli Sirekap.", "now": APPOINTED}
    lock = lock_person(actor=drawn.agus, **given)  # type: ignore[arg-type]

    sits = {one.person_id: one.place_id for one in draft_mending(proposal, most_moves=0).outcome.seats}
    assert sits[str(seat.application_id)] == STATIONS[1]
    anew = {one.person_id: one.place_id for one in arranged(drawn).outcome.seats}
    assert anew[str(seat.application_id)] == STATIONS[1]

    with pytest.raises(Conflict):
        lock_person(actor=drawn.agus, **given)  # type: ignore[arg-type]
    release_lock(actor=drawn.wati, lock_id=lock.id, reason="Tidak perlu lagi.", now=APPOINTED)
    assert draft_mending(proposal, most_moves=0).changes == ()
    with pytest.raises(Conflict):
        release_lock(actor=drawn.wati, lock_id=lock.id, reason="Lagi.", now=APPOINTED)


def test_somebody_locked_is_not_moved_away_by_hand(drawn: World) -> None:
    proposal = proposed(drawn)
    one, _other, moves = swap(proposal)
    lock_person(
        actor=drawn.agus, application_id=one.application_id, station=STATIONS[0], reason="Alasan.", now=APPOINTED
    )

    with pytest.raises(Refused, match=r"placement\.lock"):
        change_teams(actor=drawn.agus, draft=draft_moves(proposal, moves), reason="Alasan.", now=APPOINTED)


def test_a_lock_needs_a_reason_a_station_of_the_ward_and_an_officer_of_it(drawn: World) -> None:
    application = drawn.applications[0].id
    good = {"application_id": application, "station": STATIONS[0], "reason": "Alasan.", "now": APPOINTED}

    for wrong, rule in (({"reason": " "}, r"placement\.lock"), ({"station": "31.71.01.1002/001"}, r"placement\.lock")):
        with pytest.raises(Refused, match=rule):
            lock_person(actor=drawn.agus, **(good | wrong))  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        lock_person(actor=ELSEWHERE, **good)  # type: ignore[arg-type]
    assert not Lock.objects.exists()


def test_a_reserve_changes_places_with_a_member(drawn: World) -> None:
    proposal = proposed(drawn)
    one = member(proposal, STATIONS[0])
    reserve = proposal.seats.filter(station=RESERVE).order_by("rank")[0]

    draft = draft_moves(proposal, {str(one.application_id): RESERVE, str(reserve.application_id): STATIONS[0]})
    made = change_teams(actor=drawn.agus, draft=draft, reason="Berhalangan.", now=APPOINTED)

    assert made.seats.get(application=one.application).role == SeatRole.RESERVE
    assert sorted(made.seats.filter(station=RESERVE).values_list("rank", flat=True)) == list(range(1, 7))


def test_a_shortage_is_explained_with_the_mildest_way_out(drawn: World) -> None:
    for application in drawn.applications[:8]:
        application.withdrawn_at = APPOINTED
        application.save(update_fields=["withdrawn_at"])
    proposal = proposed(drawn)

    found = shortage_of(proposal)

    assert found is not None
    assert sum(one.missing for one in found.explanation.lacks) == 2
    assert found.ways == ("extension",)
    assert found.explanation.remedy is not None
    assert found.explanation.remedy.fills_all


def test_a_full_ward_has_no_shortage(drawn: World) -> None:
    assert shortage_of(proposed(drawn)) is None


def sealed_for(world: World, proposal: Proposal) -> Shuffle:
    named = [ComingBeacon(one.source, "-", APPOINTED + timedelta(hours=2)) for one in BEACONS]
    return seal_shuffle(actor=world.agus, proposal_id=proposal.id, seed=SEED, beacons=named, now=APPOINTED)


def test_a_late_shuffle_is_sealed_first_and_signed_again_by_two(drawn: World) -> None:
    proposal = confirmed(drawn)
    sealed = sealed_for(drawn, proposal)
    before = {seat.application_id: seat.station for seat in proposal.seats.all()}

    made = reveal_shuffle(actor=drawn.wati, shuffle_id=sealed.id, beacons=BEACONS, now=OUT).outcome

    assert sealed.sealed == seal(SEED)
    assert made is not None
    after = {seat.application_id: seat.station for seat in made.seats.all()}
    assert {key for key, station in before.items() if not station} == {key for key, s in after.items() if not s}
    confirm_teams(actor=drawn.agus, proposal_id=made.id, now=APPOINTED)
    second_teams(actor=drawn.wati, proposal_id=made.id, now=APPOINTED)
    kinds = list(
        Leaf.objects.filter(kind__startswith="placement.shuffle").order_by("id").values_list("kind", flat=True)
    )
    assert kinds == ["placement.shuffle_sealed", "placement.shuffle_revealed"]
    assert WARD in set(Leaf.objects.filter(kind__startswith="placement.shuffle").values_list("region", flat=True))


def test_nothing_is_sealed_before_two_have_signed_and_nothing_is_revealed_twice(drawn: World) -> None:
    with pytest.raises(Conflict):
        sealed_for(drawn, proposed(drawn))
    proposal = confirmed(drawn)
    sealed = sealed_for(drawn, proposal)
    given = {"shuffle_id": sealed.id, "beacons": BEACONS}
    with pytest.raises(NotFound):
        reveal_shuffle(actor=ELSEWHERE, now=OUT, **given)  # type: ignore[arg-type]
    with pytest.raises(Refused, match=r"selection\.beacons"):
        reveal_shuffle(actor=drawn.agus, now=APPOINTED, **given)  # type: ignore[arg-type]

    reveal_shuffle(actor=drawn.agus, now=OUT, **given)  # type: ignore[arg-type]

    with pytest.raises(Conflict):
        reveal_shuffle(actor=drawn.agus, now=OUT, **given)  # type: ignore[arg-type]


def test_a_sealed_shuffle_is_opened_on_its_page_with_the_public_values(
    drawn: World, client: Client, settings: Settings
) -> None:
    settings.NOW = APPOINTED
    proposal = confirmed(drawn)
    sign_in(client)
    page = f"/meja/penempatan/usulan/{proposal.id}/"
    post(client, page + "segel/")
    assert "drand" in client.get(page).content.decode()
    assert "value_1" in client.get(page).content.decode()
    settings.NOW = OUT

    assert "drand" in client.get(page + "buka-segel/").content.decode()
    post(client, page + "buka-segel/", value_0="ab" * 32, value_1="CD" * 64)

    assert Shuffle.objects.get().outcome is not None
