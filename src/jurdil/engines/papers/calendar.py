"""A calendar file with one event (RFC 5545, iCalendar; METHOD by RFC 5546): times in UTC, so that no zone is needed.

Whoever opens a later file of the same `uid` with a higher `sequence` has the older one replaced, or taken out where it
says that the event is cancelled.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

PRODUCT = "-//Jurdil//Kalender//ID"
LINE_OCTETS = 75
CONTENT_TYPE = "text/calendar; charset=utf-8"


class Method(StrEnum):
    """What the file asks a calendar to do."""

    PUBLISH = "PUBLISH"
    CANCEL = "CANCEL"


@dataclass(frozen=True)
class CalendarEvent:
    """What stands in the file. uid: stays the same through all changes; sequence: counts them; stamp: of this state.

    organizer: an e-mail address; empty for none.
    """

    uid: str
    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    stamp: datetime
    sequence: int = 0
    description: str = ""
    organizer: str = ""
    is_cancelled: bool = False


def calendar_file(event: CalendarEvent) -> bytes:
    """Return the file: CRLF lines of at most 75 octets, texts escaped."""
    method = Method.CANCEL if event.is_cancelled else Method.PUBLISH
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        f"METHOD:{method.value}",
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{_moment(event.stamp)}",
        f"DTSTART:{_moment(event.starts_at)}",
        f"DTEND:{_moment(event.ends_at)}",
        f"SEQUENCE:{event.sequence}",
        *([f"ORGANIZER:mailto:{event.organizer}"] if event.organizer else []),
        f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}",
        f"SUMMARY:{_escaped(event.title)}",
        f"LOCATION:{_escaped(event.place)}",
        *([f"DESCRIPTION:{_escaped(event.description)}"] if event.description else []),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    """Return a TEXT value (RFC 5545, 3.3.11): backslash, semicolon, comma and line ends are escaped."""
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(plain.splitlines())


def _folded(line: str) -> bytes:
    """Return a content line folded after 75 octets (3.1), never inside a sign of UTF-8."""
    parts: list[bytes] = []
    part = b""
    for sign in line:
        octets = sign.encode()
        if len(part) + len(octets) > LINE_OCTETS:
            parts.append(part)
            part = b" "
        part += octets
    return b"\r\n".join([*parts, part]) + b"\r\n"
