"""The demo's second call for PPS shows an order with its cut-off, held ranks, and interviews that wait."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from jurdil.demo.course import OPENED, REVIEWED, Job, officer
from jurdil.demo.interviewing import (
    A_WARD,
    called_to_interview,
    hold_interviews,
    take_in_second_call,
    wards_of,
    write_second_call,
)
from jurdil.demo.job import ELECTION
from jurdil.demo.measuring import Meter
from jurdil.demo.population import SHIPPED_DATA
from jurdil.demo.seating import switch_policies
from jurdil.demo.signins import INTERVIEWERS, open_sign_ins
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.storage.clock import day_of
from jurdil.registry.elections.loading import load_elections
from jurdil.registry.elections.models import Election
from jurdil.registry.elections.stations import derive_stations
from jurdil.registry.regions.loading import load_regions
from jurdil.stages.recruitment.models import ReviewState
from jurdil.stages.recruitment.reviewing import review_applications
from jurdil.stages.selection.models import Interview, ScoreSheet
from jurdil.stages.selection.moves import held_moves
from jurdil.stages.selection.queries import own_scores

KOTA = "31.01"


@pytest.mark.slow
def test_a_second_call_shows_every_step_of_an_interview(db: None, settings: Settings, tmp_path: Path) -> None:
    settings.NOW = OPENED
    load_regions(SHIPPED_DATA)
    load_elections(SHIPPED_DATA, on=day_of(OPENED))
    stations = derive_stations(SHIPPED_DATA, ELECTION, within=KOTA)
    job = Job(KOTA, 7, tmp_path, Meter(is_shown=False), Election.objects.get(key=ELECTION))
    job.wards = tuple(sorted({station.region for station in stations}))
    wards = wards_of(job)
    places = (wards.published, wards.held, wards.waiting)
    assert write_second_call(stations, places, seed=7, data=SHIPPED_DATA, folder=tmp_path) == 3 * A_WARD
    switch_policies(job)
    assert len(take_in_second_call(job)) == 3 * A_WARD
    review_applications(actor=officer(KOTA), election=job.election, region=KOTA, now=REVIEWED, on=day_of(REVIEWED))
    open_sign_ins(KOTA, wards.published, since=day_of(OPENED), now=OPENED)

    called = hold_interviews(job, INTERVIEWERS)

    assert called == Interview.objects.filter(application__review=ReviewState.ELIGIBLE).count()
    far = [
        (move.sheet.move_explained_by != "", move.is_settled) for move in held_moves(job.election, wards.held, "PPS")
    ]
    assert sorted(far) == [(False, False), (True, False)]
    assert not ScoreSheet.objects.filter(region=wards.waiting, points__has_key="interview").exists()
    applicant = called_to_interview(job.election)
    assert applicant is not None
    (own,) = own_scores(actor=Actor(role=Role.APPLICANT, region="", person_id=applicant.person_id))
    assert own.cut_off is not None
    assert own.cut_off.total > (own.sheet.total or 0)
    assert own.interviewer
