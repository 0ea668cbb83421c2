"""The file that goes to the maker of a list and comes back filled in: its columns, its words, its faults.

It is written in Indonesian whatever the language of the officer's page: the maker reads it. Files with the older
English headings and replies are read too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from django.utils.translation import gettext as _

from jurdil.engines.tables import Column, Fault, Reading, read_table, write_template
from jurdil.registry.rosters.wording import fault_words
from jurdil.stages.vetting.models import InquiryReply

REPLIES: dict[InquiryReply, str] = {
    InquiryReply.MEMBER: "anggota",
    InquiryReply.FORMER: "mantan anggota",
    InquiryReply.NOT_MEMBER: "bukan anggota",
    InquiryReply.UNKNOWN: "tidak diketahui",
}
_READ: dict[str, InquiryReply] = {words: reply for reply, words in REPLIES.items()} | {
    reply.value: reply for reply in InquiryReply
}
CHOICES = " / ".join(REPLIES.values())

LINE = Column(
    "baris", required=True, aliases=("line",), meaning="Nomor baris dari berkas pertanyaan; jangan diubah atau dihapus."
)
REPLY = Column(
    "jawaban",
    required=True,
    aliases=("reply",),
    choices=tuple(REPLIES.values()),
    meaning="Jawaban tentang entri ini; pilih salah satu. Baris yang belum diketahui jawabannya boleh dihapus.",
)
LEFT_ON = Column("tanggal_keluar", "date", aliases=("left_on",), meaning="Hari keluar, bila jawabannya mantan anggota.")
NOTE = Column("catatan", aliases=("note",), personal=True, meaning="Catatan; boleh kosong.")
COLUMNS = (
    LINE,
    Column("nomor_entri", meaning="Nomor entri di daftar Anda; jangan diubah."),
    Column("per_tanggal", meaning="Hari salinan daftar yang memuat entri ini; jangan diubah."),
    Column("nama", meaning="Nama di daftar Anda; jangan diubah."),
    REPLY,
    LEFT_ON,
    NOTE,
)
LINES = (
    f"Isi kolom jawaban dengan salah satu: {CHOICES}.",
    "Bila mantan anggota: isi juga tanggal_keluar seperti 2023-12-31. Kolom catatan boleh kosong; kolom lain jangan "
    "diubah.",
)


def write_form(rows: Sequence[Sequence[str]], path: Path) -> None:
    """Write the questions (.csv or .xlsx): of each row the line, entry, day and name; what is asked stays empty."""
    blank = [""] * (len(COLUMNS) - 4)
    titles = ("kolom", "wajib", "bentuk", "arti")
    filled = [[*row, *blank] for row in rows]
    write_template(COLUMNS, path, sheets=("data", "petunjuk"), titles=titles, rows=filled, lines=LINES)


def read_form(path: Path) -> Reading:
    """Return what came back: `baris`, `jawaban`, `tanggal_keluar`, `catatan`. Raises MissingColumn, UnreadableFile."""
    reply = replace(REPLY, choices=tuple(_READ))
    return read_table(path, (LINE, reply, LEFT_ON, NOTE), titled=True, numbered=True)


def reply_of(text: str) -> InquiryReply:
    """Return which reply one of the words that `read_form` lets pass means."""
    return _READ[text]


def unknown_line(row: int) -> Fault:
    """Return what is wrong with a row of another inquiry."""
    return Fault(
        row=row,
        column=LINE.name,
        what="This line does not belong to this inquiry.",
        remedy="Use the file that was exported for this inquiry and leave its first column as it is.",
        code="unknown-line",
    )


def told(fault: Fault) -> tuple[str, str]:
    """Return what is wrong with a cell and what to do, in the language of the reader."""
    words = {
        "unknown-line": (
            _("Nomor baris ini bukan dari pertanyaan ini."),
            _("Pakai berkas yang diunduh dari halaman ini, dan biarkan kolom pertamanya."),
        ),
        "choice": (_("Ini bukan salah satu jawaban yang dapat dibaca."), _("Tulis salah satu: %s.") % CHOICES),
        "numbering": (
            _("Baris ini hanya menomori kolom dan dilewati."),
            _("Hapus barisnya; bila isinya sungguhan, tukar urutan kolomnya."),
        ),
    }
    return words.get(fault.code) or fault_words(fault.code)
