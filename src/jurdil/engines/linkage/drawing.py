"""Two pictures as plain SVG: how far probabilities can be trusted, and how the evidence of one match adds up.

Reliability diagram: Murphy and Winkler (1977). Waterfall: each field moves the log-odds (base 2, "bits") from the base
rate to the total. Drawn 360 units wide, so that text is readable on a phone; ink, paper and grey, one accent for what
needs a look; shapes differ as well as colours; no script and no style sheet, so that it stands alone and in a page.
The words are Indonesian; a tongue says them, and writes the numbers, in the reader's language.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from jurdil.engines.linkage.evaluating import Bin, Evaluation
from jurdil.engines.linkage.tongue import INDONESIAN, Tongue
from jurdil.engines.linkage.values import Match

INK, SOFT, LINE, PAPER, ACCENT = "#1c1b1f", "#55535a", "#d5d2ca", "#fbfaf7", "#6b3a55"
WIDTH, MARGIN = 360, 14
SIZE, SMALL = 13.0, 12.0
LETTER = 0.55  # mean width of a letter, in sizes
FONT = "system-ui, -apple-system, Segoe UI, Roboto, Noto Sans, sans-serif"
PLOT_LEFT, PLOT_TOP, PLOT = 48, 58, 296
NAMES = {
    "name": "Nama", "nik": "NIK", "birth_date": "Tanggal lahir", "birth_place": "Tempat lahir", "sex": "Jenis kelamin",
    "address": "Alamat", "region": "Wilayah", "base_rate": "Sebelum dibandingkan", "look_alikes": "Yang serupa",
    "at_home": "Sering di provinsinya", "own_entry": "Entri lain orang ini", "caution": "Kehati-hatian",
    "tokens": "Token berkunci", "through": "Lewat baris ketiga",
}  # fmt: skip
"""What the fields of reasons are called in a picture of its own."""
ROUNDING = 0.1  # bits: what rounding of the reasons may leave over


@dataclass(frozen=True, slots=True)
class Step:
    """One bar of a waterfall, in the reader's language. bits: how far it moves the log-odds."""

    name: str
    bits: float
    words: str


def reliability_svg(evaluation: Evaluation, tongue: Tongue = INDONESIAN) -> str:
    """Return the calibration of a run: given probability against the share that was true, with counts and intervals."""
    gettext, bins = tongue.gettext, evaluation.calibration
    told = gettext(
        "{pairs} pasangan dalam {bins} kelompok peluang. Pada {off} di antaranya, peluangnya di luar selang "
        "kepercayaan 95 % dari bagian yang benar."
    ).format(
        pairs=tongue.number(f"{sum(at.pairs for at in bins):,}"),
        bins=len(bins),
        off=sum(not at.is_within_chance for at in bins),
    )
    parts = [
        _text(MARGIN, 22, gettext("Dapatkah peluangnya dipercaya?"), size=16, weight=650),
        _text(MARGIN, 42, gettext("bagian yang benar, menurut peluang yang diberi"), fill=SOFT),
        *_plot_frame(tongue),
        *(_point(at, tongue) for at in bins),
    ]
    legend, y = _legend(PLOT_TOP + PLOT + 66, tongue)
    table, bottom = _calibration_rows(bins, y + 14, tongue)
    return _svg(bottom + 14, gettext("Kalibrasi kecocokan"), told, [*parts, *legend, *table])


def waterfall_svg(match: Match, tongue: Tongue = INDONESIAN) -> str:
    """Return how the evidence of a match adds up: base rate, each field with its words, total. No values are shown.

    tongue: of the reasons' words, which are drawn as they stand.
    """
    first = [reason for reason in match.reasons if reason.field == "base_rate"]
    others = [reason for reason in match.reasons if reason.field != "base_rate"]
    steps = [
        Step(tongue.gettext(NAMES.get(reason.field, reason.field)), reason.bits, reason.words)
        for reason in first + others
    ]
    percent = tongue.number(f"{100 * match.probability:.{1 if 0.01 <= match.probability < 0.99 else 2}f}")
    return draw_waterfall(
        tongue.gettext("Dugaan {percent} %").format(percent=percent), match.probability, steps, tongue
    )


