"""The application's clock, read at the doors only; verbs take `now` and `on` as arguments.

A demo may fix it (JURDIL_NOW). Sessions and leases never ask this clock.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings

JAKARTA = ZoneInfo("Asia/Jakarta")


def now() -> datetime:
    """Return the present moment, or the fixed one of a demo."""
    fixed: datetime | None = settings.NOW
    return fixed if fixed is not None else datetime.now(UTC)


def day_of(moment: datetime, zone: ZoneInfo = JAKARTA) -> date:
    """Return the calendar day of `moment` where the application lives (WIB unless `zone` says otherwise)."""
    return moment.astimezone(zone).date()


def end_of_day(day: date) -> datetime:
    """Return the last moment of a calendar day of the application, in UTC."""
    return datetime.combine(day, time.max, JAKARTA).astimezone(UTC)
