"""Who held what when, and what was known of it when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from jurdil.registry.bodies.actions import appoint_member, correct_appointment, end_appointment
from jurdil.registry.bodies.models import Appointment
from jurdil.registry.bodies.queries import history_of, history_within

from .conftest import AGUS, CITY, NOW, STATION, TERM, WARD, Team


def moment(day: int) -> datetime:
    return datetime.fromisoformat(f"2024-11-{day:02d}T03:00Z")


def end(appointment: Appointment, last_day: date, now: datetime) -> None:
    end_appointment(
        actor=AGUS, appointment_id=appointment.id, last_day=last_day, rule="paw.reason", reason="Pindah.", now=now
    )


def test_a_replacement_follows_without_a_gap(team: Team) -> None:
    siti = team.appoint(1, "Siti Rekaan")
    end(siti, date(2024, 11, 14), moment(12))
    team.appoint(1, "Rina Rekaan", replace(TERM, number="SK-2", start=date(2024, 11, 15)), moment(13))

    lines = history_of(STATION)

    assert [(line.name, line.start.day, line.end.day) for line in lines] == [
        ("Siti Rekaan", 7, 14),
        ("Rina Rekaan", 15, 8),
    ]
    assert [[line.name for line in lines if line.held_on(date(2024, 11, day))] for day in (14, 15)] == [
        ["Siti Rekaan"],
        ["Rina Rekaan"],
    ]


def test_an_end_is_not_known_before_it_is_recorded(team: Team) -> None:
    siti = team.appoint(1, "Siti Rekaan")
    end(siti, date(2024, 11, 14), moment(16))

    before, after = history_of(STATION, known=moment(15))[0], history_of(STATION, known=moment(17))[0]

    assert (before.end, before.end_rule, before.ended_at) == (TERM.end, "", None)
    assert (after.end, after.end_rule, after.ended_at) == (date(2024, 11, 14), "paw.reason", moment(16))


def test_a_correction_shows_the_wrong_line_as_it_stood_until_then(team: Team) -> None:
    wrong = team.appoint(1, "Siti Rekaan")
    right = replace(TERM, end=date(2024, 12, 31))
    correct_appointment(actor=CITY, appointment_id=wrong.id, decree=right, reason="salah ketik", now=moment(10))

    before, after = history_of(STATION, known=moment(9)), history_of(STATION)

    assert [(line.is_corrected, line.end) for line in before] == [(False, TERM.end)]
    assert [(line.is_corrected, line.corrected_at) for line in after] == [(True, moment(10)), (False, None)]
    assert [line.recorded_at for line in after] == [NOW, moment(10)]


def test_a_reappointed_person_has_two_periods(team: Team) -> None:
    siti = team.appoint(1, "Siti Rekaan")
    end(siti, date(2024, 11, 10), moment(10))
    again = replace(TERM, number="SK-3", start=date(2024, 11, 20))
    appoint_member(actor=AGUS, seat_id=team.seats[0].id, person_id=siti.person_id, decree=again, now=moment(19))

    lines = history_within(WARD)

    assert [(line.name, line.start.day) for line in lines] == [("Siti Rekaan", 7), ("Siti Rekaan", 20)]
    assert not any(line.held_on(date(2024, 11, 15)) for line in lines)


@pytest.mark.usefixtures("db")
def test_a_place_without_appointments_has_no_history() -> None:
    assert history_of("31.71.01.1009/001") == []