def draw_waterfall(title: str, probability: float, steps: Sequence[Step], tongue: Tongue) -> str:
    """Return how `steps` add up to `probability`, as SVG. title: in the language of `tongue`, as the steps are."""
    gettext = tongue.gettext
    steps = [*steps, *_left_over(probability, steps, tongue)]
    total = sum(step.bits for step in steps)
    ends = [0.0]
    for step in steps:
        ends.append(ends[-1] + step.bits)
    low, high = min(ends) - 1.0, max(ends) + 1.0
    scale = (WIDTH - 2 * MARGIN) / (high - low)

    def across(bits: float) -> float:
        return MARGIN + (bits - low) * scale

    parts = [
        _text(MARGIN, 22, title, size=16, weight=650),
        _text(MARGIN, 42, gettext("Batang penuh menguatkan, kosong melemahkan;"), fill=SOFT),
        _text(MARGIN, 59, gettext("tiap bit menggandakan atau membagi dua."), fill=SOFT),
    ]
    rows: list[str] = []
    y = 86.0
    for step, start, end in zip(steps, ends, ends[1:], strict=False):
        more, y = _waterfall_row(step, tongue, across(start), across(end), y)
        rows += more
    rows += _total_row(total, tongue, across(0.0), across(total), y)
    named = [*((step.name, step.bits) for step in steps), (gettext("jumlah"), total)]
    unit = gettext("bit")
    told = "; ".join(f"{name} {_signed(bits, tongue)} {unit}" for name, bits in named) + "."
    lines = _odds_lines(low, high, across, y + 44, tongue)
    return _svg(y + 82, title, told, [*parts, *lines, *rows])


def _left_over(probability: float, steps: Sequence[Step], tongue: Tongue) -> list[Step]:
    """Return what the steps leave unexplained of the probability, if it is more than rounding."""
    share = min(max(probability, 1e-9), 1 - 1e-9)
    left = math.log2(share / (1 - share)) - sum(step.bits for step in steps)
    # A probability is given to six places: near 0 and 1 its odds are too coarse to call a difference.
    coarse = 1e-6 / (share * (1 - share) * math.log(2))
    if abs(left) <= ROUNDING + coarse:
        return []
    words = tongue.gettext("Yang diubah kalibrasi dan batas, di luar alasan di atas.")
    return [Step(tongue.gettext("penyesuaian"), left, words)]


def _signed(bits: float, tongue: Tongue) -> str:
    return tongue.number(f"{bits:+.1f}")


def _waterfall_row(step: Step, tongue: Tongue, start: float, end: float, y: float) -> tuple[list[str], float]:
    """Draw one step: name and bits, its bar, its words; full for the suspicion, hollow against it."""
    fill = INK if step.bits >= 0 else PAPER
    parts = [
        _text(MARGIN, y, step.name, weight=650),
        _text(WIDTH - MARGIN, y, _signed(step.bits, tongue), anchor="end", weight=650),
        _box(min(start, end), y + 6, abs(end - start), 10, fill),
    ]
    lines, y = _lines(step.words, MARGIN, y + 30, fill=SOFT)
    return [*parts, *lines], y + 9


def _total_row(total: float, tongue: Tongue, start: float, end: float, y: float) -> list[str]:
    return [
        _text(MARGIN, y, tongue.gettext("jumlah"), weight=650, fill=ACCENT),
        _text(WIDTH - MARGIN, y, _signed(total, tongue), anchor="end", weight=650, fill=ACCENT),
        _box(min(start, end), y + 6, abs(end - start), 14, ACCENT, ACCENT),
    ]


def _odds_lines(low: float, high: float, across: Callable[[float], float], bottom: float, tongue: Tongue) -> list[str]:
    """Draw what some bits mean as odds; a label that would run into one nearer to even odds is left out."""
    gettext = tongue.gettext
    marks = (
        (-20, gettext("1 banding sejuta")),
        (-10, gettext("1 banding 1.000")),
        (0, gettext("sama-sama mungkin")),
        (10, gettext("1.000 banding 1")),
        (20, gettext("sejuta banding 1")),
    )
    inside = [(bits, words) for bits, words in marks if low <= bits <= high]
    parts: list[str] = []
    taken: list[tuple[float, float]] = []
    for bits, words in sorted(inside, key=lambda mark: abs(mark[0])):
        x = across(bits)
        parts.append(_line(x, 70, x, bottom, width=1.5 if bits == 0 else 1.0, stroke=SOFT if bits == 0 else LINE))
        half = len(words) * SMALL * LETTER / 2
        middle = min(max(x, MARGIN + half), WIDTH - MARGIN - half)
        if all(middle + half + 8 <= left or middle - half - 8 >= right for left, right in taken):
            parts.append(_text(middle, bottom + 16, words, size=SMALL, anchor="middle", fill=SOFT))
            taken.append((middle - half, middle + half))
    return parts


def _plot_frame(tongue: Tongue) -> list[str]:
    """Draw axes, their numbers, and the diagonal on which a perfect engine lies."""
    bottom, right = PLOT_TOP + PLOT, PLOT_LEFT + PLOT
    parts = []
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        x, y = _at(tick, tick)
        written = tongue.number(f"{tick:g}")
        parts += [
            _line(x, PLOT_TOP, x, bottom),
            _line(PLOT_LEFT, y, right, y),
            _text(x, bottom + 18, written, size=SMALL, anchor="middle", fill=SOFT),
            _text(PLOT_LEFT - 8, y + 4, written, size=SMALL, anchor="end", fill=SOFT),
        ]
    parts.append(_line(PLOT_LEFT, bottom, right, PLOT_TOP, stroke=SOFT, width=1.5, dashes="5 4"))
    words = tongue.gettext("peluang yang diberi (rata-rata)")
    return [*parts, _text(PLOT_LEFT + PLOT / 2, bottom + 38, words, anchor="middle", fill=SOFT)]


