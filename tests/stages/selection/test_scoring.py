"""Points have an author, and only the officers of the ward give them."""

from __future__ import annotations

import pytest

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Role
from jurdil.registry.bodies.models import BodyKind
from jurdil.stages.selection.actions import Points, score_application, score_applications
from jurdil.stages.selection.models import ScoreSheet

from .conftest import ELSEWHERE, NOW, WARD, World, all_at, officer


def test_points_that_stay_the_same_keep_their_author(world: World) -> None:
    siti = world.applications[0]
    score_application(actor=world.agus, application_id=siti.id, points=all_at(70), now=NOW)

    sheet = score_application(actor=world.wati, application_id=siti.id, points={**all_at(70), "integrity": 90}, now=NOW)

    assert sheet.points["capacity"][1] == world.agus.label
    assert sheet.points["integrity"][1] == world.wati.label
    assert ScoreSheet.objects.get().total == 75


@pytest.mark.parametrize("points", [all_at(101), all_at(-1), {"competence": 70}])
def test_points_outside_the_law_are_refused(world: World, points: dict[str, int]) -> None:
    with pytest.raises(Refused, match=r"selection\.(score|sheet)"):
        score_application(actor=world.agus, application_id=world.applications[0].id, points=points, now=NOW)


def test_a_refusal_names_the_criteria_in_the_words_of_the_form(world: World) -> None:
    with pytest.raises(Refused) as refused:
        score_application(actor=world.agus, application_id=world.applications[0].id, points={"competence": 70}, now=NOW)

    assert refused.value.remedy == "Isi nilai untuk: Kompetensi, Kapasitas, Integritas, Kemandirian."


def test_another_role_or_ward_scores_nobody(world: World) -> None:
    siti = world.applications[0]

    with pytest.raises(Refused, match=r"access\.role"):
        score_application(actor=officer(role=Role.PPK), application_id=siti.id, points=all_at(70), now=NOW)
    with pytest.raises(NotFound):
        score_application(actor=officer(ELSEWHERE), application_id=siti.id, points=all_at(70), now=NOW)


def test_a_chunk_cannot_pass_a_stranger_off_as_ones_own(world: World) -> None:
    stranger = officer(ELSEWHERE)
    entry = Points(world.applications[0].id, ELSEWHERE, all_at(70))

    with pytest.raises(NotFound):
        score_applications(actor=stranger, election=world.election, entries=[entry], now=NOW)


def test_a_pps_does_not_score_those_who_apply_to_a_pps(world: World) -> None:
    budi = world.apply("Budi", BodyKind.PPS)

    with pytest.raises(Refused, match=r"access\.authority"):
        score_application(actor=world.agus, application_id=budi.id, points=all_at(70), now=NOW)


def test_a_file_that_was_not_found_eligible_is_not_scored(world: World) -> None:
    budi = world.apply("Budi", review="ineligible")

    with pytest.raises(Refused, match=r"selection\.eligible"):
        score_application(actor=world.agus, application_id=budi.id, points=all_at(70), now=NOW)


def test_after_the_freeze_no_points_change(world: World) -> None:
    world.freeze()

    with pytest.raises(Conflict):
        score_application(actor=world.agus, application_id=world.applications[0].id, points=all_at(99), now=NOW)
    late = Points(world.apply("Tono").id, WARD, all_at(70))
    with pytest.raises(Conflict):
        score_applications(actor=world.agus, election=world.election, entries=[late], now=NOW)


def test_nobody_scores_the_own_application(world: World) -> None:
    siti = world.applications[0]
    herself = officer(person_id=siti.person_id)

    with pytest.raises(Refused, match=r"access\.own_interest"):
        score_application(actor=herself, application_id=siti.id, points=all_at(70), now=NOW)
    entries = [Points(siti.id, WARD, all_at(70))]
    with pytest.raises(Refused, match=r"access\.own_interest"):
        score_applications(actor=herself, election=world.election, entries=entries, now=NOW)
