"""Without any policy a plenary of the PPS decides: on the four criteria, with words for everybody, signed by two."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.outbox.models import Message
from jurdil.registry.elections.models import PolicyLock
from jurdil.stages.recruitment.models import Opening
from jurdil.stages.selection.models import PLENARY, Consideration, Lot, Plenary, Standing
from jurdil.stages.selection.plenaries import (
    Weighed,
    erase_considerations,
    hold_plenary,
    second_plenary,
    sign_plenary,
    weigh_applications,
)
from jurdil.stages.selection.queries import lot_of, own_decisions
from jurdil.stages.vetting.models import RulingOutcome

from .conftest import CRITERIA, ELSEWHERE, LATER, NOW, WARD, World, officer

TODAY = NOW.date()
PRESENT = ("Dewi Rekaan", "Agus Rekaan")
WORDS = dict.fromkeys(CRITERIA, "Dikenal tekun; dua kali bertugas.")


def held(world: World, present: Sequence[str] = PRESENT, held_on: date = TODAY, minutes: str = "4/PPS/X") -> Plenary:
    return hold_plenary(
        actor=world.agus,
        election=world.election,
        region=WARD,
        held_on=held_on,
        minutes=minutes,
        present=present,
        now=NOW,
    )


def weighed(world: World, plenary: Plenary, taken: int = 16) -> None:
    entries = [
        Weighed(one.id, place if place <= taken else None, WORDS)
        for place, one in enumerate(world.applications, start=1)
    ]
    weigh_applications(actor=world.agus, plenary_id=plenary.id, entries=entries, now=NOW)


def decided(world: World) -> Lot:
    """Return the order of the first sixteen of twenty applicants: fourteen seats, two reserves, four not taken."""
    world.law_alone()
    plenary = held(world)
    weighed(world, plenary)
    sign_plenary(actor=world.agus, plenary_id=plenary.id, now=NOW)
    return second_plenary(actor=world.wati, plenary_id=plenary.id, now=LATER)


def test_the_first_as_many_as_seats_are_chosen_and_the_rest_are_reserves(world: World) -> None:
    lot = decided(world)

    rows = Standing.objects.filter(lot=lot).order_by("rank")
    assert [row.application_id for row in rows] == [one.id for one in world.applications[:16]]
    assert [row.band for row in rows] == [1] * 14 + [2] * 2
    assert lot.policy == PLENARY
    assert lot.drawn_at == LATER
    assert PolicyLock.objects.filter(region=WARD[:5], body="KPPS").exists()


def test_everybody_reads_the_words_about_themselves_the_others_too(world: World) -> None:
    decided(world)
    first, last = world.applications[0], world.applications[19]

    own = own_decisions(actor=Actor(Role.APPLICANT, "", person_id=first.person_id))
    other = own_decisions(actor=Actor(Role.APPLICANT, "", person_id=last.person_id))

    assert own[0].standing is not None
    assert own[0].standing.rank == 1
    assert other[0].standing is None
    assert other[0].consideration.grounds == WORDS
    assert Leaf.objects.filter(kind="selection.decided").count() == 20


def test_nobody_reads_a_word_before_the_second_signature(world: World) -> None:
    world.law_alone()
    weighed(world, held(world))

    assert own_decisions(actor=Actor(Role.APPLICANT, "", person_id=world.applications[0].person_id)) == []


def test_the_way_of_the_law_alone_is_closed_where_an_order_policy_is_on(world: World) -> None:
    with pytest.raises(Refused, match=r"selection\.policy"):
        held(world)


@pytest.mark.parametrize("present", [("Dewi Rekaan",), ("Dewi Rekaan", "dewi rekaan"), ("A", "B", "C", "D"), ()])
def test_a_plenary_needs_more_than_half_of_the_members_each_named_once(world: World, present: tuple[str, ...]) -> None:
    world.law_alone()

    with pytest.raises(Refused):
        held(world, present)


def test_a_plenary_needs_minutes_and_a_day_that_has_come(world: World) -> None:
    world.law_alone()

    with pytest.raises(Refused, match=r"selection\.plenary"):
        held(world, minutes=" ")
    with pytest.raises(Refused, match=r"selection\.plenary"):
        held(world, held_on=TODAY + timedelta(days=1))


def test_each_criterion_has_its_words(world: World) -> None:
    world.law_alone()
    plenary = held(world)
    entry = Weighed(world.applications[0].id, 1, WORDS | {"integrity": " "})

    with pytest.raises(Refused, match=r"selection\.criteria"):
        weigh_applications(actor=world.agus, plenary_id=plenary.id, entries=[entry], now=NOW)


def test_it_is_signed_by_two_people_and_any_change_takes_the_first_signature_back(world: World) -> None:
    world.law_alone()
    plenary = held(world)
    weighed(world, plenary)
    sign_plenary(actor=world.agus, plenary_id=plenary.id, now=NOW)

    with pytest.raises(Refused, match=r"access\.two_people"):
        second_plenary(actor=world.agus, plenary_id=plenary.id, now=NOW)
    weighed(world, plenary, taken=15)
    with pytest.raises(Conflict):
        second_plenary(actor=world.wati, plenary_id=plenary.id, now=NOW)


def test_nothing_is_signed_while_somebody_is_not_weighed_or_two_share_a_place(world: World) -> None:
    world.law_alone()
    plenary = held(world)
    with pytest.raises(Refused, match=r"selection\.plenary"):
        sign_plenary(actor=world.agus, plenary_id=plenary.id, now=NOW)

    weighed(world, plenary)
    Consideration.objects.update(place=1)

    with pytest.raises(Refused, match=r"selection\.plenary"):
        sign_plenary(actor=world.agus, plenary_id=plenary.id, now=NOW)


def test_whoever_was_excluded_meanwhile_leaves_the_order_and_the_others_move_up(world: World) -> None:
    world.law_alone()
    plenary = held(world)
    weighed(world, plenary)
    world.rule(world.suspect(world.applications[0]), RulingOutcome.CONFIRMED)

    sign_plenary(actor=world.agus, plenary_id=plenary.id, now=NOW)
    second_plenary(actor=world.wati, plenary_id=plenary.id, now=LATER)

    assert Standing.objects.get(rank=1).application_id == world.applications[1].id


def test_an_open_match_keeps_somebody_before_the_plenary(world: World) -> None:
    world.suspect(world.applications[2])

    decided(world)

    assert Standing.objects.get(rank=3).application_id == world.applications[2].id


def test_a_decision_is_final_and_one_ward_is_not_anothers(world: World) -> None:
    lot = decided(world)
    plenary = lot.plenary

    with pytest.raises(NotFound):
        sign_plenary(actor=officer(ELSEWHERE), plenary_id=plenary.id, now=NOW)
    with pytest.raises(Conflict):
        weighed(world, plenary)
    with pytest.raises(Conflict):
        held(world)
    with pytest.raises(NotFound):
        lot_of(WARD)


def test_no_officer_weighs_their_own_application(world: World) -> None:
    world.law_alone()
    plenary = held(world)
    own = world.applications[0]
    entry = Weighed(own.id, 1, WORDS)

    with pytest.raises(Refused, match=r"access\.own_interest"):
        weigh_applications(actor=officer(person_id=own.person_id), plenary_id=plenary.id, entries=[entry], now=NOW)


def test_an_erasure_takes_the_words_with_it(world: World) -> None:
    decided(world)

    assert erase_considerations(world.applications[0].person_id) == 1

    assert Consideration.objects.get(application=world.applications[0]).grounds == {}


def test_the_seats_are_those_called_for(world: World) -> None:
    Opening.objects.update(needed=7)

    decided(world)

    assert Standing.objects.filter(band=1).count() == 7


def test_nobody_signs_a_plenary_about_the_own_application(world: World) -> None:
    world.law_alone()
    plenary = held(world)
    weighed(world, plenary)
    siti = officer(person_id=world.applications[19].person_id)

    with pytest.raises(Refused, match=r"access\.own_interest"):
        sign_plenary(actor=siti, plenary_id=plenary.id, now=NOW)
    sign_plenary(actor=world.agus, plenary_id=plenary.id, now=NOW)
    with pytest.raises(Refused, match=r"access\.own_interest"):
        second_plenary(actor=siti, plenary_id=plenary.id, now=NOW)


def test_who_gave_a_phone_is_told_by_phone(world: World) -> None:
    person = world.applications[19].person
    person.phone = "081200000000"
    person.save()

    decided(world)

    told = Message.objects.get(kind="selection.decided", person_id=person.id)
    assert (told.channel, told.address.reveal()) == ("sms", "081200000000")
    assert Message.objects.filter(kind="selection.decided", channel="print").count() == 19
