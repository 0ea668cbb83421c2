"""Two acts on one match at once: the second waits for the first; what two officers signed is not written over."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jurdil.errors import Conflict
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.stages.vetting.clarifications import (
    answer_clarification,
    answer_clarifications_in_bulk,
    ask_clarification,
    ask_clarifications_in_bulk,
)
from jurdil.stages.vetting.doubles import find_doubles, keep_doubles
from jurdil.stages.vetting.hearing import Answer
from jurdil.stages.vetting.kin import FoundKin, keep_kin
from jurdil.stages.vetting.models import AnswerKind, Match
from jurdil.stages.vetting.rulings import propose_ruling
from jurdil.stages.vetting.suspicion_models import SuspicionState

from .conftest import NOW, ON, PAPER, WARD, World, budi_entry

locking = pytest.mark.skipif(
    not connection.features.has_select_for_update, reason="SQLite lets one writer in at a time: nothing to lock"
)


def held(queries: CaptureQueriesContext) -> bool:
    """Return whether a row of a match was locked."""
    asked = [one["sql"].partition("FOR UPDATE") for one in queries.captured_queries]
    return any(lock and ("vetting_match" in of or 'FROM "vetting_match"' in rows) for rows, lock, of in asked)


@locking
def test_an_answer_of_the_person_waits_for_an_officer_who_rules(world: World, budi: Match) -> None:
    asked = ask_clarification(actor=world.agus, match_id=budi.id, question="", now=NOW)
    person = Actor(role=Role.APPLICANT, region="", person_id=budi.person_id)

    with CaptureQueriesContext(connection) as queries:
        answer_clarification(actor=person, clarification_id=asked.id, answer=Answer(AnswerKind.NOT_ME), now=NOW)

    assert held(queries)


@locking
def test_questions_and_answers_in_bulk_hold_their_matches(world: World, budi: Match) -> None:
    with CaptureQueriesContext(connection) as queries:
        ask_clarifications_in_bulk(actor=world.agus, election=world.election, region="31.71", now=NOW)
    assert held(queries)

    with CaptureQueriesContext(connection) as queries:
        answer_clarifications_in_bulk(actor=world.agus, answers={budi.id: PAPER}, now=NOW)
    assert held(queries)


@locking
def test_a_screening_holds_the_matches_that_it_renews(world: World, budi: Match) -> None:
    with CaptureQueriesContext(connection) as queries:
        world.screen(world.bring([budi_entry(name="Budi Santosa Rekawan")], day=2))

    assert held(queries)


@locking
def test_a_search_for_doubles_or_kin_holds_its_people_before_anything_that_an_erasure_takes(world: World) -> None:
    world.apply("Sitti Aminah Rekawaty", date(1985, 7, 20), 2)
    here = {"actor": Actor(role=Role.SYSTEM, region=""), "election": world.election, "region": "31.71"}
    one, other = (world.people[key].id for key in ("Siti", "Sitti"))
    kin = FoundKin(one, other, WARD, "kin", "possible", [], "0" * 64)

    with CaptureQueriesContext(connection) as doubles:
        assert keep_doubles(found=find_doubles(world.election, "31.71", ON), now=NOW, **here) == 1
    with CaptureQueriesContext(connection) as kinships:
        assert keep_kin(found=[kin], now=NOW, **here) == 1

    for queries, table in ((doubles, "vetting_double"), (kinships, "vetting_kinship")):
        locks = [
            one["sql"] for one in queries.captured_queries if "FOR NO KEY UPDATE" in one["sql"] or table in one["sql"]
        ]
        assert 'FROM "people_person"' in locks[0]


def test_answers_in_bulk_do_not_take_a_proposed_ruling_from_under_its_second_officer(world: World, budi: Match) -> None:
    ask_clarification(actor=world.agus, match_id=budi.id, question="", now=NOW)
    propose_ruling(
        actor=world.agus, match_id=budi.id, outcome="other_person", reason="Orang lain, fotonya beda.", now=NOW
    )

    with pytest.raises(Conflict):
        answer_clarifications_in_bulk(actor=world.agus, answers={budi.id: PAPER}, now=NOW + timedelta(hours=1))

    budi.refresh_from_db()
    assert budi.state == SuspicionState.PROPOSED
