"""Papers as PDF by Typst: the same data on the same day gives the same bytes on every machine.

Only the fonts inside the Typst package are used and the date is an argument, never the clock. Typst itself checks each
file against PDF/UA-1 (ISO 14289-1) and gives none that fails. The only file that knows Typst.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from hashlib import sha256
from html import unescape
from importlib.metadata import version
from pathlib import Path
from typing import Literal

import typst

from jurdil.engines.papers.qr import qr_png

TEMPLATES = Path(__file__).parent / "templates"
PAGES_PER_COMPILE = 100
STANDARD: Literal["ua-1"] = "ua-1"
_SHARED = ("page",)
FEW = 20
COMPILES_KEPT = 11  # Typst evicts what ten compilations in a row did not ask for
_KEYWORDS = re.compile(rb"<pdf:Keywords>(.*?)</pdf:Keywords>", re.DOTALL)


def template_names() -> tuple[str, ...]:
    """Return the names that `render` knows."""
    return tuple(sorted(path.stem for path in TEMPLATES.glob("*.typ") if path.stem not in _SHARED))


@cache
def edition() -> str:
    """Return the name of templates, typesetter and code drawer: one edition makes the same bytes of the same data."""
    makers = [version(name).encode() for name in ("typst", "zxing-cpp")]
    parts = [path.read_bytes() for path in sorted(TEMPLATES.glob("*.typ"))]
    return sha256(b"\0".join([*makers, *parts])).hexdigest()[:16]


def render(template: str, data: Mapping[str, object], *, on: date) -> bytes:
    """Return one paper as PDF.

    data: plain JSON values in the fields of the template (its first lines name them); `token` becomes a QR
    code and is kept in the file's keywords, so that the file can be verified too. on: the day of the paper.
    Raises LookupError for an unknown template, ValueError if Typst refuses the data.
    """
    return render_batch(template, [data], on=on)


def render_batch(template: str, items: Sequence[Mapping[str, object]], *, on: date) -> bytes:
    """Return many papers of one kind as one PDF, each beginning on a page of its own (cards share pages)."""
    if template not in template_names():
        raise LookupError(f"There is no template {template}.")
    if not items:
        raise ValueError("There is nothing to render.")
    sheet = {"on": on.isoformat(), "items": [_with_code(item) for item in items]}
    moment = datetime.combine(on, time(), UTC)
    try:
        pdf = typst.compile(
            str(TEMPLATES / f"{template}.typ"),
            root=str(TEMPLATES),
            font_paths=_fonts(),
            sys_inputs={"sheet": json.dumps(sheet, ensure_ascii=False)},
            format="pdf",
            timestamp=int(moment.timestamp()),
            pdf_standards=STANDARD,
        )
    except typst.TypstError as problem:
        raise ValueError(f"The template {template} refuses this data: {problem}") from problem
    assert isinstance(pdf, bytes)  # one input file and the format pdf give one file
    if len(items) > FEW:
        _forget()
    return pdf


def _forget() -> None:
    """Let Typst drop what it laid out: it keeps that for its next compilations, half a megabyte a paper."""
    for _ in range(COMPILES_KEPT):
        typst.compile(b"", font_paths=_fonts(), format="pdf")


def render_batches(
    template: str, items: Sequence[Mapping[str, object]], *, on: date, per_file: int = PAGES_PER_COMPILE
) -> Iterator[bytes]:
    """Yield PDFs of up to `per_file` papers each, so that memory stays small however many there are."""
    for start in range(0, len(items), per_file):
        yield render_batch(template, items[start : start + per_file], on=on)


def tokens_in(pdf: bytes) -> tuple[str, ...]:
    """Return the tokens that `render` kept in the keywords of a PDF, in the order of its papers."""
    found = _KEYWORDS.search(pdf)
    if found is None:
        return ()
    return tuple(word for word in unescape(found[1].decode("utf-8")).split(", ") if word.startswith("J1:"))


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def _with_code(item: Mapping[str, object]) -> dict[str, object]:
    token = item.get("token")
    if not token:
        return dict(item)
    return {**item, "qr": list(qr_png(str(token)))}
