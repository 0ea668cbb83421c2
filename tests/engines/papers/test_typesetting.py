"""A paper is the same bytes on every machine, and carries what verifies it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from jurdil.engines.papers import (
    pressing,
    render,
    render_batch,
    render_batches,
    render_each,
    sign_token,
    template_names,
    tokens_in,
)

KEY = Ed25519PrivateKey.from_private_bytes(b"\x01" * 32)
DAY = date(2024, 11, 7)


def letter(number: int = 1) -> dict[str, Any]:
    return {
        "letterhead": ["SEKRETARIAT", "Jalan Contoh 1"],
        "title": "Surat Keputusan",
        "paragraphs": ["Menetapkan nama #berikut *apa adanya* $x$ @tanpa [makna] khusus."],
        "fields": [["Nama", "Siti"]],
        "points": ["Satu hal."],
        "table": {"columns": ["Hari", "Tempat"], "rows": [["Senin", "Aula"]]},
        "copies": {"title": "Tembusan", "lines": ["Arsip"]},
        "signatures": [{"role": "Ketua", "name": "Agus"}, {"role": "Anggota", "name": "Dewi"}],
        "token": sign_token({"n": number}, KEY, salt=bytes(8)),
    }


def test_the_same_data_on_the_same_day_gives_the_same_bytes() -> None:
    assert render("letter", letter(), on=DAY) == render("letter", letter(), on=DAY)
    assert render("letter", letter(), on=DAY) != render("letter", letter(), on=date(2024, 11, 8))


def test_a_pdf_carries_the_tokens_of_its_letters_in_their_order() -> None:
    letters = [letter(number) for number in range(5)]

    pdf = render_batch("letter", letters, on=DAY)

    assert pdf.count(b"/Type/Page/") + pdf.count(b"/Type/Page\n") in (0, 5)
    assert tokens_in(pdf) == tuple(item["token"] for item in letters)
    assert len(list(render_batches("letter", letters, on=DAY, per_file=2))) == 3


def test_processes_make_the_same_files_in_the_same_order(monkeypatch: pytest.MonkeyPatch) -> None:
    batches = [[letter(number) for number in range(first, first + 3)] for first in range(0, 15, 3)]
    monkeypatch.setattr(pressing, "FEW", 0)

    files = list(render_each("letter", batches, on=DAY, workers=2))

    assert files == [render_batch("letter", batch, on=DAY) for batch in batches]
    with pytest.raises(ValueError, match="refuses"):
        list(render_each("letter", [batches[0], [{"number": "1"}]], on=DAY, workers=2))


def test_a_paper_says_that_it_is_accessible_and_typst_refuses_one_that_is_not() -> None:
    pdf = render("letter", letter(), on=DAY)

    assert b"pdfuaid:part>1<" in pdf.replace(b" ", b"")
    with pytest.raises(ValueError, match="refuses"):
        render("letter", {**letter(), "title": ""}, on=DAY)


def test_only_the_fonts_of_the_package_are_used() -> None:
    pdf = render("letter", letter(), on=DAY)

    assert b"Libertinus" in pdf
    assert b"DejaVuSans-" not in pdf


@pytest.mark.parametrize(
    ("template", "data"),
    [
        ("card", {"name": "Siti", "role": "Anggota", "fields": [["Tempat", "012"]]}),
        ("list", {"title": "Daftar", "columns": ["Nama", "Tanda tangan"], "rows": [["Siti"], ["Rina"]]}),
        ("letter", {"title": "Pengumuman"}),
        ("decree", {"title": "Keputusan", "annex": {"title": "L", "columns": ["Nama"], "widths": [1], "groups": []}}),
        (
            "minutes",
            {"title": "BA", "oath_title": "Janji", "oath": ["a"], "columns": ["N"], "widths": [1], "groups": []},
        ),
    ],
)
def test_every_template_does_without_the_fields_that_are_optional(template: str, data: dict[str, Any]) -> None:
    assert render(template, data, on=DAY).startswith(b"%PDF")


def test_an_unknown_template_and_missing_data_are_refused() -> None:
    assert template_names() == ("card", "decree", "letter", "list", "minutes")
    with pytest.raises(LookupError):
        render("../page", {}, on=DAY)
    with pytest.raises(ValueError, match="refuses"):
        render("letter", {"number": "1"}, on=DAY)
    with pytest.raises(ValueError, match="nothing"):
        render_batch("letter", [], on=DAY)
