"""What the demo shows of PPS: a second call in three wards, with interviews by lot; all simulated, by the real verbs.

One ward's order is drawn and its points are published; in one, two ranks are held because the interview moved them far;
in one the interviewers are drawn and the interviews wait for the visitor, who signs in as one of the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import numpy as np
import pyarrow.parquet

from jurdil.demo.course import DRAWN, FROZEN, OPENED, SUBMITTED, Job, beacons_of, officer
from jurdil.demo.families import no_families
from jurdil.demo.forms import Intake, World, write_forms
from jurdil.demo.names import read_name_book
from jurdil.demo.people import invent_people, number_people
from jurdil.demo.places import read_places
from jurdil.demo.shape import SHAPE
from jurdil.foundation.accounts.models import Account
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.storage.clock import day_of
from jurdil.law import ComingBeacon
from jurdil.registry.bodies.models import BodyKind
from jurdil.registry.elections.models import Election
from jurdil.registry.elections.stations import Station
from jurdil.stages.recruitment.importing import import_applications, read_applications
from jurdil.stages.recruitment.models import Application
from jurdil.stages.recruitment.openings import open_recruitment_in_bulk
from jurdil.stages.selection.actions import Points, score_applications, score_interview
from jurdil.stages.selection.interviews import draw_interviewers, freeze_interviewers
from jurdil.stages.selection.lots import draw_order, freeze_list
from jurdil.stages.selection.models import Interview
from jurdil.stages.selection.moves import explain_move, held_moves
from jurdil.stages.selection.queries import selectable

FORMS = "second_call.parquet"
A_WARD, NEEDED = 9, 3
AGES = ((21.0, 45.0, 1.0),)
WHOLE = replace(SHAPE, missing_share=1e-9, withdraws_share=0.0, registered_share=1.0)
GROUND = "Peragaan: urutan pengganti PPS."
POLICIES = ("selection.merit", "selection.interviewers")
REASON = "Peragaan: jawabannya tentang menghitung dan mencatat suara jauh lebih kuat daripada tes tertulisnya."
CRITERIA = ("competence", "capacity", "integrity", "independence")


@dataclass(frozen=True)
class Wards:
    """The three wards of the second call."""

    published: str
    held: str
    waiting: str


def wards_of(job: Job) -> Wards:
    """Return where PPS are called for once more: the first three wards of the first regency."""
    return Wards(*job.wards_of(job.regencies[0])[:3])


def write_second_call(stations: Iterable[Station], wards: Sequence[str], *, seed: int, data: Path, folder: Path) -> int:
    """Invent who applies for the PPS of `wards` and write their forms into `folder`; returns how many."""
    rng = np.random.default_rng([seed, 3])  # a seed of its own: the rest of the world stays as it is
    places, book = read_places(data, [one for one in stations if one.region in wards]), read_name_book(data)
    where = np.repeat(np.arange(len(places.codes)), A_WARD)
    people = invent_people(rng, book, places, where, women=SHAPE.women_share, ages=AGES, shape=SHAPE)
    nik, who = number_people(rng, people), np.arange(len(people))
    world = World(WHOLE, book, places, people, nik, no_families(len(people)))
    table = write_forms(rng, world, Intake(who, where, BodyKind.PPS.value, "P", ""))
    pyarrow.parquet.write_table(table, folder / FORMS)
    return len(table)


def take_in_second_call(job: Job) -> dict[str, UUID]:
    """Call for PPS in the three wards and take in the forms; returns the applications by the ids of the forms."""
    actor, wards = officer(job.regencies[0]), wards_of(job)
    open_recruitment_in_bulk(
        actor=actor,
        election=job.election,
        body=BodyKind.PPS,
        needed=dict.fromkeys((wards.published, wards.held, wards.waiting), NEEDED),
        now=OPENED,
        opens=day_of(OPENED),
        closes=day_of(SUBMITTED),
        ground=GROUND,
    )
    reading = read_applications(job.folder / FORMS)
    made = import_applications(actor=actor, reading=reading, election=job.election, now=SUBMITTED, on=day_of(SUBMITTED))
    return made.applications


def hold_interviews(job: Job, usernames: Sequence[str]) -> int:
    """Let the interviewers be drawn, points be given and an order be drawn, each as far as its ward shows it.

    usernames: the accounts of the interviewers, at least two. Returns how many were called to an interview.
    """
    accounts = [Account.objects.get(username=name) for name in usernames]
    hands = {one.id: _hand(one, job.regencies[0]) for one in accounts}
    chief, wards, count = hands[accounts[0].id], wards_of(job), 0
    for ward in (wards.published, wards.held, wards.waiting):
        rows = [row.application_id for row in selectable(job.election, ward, BodyKind.PPS)]
        count += len(rows)
        _draw_interviewers(job.election, ward, hands)
        _score_the_rest(job.election, ward, chief, rows)
    _interview(wards.published, hands, far=False)
    _interview(wards.held, hands, far=True)
    for move in held_moves(job.election, wards.held, BodyKind.PPS):
        if move.after < move.before:  # the other waits for its reason
            explain_move(actor=chief, application_id=move.sheet.application_id, reason=REASON, now=FROZEN)
    _publish(job.election, wards.published, chief)
    return count


def _hand(account: Account, regency: str) -> Actor:
    return Actor(role=Role.KPU_REGENCY, region=regency, account_id=account.id, is_simulated=True)


def _named(ward: str) -> list[ComingBeacon]:
    return [ComingBeacon(one.source, "-", DRAWN) for one in beacons_of(ward)]


def _draw_interviewers(election: Election, ward: str, hands: Mapping[UUID, Actor]) -> None:
    actor = next(iter(hands.values()))
    early = timedelta(days=1)
    values = beacons_of(f"{ward}/interview")
    lot = freeze_interviewers(
        actor=actor,
        election=election,
        region=ward,
        body=BodyKind.PPS,
        accounts=list(hands),
        beacons=[ComingBeacon(one.source, "-", DRAWN - early) for one in values],
        now=FROZEN - early,
    )
    draw_interviewers(actor=actor, lot_id=lot.id, beacons=values, now=DRAWN - early)


def _score_the_rest(election: Election, ward: str, actor: Actor, rows: Sequence[UUID]) -> None:
    """Give everything but the interview: the written test falls from one to the next, so that the order is clear."""
    entries = [
        Points(key, ward, {"written_test": 88 - 4 * place, "experience": 60, **dict.fromkeys(CRITERIA, 75)})
        for place, key in enumerate(rows)
    ]
    score_applications(actor=actor, election=election, entries=entries, now=DRAWN - timedelta(hours=3))


def _interview(ward: str, hands: Mapping[UUID, Actor], *, far: bool) -> None:
    rows = list(Interview.objects.filter(region=ward, application__body=BodyKind.PPS).order_by("application_id"))
    ends = {0: 35, len(rows) - 1: 100} if far else {}
    for place, row in enumerate(rows):
        assert row.account_id is not None  # two interviewers, and none of them is kin of anybody
        points = ends.get(place, 72 - place % 3)
        score_interview(actor=hands[row.account_id], application_id=row.application_id, points=points, now=FROZEN)


def _publish(election: Election, ward: str, actor: Actor) -> None:
    lot = freeze_list(actor=actor, election=election, region=ward, body=BodyKind.PPS, beacons=_named(ward), now=FROZEN)
    draw_order(actor=actor, lot_id=lot.id, beacons=beacons_of(ward), now=DRAWN)


def called_to_interview(election: Election) -> Application | None:
    """Return somebody whose points of an interview are published."""
    rows = Application.objects.filter(opening__election=election, body=BodyKind.PPS, standing__rank__isnull=False)
    return rows.order_by("region", "standing__rank")[NEEDED : NEEDED + 1].first()