def _at(probability: float, share: float) -> tuple[float, float]:
    return PLOT_LEFT + PLOT * probability, PLOT_TOP + PLOT * (1 - share)


def _point(at: Bin, tongue: Tongue) -> str:
    x, y = _at(at.mean_probability, at.true.value)
    _, top = _at(0, at.true.high)
    _, bottom = _at(0, at.true.low)
    told = tongue.gettext("diberi {range}: {pairs} pasangan, rata-rata {mean}, benar {true}").format(
        range=_range(at, tongue),
        pairs=tongue.number(f"{at.pairs:,}"),
        mean=tongue.share(at.mean_probability),
        true=tongue.share(at.true.value),
    )
    whisker = _line(x, top, x, bottom, stroke=INK if at.is_within_chance else ACCENT, width=2)
    return f"<g><title>{escape(told)}</title>{whisker}{_mark(x, y, is_fine=at.is_within_chance)}</g>"


def _mark(x: float, y: float, *, is_fine: bool) -> str:
    if is_fine:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{INK}"/>'
    return _box(x - 4.5, y - 4.5, 9, 9, ACCENT, ACCENT)


def _legend(y: float, tongue: Tongue) -> tuple[list[str], float]:
    parts: list[str] = []
    for is_fine, words in (
        (True, tongue.gettext("sesuai peluangnya, dalam selang 95 %")),
        (False, tongue.gettext("tidak sesuai: di atas garis terlalu hati-hati, di bawahnya terlalu yakin")),
    ):
        lines, below = _lines(words, MARGIN + 17, y)
        parts += [_mark(MARGIN + 5, y - 4, is_fine=is_fine), *lines]
        y = below + 4
    return parts, y


def _calibration_rows(bins: Sequence[Bin], y: float, tongue: Tongue) -> tuple[list[str], float]:
    """Write the numbers under the plot, for whoever cannot tell points apart."""
    gettext = tongue.gettext
    stops = ((MARGIN + 17, "start"), (138, "end"), (198, "end"), (247, "end"), (WIDTH - MARGIN, "end"))
    rows = [(gettext("diberi"), gettext("pasangan"), gettext("rata-rata"), gettext("benar"), gettext("selang"))]
    rows += [
        (
            _range(at, tongue),
            tongue.number(f"{at.pairs:,}"),
            tongue.share(at.mean_probability),
            tongue.share(at.true.value),
            f"{tongue.share(at.true.low)}-{tongue.share(at.true.high)}",
        )
        for at in bins
    ]
    parts = []
    for number, cells in enumerate(rows):
        if number:
            parts.append(_mark(MARGIN + 5, y - 4, is_fine=bins[number - 1].is_within_chance))
        for (x, anchor), cell in zip(stops, cells, strict=True):
            parts.append(_text(x, y, cell, size=SMALL, anchor=anchor, fill=INK if number else SOFT))
        y += 19
    return parts, y - 19


def _range(at: Bin, tongue: Tongue) -> str:
    return tongue.number(f"{at.low:g}-{at.high:g}")


def _lines(words: str, x: float, y: float, *, fill: str = INK) -> tuple[list[str], float]:
    """Write small words in as many lines as they need; return where the next line stands too."""
    lines = textwrap.wrap(words, int((WIDTH - MARGIN - x) / (SMALL * LETTER)))
    return [_text(x, y + 15 * nth, line, size=SMALL, fill=fill) for nth, line in enumerate(lines)], y + 15 * len(lines)


def _text(
    x: float,
    y: float,
    words: str,
    *,
    size: float = SIZE,
    anchor: str = "start",
    weight: int = 400,
    fill: str = INK,
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" text-anchor="{anchor}" font-weight="{weight}" '
        f'fill="{fill}" stroke="{PAPER}" stroke-width="3" paint-order="stroke">{escape(words)}</text>'
    )


def _box(x: float, y: float, width: float, height: float, fill: str, edge: str = INK) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 1.0):.1f}" height="{height:g}" fill="{fill}" '
        f'stroke="{edge}" stroke-width="1.2"/>'
    )


def _line(
    x: float, y: float, to_x: float, to_y: float, *, stroke: str = LINE, width: float = 1.0, dashes: str = ""
) -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}" stroke="{stroke}" '
        f'stroke-width="{width:g}"{dashed}/>'
    )


def _svg(height: float, title: str, description: str, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" role="img" '
        f"aria-label={quoteattr(title)} font-family={quoteattr(FONT)}>"
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
        f'<rect width="{WIDTH}" height="{height:.0f}" fill="{PAPER}"/>' + "\n".join(parts) + "</svg>\n"
    )
