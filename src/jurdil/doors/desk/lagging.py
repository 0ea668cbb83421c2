"""Which parts lag, and why, in words: what an officer on the road needs before the next call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from jurdil.doors.desk.progress import Progress


@dataclass(frozen=True)
class Lag:
    """One part with the reasons why it is not done. missing: seats without anybody appointed."""

    code: str
    name: str
    missing: int
    reasons: tuple[str, ...]


def lagging(parts: Mapping[str, Progress], names: Mapping[str, str]) -> list[Lag]:
    """Return the parts that are not done, the one with the greatest share of empty seats first."""
    behind = [
        (1 - part.share, Lag(code, names.get(code, code), part.needed - part.appointed, tuple(_reasons(part))))
        for code, part in parts.items()
        if part.needed and part.appointed < part.needed
    ]
    return [lag for _share, lag in sorted(behind, key=lambda pair: (-pair[0], pair[1].code))]


def _said(count: int) -> str:
    return number_format(count, decimal_pos=0, force_grouping=True)


def _reasons(part: Progress) -> Iterator[str]:
    if part.applications < part.needed:
        yield _("Pelamar kurang: %(applied)s untuk %(needed)s kursi.") % {
            "applied": _said(part.applications),
            "needed": _said(part.needed),
        }
    if part.unreviewed:
        yield _("%(n)s dari %(of)s lamaran belum diperiksa.") % {
            "n": _said(part.unreviewed),
            "of": _said(part.applications),
        }
    if part.open_matches:
        yield _("%(n)s kecocokan belum diputus; tempatnya ditahan, tidak dicabut.") % {"n": _said(part.open_matches)}
    if part.teams < part.stations:
        yield _("%(n)s dari %(of)s tim belum lengkap.") % {
            "n": _said(part.stations - part.teams),
            "of": _said(part.stations),
        }
