"""What an officer is told of a file: why it cannot be read as a table, or what of it was passed over."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from jurdil.engines.tables import MissingColumn, OnlyCharts, UnclearHeader, UnclearSheet, UnreadableFile


def file_words(fault: MissingColumn | UnreadableFile) -> tuple[str, str]:
    """Return why a file could not be read as a table and what to do about it, in the language of the reader."""
    if isinstance(fault, MissingColumn):
        lacking = _("Kepala tabel tidak memuat kolom: %s.") % ", ".join(fault.columns)
        return lacking, _("Letakkan kepala tabel di baris pertama.")
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


def passed_over(titles: int, charts: Sequence[str]) -> list[str]:
    """Return what of a file was not read, in sentences: so many rows above its header, and these sheets of charts."""
    told = []
    if titles:
        told.append(_("Kepala tabel ada di baris %(header)s; yang di atasnya dilewati.") % {"header": titles + 1})
    if charts:
        told.append(_("Lembar yang hanya memuat grafik dilewati: %s.") % ", ".join(charts))
    return told
