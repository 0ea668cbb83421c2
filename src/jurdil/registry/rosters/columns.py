"""The columns of a roster file, and its normal form: text as the source wrote it, days in ISO, one row per entry.

Only an entry without number or name is lost, and what is no entry: a row that numbers the columns, adds them up or
names them again. Any other value that cannot be read is told by row, column and remedy, and its entry is kept, so that
its person is screened by all the rest. So is a last row that looks like a signature or a note: who can tell `Ketua`
from a name of one word?
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from jurdil.engines.linkage import REMEDIES, UNREAD, unread_values
from jurdil.engines.tables import Column, Fault, Reading, read_table
from jurdil.engines.tables.strays import left_out, only_people

COLUMNS = (
    Column("id", required=True, lenient=True, aliases=("entry_id", "no", "nomor"), meaning="Nomor entri dalam daftar."),
    Column(
        "name",
        required=True,
        aliases=("nama", "nama_lengkap"),
        personal=True,
        meaning="Nama seperti tertulis dalam daftar.",
    ),
    Column("nik", forgiving=True, personal=True, aliases=("no_ktp", "nomor_ktp"), meaning="NIK, bila ada."),
    Column("birth_date", lenient=True, aliases=("tanggal_lahir", "tgl_lahir"), meaning="1990-05-12 atau 12/05/1990."),
    Column("birth_place", forgiving=True, aliases=("tempat_lahir",), meaning="Tempat lahir."),
    Column(
        "sex",
        kind="sex",
        forgiving=True,
        aliases=("jenis_kelamin", "kelamin", "jk", "l/p"),
        meaning="L atau P.",
    ),
    Column("address", forgiving=True, aliases=("alamat", "alamat_rumah"), personal=True, meaning="Alamat."),
    Column(
        "region",
        forgiving=True,
        aliases=("wilayah", "kode_wilayah", "kode_kelurahan", "kode_desa"),
        meaning="Kode wilayah Kemendagri, tingkat apa pun.",
    ),
    Column("role", forgiving=True, aliases=("jabatan", "peran"), meaning="Peran dalam daftar itu."),
    Column("since", kind="date", forgiving=True, aliases=("sejak",), meaning="Hari pertama peran itu."),
    Column("until", kind="date", forgiving=True, aliases=("sampai",), meaning="Hari terakhir peran itu."),
)
ENTRY_VALUES = tuple(column.name for column in COLUMNS if column.name != "id")

MOST_TOLD = 1000
"""Of the values of one column that cannot be read, so many are told one by one."""

FOOTER = (
    "This stands below the list like a signature or a note: it has no number as the rows above have, and nothing but a "
    "name. It is kept as an entry.",
    "If it is nobody of the list, take the row away and bring the file again; else give it a number like the others.",
)
MOST_FOOTERS = 20
"""Among so many last rows a signature or a note is sought."""
_LIKE_A_NUMBER = re.compile(r"\S*\d\S*")
_DAY_FIRST = r"^\s*(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})\s*$"
_SHORT_PART = r"-(\d)(-|$)"


def read_entries(path: Path) -> tuple[Reading, dict[str, int]]:
    """Return the entries of a .csv, .xlsx or .parquet file in normal form, and by column how many values are unread.

    `faults` tells of the entries left out: without number or name (a number is none, unless a NIK says who it is), in
    broken rows, or under an id that an earlier row has. `unread` tells of last rows that may be no entries, and of
    values that could not be read; their entries are kept. Raises MissingColumn, UnreadableFile.
    """
    reading = _without_repeated(only_people(read_table(path, COLUMNS, titled=True), COLUMNS))
    unread = list(reading.unread)
    counts = Counter(fault.column for fault in unread)
    known = {(fault.row, fault.column) for fault in unread}
    for column, places in unread_values(reading.table).items():
        rows = [row for place in places.tolist() if ((row := reading.rows[place]), column) not in known]
        counts[column] += len(rows)
        unread += [Fault(row, column, UNREAD[column], REMEDIES[column], f"unread-{column}") for row in rows[:MOST_TOLD]]
    unread.sort(key=lambda fault: fault.row)
    return replace(reading, unread=[*_footers(reading), *unread]), dict(+counts)


def _footers(reading: Reading) -> list[Fault]:
    """Tell of the last rows that have a text where all rows above have a number, and besides it only a name."""
    first = count = reading.table.num_rows
    last = reading.table.slice(max(count - MOST_FOOTERS, 0)).to_pylist()
    while last and _is_footer(last.pop()):
        first -= 1
    if first in (0, count):
        return []
    numbers = pc.utf8_trim_whitespace(reading.table["id"].slice(0, first))
    if not pc.all(pc.match_substring_regex(numbers, f"^{_LIKE_A_NUMBER.pattern}$")).as_py():
        return []
    return [Fault(row, "id", *FOOTER, code="footer") for row in reading.rows[first:]]


def _is_footer(entry: dict[str, object]) -> bool:
    says = {name for name, value in entry.items() if value is not None and str(value).strip()}
    return says == {"id", "name"} and not _LIKE_A_NUMBER.fullmatch(str(entry["id"]).strip())


def _without_repeated(reading: Reading) -> Reading:
    table = reading.table
    table = table.set_column(table.column_names.index("birth_date"), "birth_date", _iso_days(table["birth_date"]))
    return left_out(replace(reading, table=table), _rows_of_repeated_ids(table["id"]), _repeated)


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
