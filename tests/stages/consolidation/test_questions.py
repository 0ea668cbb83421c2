"""Questions from the hall: no name, one vote each, answered as guidance for all."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client
from tests.stages.consolidation.conftest import AGUS, NOW

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.middleware import PERSON_KEY
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.ledger.models import Leaf
from jurdil.registry.bodies.models import Appointment, BodyKind
from jurdil.stages.consolidation.actions import invite_serving
from jurdil.stages.consolidation.models import Event
from jurdil.stages.consolidation.questions import (
    answer_question,
    ask_question,
    guidance,
    moderate_question,
    questions_for,
    questions_of,
    vote_for,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def invited(event: Event, siti: Appointment, rina: Appointment) -> Event:
    invite_serving(actor=AGUS, event_id=event.id, kinds=[BodyKind.PPS], now=NOW)
    return event


def themself(seat: Appointment) -> Actor:
    return Actor(role=Role.APPLICANT, region="", person_id=seat.person_id)


def shown(event: Event, seat: Appointment, text: str = "Bolehkah?") -> UUID:
    row = ask_question(actor=themself(seat), event_id=event.id, text=text, now=NOW)
    moderate_question(actor=AGUS, question_id=row.id, shows=True, reason="", now=NOW)
    return row.id


def test_a_question_is_seen_by_others_once_an_officer_has_looked(
    invited: Event, siti: Appointment, rina: Appointment
) -> None:
    row = ask_question(actor=themself(siti), event_id=invited.id, text="Bolehkah?", now=NOW)
    assert not questions_for(actor=themself(rina), event_id=invited.id).exists()

    moderate_question(actor=AGUS, question_id=row.id, shows=True, reason="", now=NOW)

    assert questions_for(actor=themself(rina), event_id=invited.id).get().is_own is False
    assert str(siti.person_id) not in str(Leaf.objects.filter(kind="consolidation.asked").values().get())


def test_a_person_has_one_vote_a_question(invited: Event, siti: Appointment, rina: Appointment) -> None:
    question = shown(invited, siti)

    for seat in (siti, rina, rina):
        vote_for(actor=themself(seat), question_id=question)

    assert questions_of(actor=AGUS, event_id=invited.id).get().count == 2


def test_an_answer_is_guidance_for_all(invited: Event, siti: Appointment) -> None:
    question = shown(invited, siti)

    answer_question(actor=AGUS, question_id=question, answer="Tidak boleh.", now=NOW)

    assert [row.answer for row in guidance("31.71")] == ["Tidak boleh."]
    assert guidance("32") == []
    with pytest.raises(Conflict):
        moderate_question(actor=AGUS, question_id=question, shows=False, reason="x", now=NOW)


def test_what_is_declined_needs_a_reason_and_is_not_answered(invited: Event, siti: Appointment) -> None:
    row = ask_question(actor=themself(siti), event_id=invited.id, text="Bolehkah?", now=NOW)

    with pytest.raises(Refused, match=r"consolidation\.questions"):
        moderate_question(actor=AGUS, question_id=row.id, shows=False, reason=" ", now=NOW)
    with pytest.raises(Conflict):
        answer_question(actor=AGUS, question_id=row.id, answer="Ya.", now=NOW)


def test_who_is_not_invited_neither_asks_nor_votes(event: Event, siti: Appointment) -> None:
    with pytest.raises(NotFound):
        ask_question(actor=themself(siti), event_id=event.id, text="Bolehkah?", now=NOW)


def test_too_many_questions_of_one_are_refused(invited: Event, siti: Appointment) -> None:
    for number in range(3):
        ask_question(actor=themself(siti), event_id=invited.id, text=f"Bolehkah {number}?", now=NOW)

    with pytest.raises(Refused, match=r"consolidation\.questions"):
        ask_question(actor=themself(siti), event_id=invited.id, text="Lagi?", now=NOW)


def key(number: int) -> dict[str, str]:
    return {"idempotency_key": f"{number:032d}"}


def test_the_pages_take_a_question_from_the_hall_to_its_answer(
    signed_in: Callable[[Role, str], Client], invited: Event, siti: Appointment
) -> None:
    officer, hall = signed_in(Role.KPU_PROVINCE, "31"), Client()
    session = hall.session
    session[PERSON_KEY] = str(siti.person_id)
    session.save()
    own, desk = f"/berkas/kegiatan/{invited.id}/tanya/", f"/meja/konsolidasi/{invited.id}/tanya/"

    hall.post(own, {"text": "Bolehkah memotret formulir?", **key(1)})
    question = questions_of(actor=AGUS, event_id=invited.id).get()
    officer.post(f"{desk}{question.id}/", {"shows": "Y", **key(2)})
    hall.post(f"{own}{question.id}/", key(3))
    officer.post(f"{desk}{question.id}/jawab/", {"answer": "Saksi boleh.", **key(4)})

    assert "1 dukungan" in officer.get(desk).content.decode()
    assert "Saksi boleh." in hall.get(own).content.decode()
    assert "Siti" not in officer.get(desk).content.decode()
    assert "Saksi boleh." in Client().get("/panduan/").content.decode()
