"""The page of sealed letters: each prints on a sheet of its own, and that it was handed over is noted on purpose."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from jurdil.errors import Conflict, Refused
from jurdil.foundation.accounts.roles import Role
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.storage.ids import new_id
from jurdil.stages.vetting.clarifications import ask_clarification
from jurdil.stages.vetting.models import Match
from jurdil.stages.vetting.notices import notices_to_seal, seal_notices

from .conftest import NOW, WARD, World
from .test_pages import sign_in

pytestmark = pytest.mark.urls("tests.stages.vetting.test_pages")


@pytest.fixture
def letters(client: Client, world: World, budi: Match, settings: pytest.FixtureRequest) -> Client:
    settings.NOW = NOW  # type: ignore[attr-defined]
    ask_clarification(actor=world.agus, match_id=budi.id, question="", now=NOW)
    return sign_in(client, Role.KPU_REGENCY, "31.71")


def sealed() -> int:
    return Leaf.objects.filter(kind="vetting.notices_sealed").count()


def send(client: Client, **given: object) -> tuple[int, str]:
    answer = client.post(reverse("vetting:notices"), {"idempotency_key": new_id().hex, **given}, follow=True)
    return answer.status_code, answer.content.decode()


def test_letters_stand_outside_of_the_form_that_paper_does_not_show(letters: Client) -> None:
    page = letters.get(reverse("vetting:notices")).content.decode()

    sheets, form = page.index('<article class="notice sheet">'), page.index('<form method="post" id="diserahkan">')
    assert page.index("</form>", page.index('<form class="filters"')) < sheets < page.rindex("</article>") < form
    assert 'form="diserahkan"' in page[sheets:form], "the tick still belongs to the form"


def test_nothing_is_noted_before_the_officer_affirms_it(letters: Client, world: World) -> None:
    (waiting,) = notices_to_seal(actor=world.agus)

    status, asked = send(letters, notice=str(waiting.id))

    assert status == 200
    assert "Catat 1 surat sebagai sudah diserahkan?" in asked
    assert waiting.name in asked
    assert sealed() == 0
    assert notices_to_seal(actor=world.agus) == [waiting]

    status, done = send(letters, notice=str(waiting.id), sure="1")

    assert "1 surat dicatat sudah diserahkan." in done
    assert (sealed(), notices_to_seal(actor=world.agus)) == (1, [])


def test_all_that_the_page_showed_are_asked_about_too(letters: Client, world: World) -> None:
    (waiting,) = notices_to_seal(actor=world.agus)

    _status, asked = send(letters, all="1", notices=f"{waiting.id} ")

    assert "Ya, 1 surat ini sudah di tangan orangnya" in asked
    assert sealed() == 0


def test_no_tick_is_told_and_leaves_no_line_in_the_log(letters: Client, world: World) -> None:
    status, page = send(letters)

    assert status == 403
    assert "Tidak ada surat yang dicentang" in page
    assert '<article class="notice sheet">' in page, "the letters are still there"
    with pytest.raises(Refused, match=r"access\.notice"):
        seal_notices(actor=world.agus, region=WARD, ids=[], now=NOW)
    assert sealed() == 0


def test_a_letter_is_noted_once(letters: Client, world: World) -> None:
    (waiting,) = notices_to_seal(actor=world.agus)
    seal_notices(actor=world.agus, region=WARD, ids=[waiting.id], now=NOW)

    with pytest.raises(Conflict):
        seal_notices(actor=world.agus, region=WARD, ids=[waiting.id], now=NOW)

    assert sealed() == 1
