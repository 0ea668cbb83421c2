"""The columns of a roster file, and its normal form: text as the source wrote it, days in ISO, one row per entry.

A malformed NIK or an impossible birth date is a value for the screening to weigh, never a reason to lose an entry.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from jurdil.engines.tables import Column, Fault, Reading, read_table

COLUMNS = (
    Column("id", required=True, lenient=True, aliases=("entry_id", "no"), meaning="Nomor entri dalam daftar."),
    Column("name", required=True, aliases=("nama",), personal=True, meaning="Nama seperti tertulis dalam daftar."),
    Column("nik", personal=True, meaning="NIK, bila ada."),
    Column("birth_date", lenient=True, aliases=("tanggal_lahir", "tgl_lahir"), meaning="1990-05-12 atau 12/05/1990."),
    Column("birth_place", aliases=("tempat_lahir",), meaning="Tempat lahir."),
    Column("sex", kind="sex", aliases=("jenis_kelamin",), meaning="L atau P."),
    Column("address", aliases=("alamat",), personal=True, meaning="Alamat."),
    Column("region", aliases=("wilayah", "kode_wilayah"), meaning="Kode wilayah Kemendagri, tingkat apa pun."),
    Column("role", aliases=("jabatan", "peran"), meaning="Peran dalam daftar itu."),
    Column("since", kind="date", aliases=("sejak",), meaning="Hari pertama peran itu."),
    Column("until", kind="date", aliases=("sampai",), meaning="Hari terakhir peran itu."),
)
ENTRY_VALUES = tuple(column.name for column in COLUMNS if column.name != "id")

_DAY_FIRST = r"^\s*(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})\s*$"
_SHORT_PART = r"-(\d)(-|$)"


def read_entries(path: Path) -> Reading:
    """Return the entries of a .csv, .xlsx or .parquet file in normal form, and what could not be read.

    An id that stands twice is a fault of its later rows. Raises MissingColumn, UnreadableFile.
    """
    reading = read_table(path, COLUMNS)
    table = reading.table
    table = table.set_column(table.column_names.index("birth_date"), "birth_date", _iso_days(table["birth_date"]))
    again = _rows_of_repeated_ids(table["id"])
    if not again:
        return Reading(table, reading.rows, reading.faults, reading.unknown)
    faults = [_repeated(reading.rows[row]) for row in again]
    kept = pa.array(sorted(set(range(table.num_rows)) - set(again)), pa.int64())
    rows = [reading.rows[row] for row in kept.to_pylist()]
    ordered = sorted([*reading.faults, *faults], key=lambda fault: fault.row)
    return Reading(table.take(kept), rows, ordered, reading.unknown)


def _iso_days(days: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return days written day first as ISO; whatever else stands there stays as it is."""
    text = days.cast(pa.string())
    turned = pc.replace_substring_regex(text, _DAY_FIRST, r"\3-\2-\1")
    for _ in range(2):  # month and day share a hyphen, so that one pass pads only one of them
        turned = pc.replace_substring_regex(turned, _SHORT_PART, r"-0\1\2")
    return turned


def _rows_of_repeated_ids(ids: pa.ChunkedArray) -> list[int]:
    if pc.count_distinct(ids).as_py() == len(ids):
        return []
    seen: set[str] = set()
    again = []
    for row, entry_id in enumerate(ids.to_pylist()):
        if entry_id in seen:
            again.append(row)
        seen.add(entry_id)
    return again


def _repeated(row: int) -> Fault:
    return Fault(
        row=row,
        column="id",
        what="This id already stands in an earlier row.",
        remedy="Give each entry an id of its own.",
        code="repeated",
    )
