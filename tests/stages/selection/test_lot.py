"""The list is committed to before the beacons are known, and anybody can redo the draw."""

from __future__ import annotations

import pytest

from jurdil.engines.lot import parse_record, verify_record
from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.ledger.models import Leaf
from jurdil.registry.bodies.models import BodyKind
from jurdil.stages.selection.actions import Beacon, draw_order, freeze_list
from jurdil.stages.selection.models import ScoreSheet, Standing
from jurdil.stages.selection.queries import public_draw, selectable
from jurdil.stages.vetting.models import RulingOutcome

from .conftest import BEACONS, ELSEWHERE, LATER, NOW, WARD, World, officer


def test_a_stranger_redoes_the_draw(world: World) -> None:
    record = public_draw(world.draw())

    assert verify_record(parse_record(record))
    assert len(record["order"]) == 20  # type: ignore[arg-type]
    assert [leaf.kind for leaf in Leaf.objects.filter(kind__startswith="selection.").order_by("id")][-2:] == [
        "selection.frozen",
        "selection.drawn",
    ]


def test_nothing_public_leads_to_a_person(world: World) -> None:
    record = str(public_draw(world.draw()))

    for one in world.applications:
        assert str(one.id) not in record
        assert str(one.person_id) not in record


def test_a_better_band_always_stands_before(world: World) -> None:
    world.draw()

    bands = list(Standing.objects.order_by("rank").values_list("band", flat=True))
    assert bands == sorted(bands)


@pytest.mark.parametrize(
    "beacons",
    [
        BEACONS[:1],
        (BEACONS[0], BEACONS[0]),
        (BEACONS[0], Beacon("gempa", " ")),
        (BEACONS[0], Beacon("gempa", "7480.08")),
    ],
)
def test_a_draw_needs_two_different_values_and_sources(world: World, beacons: tuple[Beacon, ...]) -> None:
    lot = world.freeze()

    with pytest.raises(Refused, match=r"selection\.lot"):
        draw_order(actor=world.agus, lot_id=lot.id, beacons=beacons, now=LATER)


def test_the_freeze_comes_before_the_beacons(world: World) -> None:
    lot = world.freeze()

    with pytest.raises(Refused, match=r"selection\.lot"):
        draw_order(actor=world.agus, lot_id=lot.id, beacons=BEACONS, now=NOW)


def test_a_draw_is_done_once_and_in_ones_own_ward(world: World) -> None:
    lot = world.freeze()

    with pytest.raises(NotFound):
        draw_order(actor=officer(ELSEWHERE), lot_id=lot.id, beacons=BEACONS, now=LATER)
    draw_order(actor=world.agus, lot_id=lot.id, beacons=BEACONS, now=LATER)
    with pytest.raises(Conflict):
        draw_order(actor=world.agus, lot_id=lot.id, beacons=BEACONS, now=LATER)


def test_a_list_with_somebody_unscored_is_not_frozen(world: World) -> None:
    with pytest.raises(Refused, match=r"selection\.eligible"):
        freeze_list(actor=world.agus, election=world.election, region=WARD, body=BodyKind.KPPS, now=NOW)
    with pytest.raises(Refused, match=r"access\.region"):
        freeze_list(actor=officer(ELSEWHERE), election=world.election, region=WARD, body=BodyKind.KPPS, now=NOW)


def test_an_open_match_keeps_its_place_and_a_ruling_takes_it(world: World) -> None:
    rina, budi = world.applications[2], world.applications[1]
    world.suspect(rina)
    world.rule(world.suspect(budi), RulingOutcome.CONFIRMED)

    people = {row.person_id for row in selectable(world.election, WARD, "KPPS")}

    assert rina.person_id in people
    assert budi.person_id not in people


def test_a_ruling_after_the_draw_moves_nobody_else(world: World) -> None:
    world.draw()
    before = dict(Standing.objects.values_list("application_id", "rank"))

    world.rule(world.suspect(world.applications[1]), RulingOutcome.CONFIRMED)

    assert dict(Standing.objects.values_list("application_id", "rank")) == before


def test_points_are_open_to_their_owner_from_the_freeze_on(world: World) -> None:
    world.freeze()

    assert not ScoreSheet.objects.filter(published_at__isnull=True).exists()
