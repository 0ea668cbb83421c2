"""What an officer is told of a file: why it cannot be read as a table, or what of it was passed over."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from jurdil.engines.tables import MissingColumn, OnlyCharts, UnclearHeader, UnclearSheet, UnreadableFile
from jurdil.engines.tables.headers import SOUGHT


def file_words(fault: MissingColumn | UnreadableFile) -> tuple[str, str]:
    """Return why a file could not be read as a table and what to do about it, in the language of the reader."""
    if isinstance(fault, MissingColumn):
        return _missing_words(fault)
    if isinstance(fault, UnclearHeader):
        one, other = fault.rows[:2]
        both = _("Baris %(one)s dan %(other)s sama-sama dapat menjadi kepala tabel.") % {"one": one, "other": other}
        return both, _("Hapus salah satunya, atau taruh yang benar di baris pertama.")
    if isinstance(fault, UnclearSheet):
        both = _("Lebih dari satu lembar memuat tabelnya: %s.") % ", ".join(fault.sheets)
        return both, _("Simpan tiap lembar sebagai berkas sendiri, atau hapus yang bukan bagian daftar.")
    if isinstance(fault, OnlyCharts):
        alone = _("Berkas ini hanya memuat grafik: %s.") % ", ".join(fault.sheets)
        return alone, _("Simpan tabel yang menjadi dasar grafiknya.")
    return _("Berkas ini tidak dapat dibaca."), _("Simpan ulang sebagai .csv atau .xlsx.")


def _missing_words(fault: MissingColumn) -> tuple[str, str]:
    columns = ", ".join(fault.written)
    if not fault.row:
        nowhere = _("Tidak ada baris yang memuat nama kolom yang wajib: %s.") % columns
        remedy = _("Letakkan kepala tabel di baris pertama, atau di bawah judul paling jauh di baris %s.")
        return nowhere, remedy % SOUGHT
    lacking = {"row": fault.row, "columns": columns}
    return (
        _("Baris %(row)s dibaca sebagai kepala tabel, tetapi tidak memuat kolom: %(columns)s.") % lacking,
        _("Tambahkan kolom itu di baris tersebut; bila kepala tabel ada lebih bawah, hapus judul di atasnya."),
    )


def passed_over(titles: int, charts: Sequence[str]) -> list[str]:
    """Return what of a file was not read, in sentences: so many rows above its header, and these sheets of charts."""
    told = []
    if titles:
        told.append(_("Kepala tabel ada di baris %(header)s; yang di atasnya dilewati.") % {"header": titles + 1})
    if charts:
        told.append(_("Lembar yang hanya memuat grafik dilewati: %s.") % ", ".join(charts))
    return told
