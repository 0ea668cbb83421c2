"""The reasons of a match as a picture, in the reader's language; the table beside it says the same in words."""

from __future__ import annotations

from django.utils.formats import get_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from jurdil.engines.linkage.drawing import Labels, Step, draw_waterfall
from jurdil.stages.vetting.explaining import Explanation
from jurdil.stages.vetting.models import Match

FIRST = "base_rate"


def waterfall_of(match: Match, explanation: Explanation) -> SafeString | str:
    """Return how the reasons add up, as SVG for the page; empty where they were erased. No values are shown."""
    if not explanation.lines:
        return ""
    lines = sorted(explanation.lines, key=lambda line: line.field != FIRST)
    steps = [Step(str(line.label), line.log_odds, line.words) for line in lines]
    return mark_safe(draw_waterfall(float(match.probability), steps, _labels()))  # noqa: S308  # the engine escapes it


def _labels() -> Labels:
    return Labels(
        title=_("Bagaimana buktinya dijumlahkan"),
        legend=(_("Batang penuh menguatkan, kosong melemahkan;"), _("tiap bit menggandakan atau membagi dua.")),
        total=_("jumlah"),
        adjustment=(_("penyesuaian"), _("Yang diubah kalibrasi dan batas, di luar alasan di atas.")),
        bits=_("bit"),
        marks=(
            (-20, _("1 banding sejuta")),
            (-10, _("1 banding 1.000")),
            (0, _("sama-sama mungkin")),
            (10, _("1.000 banding 1")),
            (20, _("sejuta banding 1")),
        ),
        comma=get_format("DECIMAL_SEPARATOR"),
    )
