"""The list is committed to before the beacons are known, and anybody can redo the draw."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jurdil.engines.lot import parse_record, verify_record
from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.ledger.models import Leaf
from jurdil.stages.selection.actions import score_application
from jurdil.stages.selection.lots import Beacon, draw_order, publish_scores, settle_removals
from jurdil.stages.selection.models import ScoreSheet, Standing
from jurdil.stages.selection.queries import public_draw, selectable
from jurdil.stages.vetting.models import RulingOutcome

from .conftest import BEACONS, ELSEWHERE, LATER, NOW, WARD, World, all_at, officer


def test_a_stranger_redoes_the_draw(world: World) -> None:
    record = public_draw(world.draw())

    assert verify_record(parse_record(record))
    assert len(record["order"]) == 20  # type: ignore[arg-type]
    assert [leaf.kind for leaf in Leaf.objects.filter(kind__startswith="selection.").order_by("id")][-3:] == [
        "selection.frozen",
        "selection.drawn",
        "selection.published",
    ]


@pytest.mark.skipif(
    not connection.features.has_select_for_update, reason="SQLite lets one writer in at a time: nothing to lock"
)
def test_a_freeze_waits_for_points_that_are_mended_at_that_moment(world: World) -> None:
    """Else the total in the frozen list is not that of the sheet."""
    world.score_all()

    with CaptureQueriesContext(connection) as queries:
        world.freeze_only()

    asked = [one["sql"] for one in queries.captured_queries]
    locks = [at for at, sql in enumerate(asked) if 'FOR UPDATE OF "recruitment_application"' in sql]
    reads = [at for at, sql in enumerate(asked) if "selection_scoresheet" in sql and "FOR UPDATE" not in sql]
    assert locks
    assert locks[0] < reads[0]


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

    with pytest.raises(Refused, match=r"selection\.beacons"):
        draw_order(actor=world.agus, lot_id=lot.id, beacons=beacons, now=LATER)


def test_the_freeze_comes_before_the_beacons(world: World) -> None:
    lot = world.freeze()

    with pytest.raises(Refused, match=r"selection\.beacons"):
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
        world.freeze_only()
    with pytest.raises(Refused, match=r"access\.region"):
        world.freeze_only(actor=officer(ELSEWHERE))


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


def test_points_are_open_to_their_owner_once_they_are_published(world: World) -> None:
    lot = world.freeze()
    assert not ScoreSheet.objects.filter(published_at__isnull=False).exists()

    assert publish_scores(actor=world.agus, lot_id=lot.id, now=NOW) == 20

    assert not ScoreSheet.objects.filter(published_at__isnull=True).exists()
    with pytest.raises(Conflict):
        publish_scores(actor=world.agus, lot_id=lot.id, now=NOW)


def test_no_order_is_drawn_while_points_stay_secret(world: World) -> None:
    world.draw()

    assert not ScoreSheet.objects.filter(published_at__isnull=True).exists()


def test_a_draw_uses_the_values_that_the_freeze_named_once_they_have_appeared(world: World) -> None:
    lot = world.freeze()
    other = (BEACONS[0], Beacon("lain", "9"))

    with pytest.raises(Refused, match=r"selection\.beacons"):
        draw_order(actor=world.agus, lot_id=lot.id, beacons=other, now=LATER)
    with pytest.raises(Refused, match=r"selection\.beacons"):
        draw_order(actor=world.agus, lot_id=lot.id, beacons=BEACONS, now=NOW + timedelta(hours=1))


def test_without_a_policy_nothing_is_ordered(world: World) -> None:
    world.score_all()
    world.switch("selection.merit_band", is_on=False)

    with pytest.raises(Refused, match=r"selection\.policy"):
        world.freeze_only()


def test_pure_merit_leaves_the_lot_between_equal_totals_only(world: World) -> None:
    world.switch("selection.merit")

    world.draw()

    totals = list(Standing.objects.order_by("rank").values_list("total", flat=True))
    assert totals == sorted(totals, reverse=True)
    assert Standing.objects.values("band").distinct().count() == len(set(totals))


def test_the_stratified_lot_gives_each_group_its_share_without_naming_it(world: World) -> None:
    world.switch("selection.strata")
    for one in world.applications:
        score_application(actor=world.agus, application_id=one.id, points=all_at(70), now=NOW)
    lot = draw_order(actor=world.agus, lot_id=world.freeze_only().id, beacons=BEACONS, now=LATER)

    rows = Standing.objects.order_by("rank").values_list("application__person__sex", "stratum")
    sexes, letters = zip(*rows, strict=True)

    assert set(letters) == {"A", "B"}
    assert abs(sexes[:10].count("P") - 5) <= 2
    record = public_draw(lot)
    assert verify_record(parse_record(record))
    assert len(record["strata"]) == 20  # type: ignore[arg-type]


def test_whoever_is_gone_is_struck_off_and_the_others_keep_their_ranks(world: World) -> None:
    lot = world.draw()
    before = dict(Standing.objects.values_list("application_id", "rank"))
    match = world.suspect(world.applications[1])
    world.rule(match, RulingOutcome.CONFIRMED)

    assert settle_removals(actor=world.agus, lot_id=lot.id, now=LATER) == 1

    struck = Standing.objects.get(removed_at__isnull=False)
    assert struck.application_id == world.applications[1].id
    assert dict(Standing.objects.values_list("application_id", "rank")) == before
    record = public_draw(lot)
    assert record["removed"] == [struck.pseudonym]
    assert verify_record(parse_record(record))
    match.delete()
    assert settle_removals(actor=world.agus, lot_id=lot.id, now=LATER) == 1
    assert "removed" not in public_draw(lot)


def test_nobody_is_struck_off_without_a_lawful_ground(world: World) -> None:
    lot = world.draw()
    world.suspect(world.applications[2])

    assert settle_removals(actor=world.agus, lot_id=lot.id, now=LATER) == 0
