"""The ward of the selection, its teams proposed, signed by two people and appointed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from jurdil.registry.bodies.models import Appointment
from jurdil.stages.placement.actions import appoint_teams, confirm_teams, propose_teams, second_teams
from jurdil.stages.placement.arranging import Arrangement, arrange_teams, seed_of
from jurdil.stages.placement.models import Proposal

from ..selection.conftest import STATIONS, WARD, World, officer, post, sign_in, world

__all__ = ["APPOINTED", "DECREE", "STATIONS", "WARD", "World", "officer", "post", "sign_in", "world"]

APPOINTED = datetime(2024, 11, 5, 3, tzinfo=UTC)
DECREE = {"number": "12/KPPS/2024", "authority": "31.71", "signatory": "Ketua PPS Rekaan"}


def arranged(world: World) -> Arrangement:
    seed = seed_of(world.election, [WARD])
    return arrange_teams(world.election, [WARD], seed=seed, on=world.election.voting_day)


def proposed(world: World) -> Proposal:
    return propose_teams(actor=world.agus, arrangement=arranged(world), now=APPOINTED)[0]


def confirmed(world: World) -> Proposal:
    proposal = proposed(world)
    confirm_teams(actor=world.agus, proposal_id=proposal.id, now=APPOINTED)
    return second_teams(actor=world.wati, proposal_id=proposal.id, now=APPOINTED)


def appointed(world: World) -> list[Appointment]:
    return appoint_teams(actor=world.agus, proposal_id=confirmed(world).id, now=APPOINTED, **DECREE)


@pytest.fixture
def drawn(world: World) -> World:
    world.draw()
    return world
