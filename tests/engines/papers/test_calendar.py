"""A calendar file that strangers' calendars read: escaped, folded, stable in its name, counted in its changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from jurdil.engines.papers import CalendarEvent, calendar_file

WIB = timezone(timedelta(hours=7))
EVENT = CalendarEvent(
    uid="1@jurdil",
    title="Konsolidasi; PPK, PPS",
    place="Aula Rekaan\nJakarta Utara",
    starts_at=datetime(2024, 9, 29, 9, tzinfo=WIB),
    ends_at=datetime(2024, 9, 29, 15, tzinfo=WIB),
    stamp=datetime(2024, 9, 20, tzinfo=UTC),
)


def unfolded(file: bytes) -> list[str]:
    return file.decode().replace("\r\n ", "").split("\r\n")


def unescaped(text: str) -> str:
    return text.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";")


def test_times_are_utc_and_texts_are_escaped() -> None:
    lines = unfolded(calendar_file(EVENT))

    assert "DTSTART:20240929T020000Z" in lines
    assert "DTEND:20240929T080000Z" in lines
    assert "SUMMARY:Konsolidasi\\; PPK\\, PPS" in lines
    assert "LOCATION:Aula Rekaan\\nJakarta Utara" in lines
    assert "METHOD:PUBLISH" in lines


def test_a_change_keeps_the_name_and_counts_and_a_cancelling_says_so() -> None:
    changed = unfolded(calendar_file(replace(EVENT, sequence=2, is_cancelled=True)))

    assert {"UID:1@jurdil", "SEQUENCE:2", "METHOD:CANCEL", "STATUS:CANCELLED"} <= set(changed)


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters="\\"), max_size=300))
def test_no_line_is_longer_than_75_octets_and_unfolding_gives_the_text_back(title: str) -> None:
    file = calendar_file(replace(EVENT, title=title))

    assert all(len(line) <= 75 for line in file.split(b"\r\n"))
    assert f"SUMMARY:{title}" in [unescaped(line) for line in unfolded(file)]
