"""An interview that moves a rank far needs a written reason and a second officer; until then the list waits."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from jurdil.errors import Conflict, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.registry.bodies.models import BodyKind
from jurdil.stages.recruitment.models import Application
from jurdil.stages.selection.actions import score_application
from jurdil.stages.selection.moves import explain_move, held_moves, second_move

from .conftest import NOW, WARD, World, all_at, officer, post, sign_in
from .test_plenary_pages import text

KPU = officer("31.71", Role.KPU_REGENCY)
OTHER = officer("31.71", Role.KPU_REGENCY)


def score(application: Application, written: int, interview: int, actor: Actor = KPU) -> None:
    points = {**all_at(50), "written_test": written, "interview": interview, "experience": 50}
    score_application(actor=actor, application_id=application.id, points=points, now=NOW)


@pytest.fixture
def siti(world: World) -> Application:
    """Eight people apply to the PPS; Siti is last of the written test, and the interview lifts her to the top."""
    people = [world.apply(f"Warga {number}", BodyKind.PPS) for number in range(7)]
    for number, one in enumerate(people):
        score(one, 60 + number, 50)
    made = world.apply("Siti", BodyKind.PPS)
    score(made, 50, 100)
    return made


def test_the_ranks_without_and_with_the_interview_are_compared(world: World, siti: Application) -> None:
    (move,) = held_moves(world.election, WARD, "PPS")

    assert (move.sheet.application_id, move.before, move.after) == (siti.id, 8, 1)
    assert held_moves(world.election, WARD, "KPPS") == []


def test_the_list_waits_until_two_officers_have_signed(world: World, siti: Application) -> None:
    with pytest.raises(Refused, match=r"selection\.interview_bound"):
        world.freeze_only(BodyKind.PPS, KPU)
    explain_move(actor=KPU, application_id=siti.id, reason="Jawaban terbaik tentang tahapan.", now=NOW)
    with pytest.raises(Refused, match=r"selection\.interview_bound"):
        world.freeze_only(BodyKind.PPS, KPU)
    with pytest.raises(Refused, match=r"access\.two_people"):
        second_move(actor=KPU, application_id=siti.id, now=NOW)

    second_move(actor=OTHER, application_id=siti.id, now=NOW)

    assert world.freeze_only(BodyKind.PPS, KPU).body == "PPS"


def test_a_correction_takes_the_signatures_back(world: World, siti: Application) -> None:
    explain_move(actor=KPU, application_id=siti.id, reason="Jawaban terbaik.", now=NOW)
    second_move(actor=OTHER, application_id=siti.id, now=NOW)

    score(siti, 50, 99)

    (move,) = held_moves(world.election, WARD, "PPS")
    assert not move.is_settled
    with pytest.raises(Conflict):
        second_move(actor=OTHER, application_id=siti.id, now=NOW)


def test_who_is_not_held_needs_no_explanation(world: World, siti: Application) -> None:
    other = siti.opening.applications.exclude(id=siti.id).first()
    assert other is not None

    with pytest.raises(Refused, match="tidak ditahan"):
        explain_move(actor=KPU, application_id=other.id, reason="Rekaan.", now=NOW)


def test_nobody_explains_or_signs_the_own_rank(world: World, siti: Application) -> None:
    herself = officer("31.71", Role.KPU_REGENCY, person_id=siti.person_id)

    with pytest.raises(Refused, match=r"access\.own_interest"):
        explain_move(actor=herself, application_id=siti.id, reason="Jawaban terbaik.", now=NOW)
    explain_move(actor=KPU, application_id=siti.id, reason="Jawaban terbaik.", now=NOW)
    with pytest.raises(Refused, match=r"access\.own_interest"):
        second_move(actor=herself, application_id=siti.id, now=NOW)


def test_the_page_offers_the_second_signature_to_another_officer_only(
    world: World, siti: Application, client: Client
) -> None:
    agus = sign_in(client, Role.KPU_REGENCY, WARD[:5])
    first = Actor(role=Role.KPU_REGENCY, region=WARD[:5], account_id=agus.id)
    explain_move(actor=first, application_id=siti.id, reason="Jawaban terbaik tentang tahapan.", now=NOW)
    other, page = Client(), f"/meja/seleksi/{WARD}/wawancara/?badan=PPS"
    sign_in(other, Role.KPU_REGENCY, WARD[:5])

    assert "Tanda tangani sebagai orang kedua" not in client.get(page).content.decode()
    assert "Alasan ini dari Anda" in client.get(page).content.decode()
    assert "Tanda tangani sebagai orang kedua" in other.get(page).content.decode()


def test_a_reason_written_anew_after_it_was_read_is_not_signed_unread(
    world: World, siti: Application, client: Client
) -> None:
    explain_move(actor=KPU, application_id=siti.id, reason="Jawaban terbaik tentang tahapan.", now=NOW)
    sign_in(client, Role.KPU_REGENCY, WARD[:5])
    page = f"/meja/seleksi/{WARD}/wawancara/?badan=PPS"
    first = re.search(r'name="read" value="(\w+)"', text(client, page))
    explain_move(actor=KPU, application_id=siti.id, reason="Alasan lain.", now=NOW)
    again = re.search(r'name="read" value="(\w+)"', text(client, page))
    assert first is not None
    assert again is not None
    sign = reverse("selection:sign_move", args=[WARD, siti.id]) + "?badan=PPS"

    assert post(client, sign, read=first[1]).status_code == 409  # type: ignore[attr-defined]
    assert not held_moves(world.election, WARD, "PPS")[0].is_settled

    post(client, sign, read=again[1])
    assert held_moves(world.election, WARD, "PPS")[0].is_settled
