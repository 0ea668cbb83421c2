"""Kin and household are kept apart only where the authority has switched that policy on."""

from __future__ import annotations

from jurdil.stages.placement.arranging import policy_for

from .conftest import WARD, World


def test_the_engine_keeps_kin_apart_where_the_policy_is_on(world: World) -> None:
    assert policy_for(world.election, [WARD]).kin_apart

    world.switch("teams.kin_apart", is_on=False)

    off = policy_for(world.election, [WARD])
    assert not off.kin_apart
    assert not off.household_apart


def test_elsewhere_the_policy_does_not_hold(world: World) -> None:
    assert not policy_for(world.election, ["31.74.01.1001"]).kin_apart
