"""Kin and household are kept apart only where the authority has switched that policy on."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from jurdil.stages.placement.arranging import people_of, policy_for
from jurdil.stages.vetting.kin_models import Kinship, KinState

from .conftest import WARD, World

NOW = datetime(2024, 11, 8, 2, tzinfo=UTC)


def test_the_engine_keeps_kin_apart_where_the_policy_is_on(world: World) -> None:
    assert policy_for(world.election, [WARD]).kin_apart

    world.switch("teams.kin_apart", is_on=False)

    off = policy_for(world.election, [WARD])
    assert not off.kin_apart
    assert not off.household_apart


def test_elsewhere_the_policy_does_not_hold(world: World) -> None:
    assert not policy_for(world.election, ["31.74.01.1001"]).kin_apart


@pytest.mark.parametrize(("state", "counts"), [(state, state == KinState.CONFIRMED) for state in KinState])
def test_only_a_confirmed_relation_reaches_the_engine(drawn: World, state: KinState, counts: bool) -> None:
    (first, one), (second, other) = people_of(drawn.election, WARD)[:2]
    assert first.kin == ()
    Kinship.objects.create(
        election=drawn.election, one_id=one, other_id=other, region=WARD, relation="spouse", strength="strong",
        evidence="-", reasons="[]", found_at=NOW, state=state,
    )  # fmt: skip

    people = {person.id: person.kin for person, _ in people_of(drawn.election, WARD)}

    assert (people[first.id], people[second.id]) == (((second.id,), (first.id,)) if counts else ((), ()))
