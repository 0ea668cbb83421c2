"""The reasons of a match as a picture, in the reader's language; the table beside it says the same in words."""

from __future__ import annotations

from django.utils.formats import get_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from jurdil.engines.linkage.drawing import Step, draw_waterfall
from jurdil.engines.linkage.tongue import Tongue
from jurdil.stages.vetting.explaining import Explanation
from jurdil.stages.vetting.models import Match

FIRST = "base_rate"


def waterfall_of(match: Match, explanation: Explanation) -> SafeString | str:
    """Return how the reasons add up, as SVG for the page; empty where they were erased. No values are shown."""
    if not explanation.lines:
        return ""
    lines = sorted(explanation.lines, key=lambda line: line.field != FIRST)
    steps = [Step(str(line.label), line.log_odds, line.words) for line in lines]
    tongue = Tongue(_, comma=get_format("DECIMAL_SEPARATOR"))
    picture = draw_waterfall(_("Bagaimana buktinya dijumlahkan"), float(match.probability), steps, tongue)
    return mark_safe(picture)  # noqa: S308  # the engine escapes it
