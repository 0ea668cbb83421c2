"""The tables that `jurdil link` reads, and what it says about them: by row, column and remedy, in two languages."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from jurdil.cli.link_words import counted, say, say_again
from jurdil.engines.linkage import REMEDIES, UNREAD, unread_values
from jurdil.engines.linkage.oddities import ODD, odd_values
from jurdil.engines.tables import Column, Fault, MissingColumn, Reading, UnreadableFile, read_table, words_of
from jurdil.engines.tables.columns import header_key
from jurdil.engines.tables.strays import only_people

NO_FILE = "{}: there is no such file. Check the name and the folder."
NO_ROWS = "{}: no row is left below the headers. Nothing can be linked with it; write a row for each person."
TITLED = "{}: the header is row {}; what stands above it is passed over."
CHARTS = "{}: sheets that hold a chart only are passed over: {}."
ROW, CELL = "{}, row {}: {} {}", "{}, row {}, column {}: {} {}"
MOST_WARNINGS = 20
MOST_SHOWN = 100
"""Of the values of one column that cannot be read, so many are told one by one."""
COLUMNS = (
    Column("id", required=True, lenient=True, aliases=("no", "nomor")),
    Column("name", required=True, lenient=True, personal=True, aliases=("nama", "nama_lengkap")),
    Column("nik", forgiving=True, personal=True, aliases=("no_ktp", "nomor_ktp")),
    Column("birth_date", kind="date", lenient=True, personal=True, aliases=("tanggal_lahir", "tgl_lahir")),
    *(
        Column(name, lenient=True, personal=True, aliases=aliases)
        for name, aliases in (
            ("birth_place", ("tempat_lahir",)),
            ("sex", ("jenis_kelamin", "kelamin", "jk", "l/p")),
            ("address", ("alamat", "alamat_rumah")),
            ("region", ("wilayah", "kode_wilayah", "kode_kelurahan", "kode_desa")),
        )
    ),
)


def told_in(fault: Exception, language: str) -> str:
    """Return what a person is told of a file that could not be read or written, in `language`."""
    return say_again(words_of(fault), language)


def read_people(path: Path, more: Sequence[Column] = (), *, on: date = date.max, language: str = "en") -> Reading:
    """Return the rows of PEOPLE. Raises UnreadableFile, also where none is left; OSError."""
    reading = read_rows(path, more, on=on, language=language)
    if not reading.table.num_rows:
        raise UnreadableFile(NO_ROWS.format(path.name))
    return reading


def read_rows(path: Path, more: Sequence[Column] = (), *, on: date = date.max, language: str = "en") -> Reading:
    """Return the rows of a file with COLUMNS and `more`, and tell on standard error what is wrong with others.

    on: nobody is born after that day. Raises UnreadableFile, OSError.
    """
    columns = (*COLUMNS, *more)
    try:
        reading = only_people(read_table(path, columns, titled=True), columns)
    except MissingColumn as missing:
        raise UnreadableFile(f"{path.name}: {missing}") from missing
    except FileNotFoundError as missing:
        raise UnreadableFile(NO_FILE.format(path)) from missing
    if reading.titles:
        _tell(say(TITLED, language, path.name, reading.titles + 1))
    if reading.charts:
        _tell(say(CHARTS, language, path.name, ", ".join(reading.charts)))
    for fault in (*reading.faults, *reading.unread[:MOST_SHOWN]):
        _tell(said_of(path, fault, language))
    if len(reading.unread) > MOST_SHOWN:
        _tell(
            say(
                "{}: {} more numbers like this.",
                language,
                path.name,
                counted(len(reading.unread) - MOST_SHOWN, language),
            )
        )
    _tell_repeated_ids(path, reading, language)
    _tell_unused(path, reading, columns, language)
    unread = {name: (UNREAD[name], REMEDIES[name]) for name in REMEDIES}
    _tell_values(path, reading, unread_values(reading.table, on=on), unread, language)
    _tell_values(path, reading, odd_values(reading.table), ODD, language)
    return reading


def said_of(path: Path, fault: Fault, language: str) -> str:
    """Return what is wrong in a row of a file, with its remedy."""
    sentences = (say_again(fault.what, language), say_again(fault.remedy, language))
    place = (fault.row, fault.column) if fault.column else (fault.row,)
    return say(CELL if fault.column else ROW, language, path.name, *place, *sentences)


def _tell(sentence: str) -> None:
    print(sentence, file=sys.stderr)


def _tell_repeated_ids(path: Path, reading: Reading, language: str) -> None:
    """Both rows are linked, for an id is only text; but what comes out cannot tell them apart."""
    if pc.count_distinct(reading.table["id"]).as_py() == reading.table.num_rows:
        return
    ids = reading.table["id"].to_pylist()
    repeated = [one for one, count in Counter(ids).items() if count > 1]
    for one in repeated[:MOST_WARNINGS]:
        rows = ", ".join(str(row) for row, other in zip(reading.rows, ids, strict=True) if other == one)
        words = "{}, rows {}, column id: the same id. Give each row an id of its own."
        _tell(say(words, language, path.name, rows))


def _tell_unused(path: Path, reading: Reading, columns: Sequence[Column], language: str) -> None:
    taken = {header_key(name) for column in columns for name in (column.name, *column.aliases)}
    for name in reading.unknown:
        again = "It means the same as another one: keep one of them."
        also = [say(again, language)] if header_key(name) in taken else []
        _tell(" ".join([say("{}: the column {} is not used.", language, path.name, name), *also]))


def _tell_values(
    path: Path, reading: Reading, found: Mapping[str, NDArray[np.int64]], words: Mapping[str, tuple[str, str]],
    language: str,
) -> None:  # fmt: skip
    for name, places in found.items():
        sentences = [say(sentence, language) for sentence in words[name]]
        for place in places[:MOST_SHOWN].tolist():
            _tell(say(CELL, language, path.name, reading.rows[place], name, *sentences))
        if len(places) > MOST_SHOWN:
            more = counted(len(places) - MOST_SHOWN, language)
            _tell(say("{}, column {}: {} more like this.", language, path.name, name, more))
