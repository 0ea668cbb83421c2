"""Tables in and out: CSV, XLSX and Parquet with declared columns, and faults that say how to mend a row.

reading = read_table(path, [Column("id", required=True), Column("born", kind="date")])
reading.table    # the rows that could be read, every declared column present
reading.faults   # the rows that could not: row, column, what is wrong, what to do
"""

from jurdil.engines.tables.columns import (
    Column,
    Fault,
    Kind,
    MissingColumn,
    OnlyCharts,
    Reading,
    UnclearHeader,
    UnclearSheet,
    UnreadableFile,
    words_of,
)
from jurdil.engines.tables.reading import read_table
from jurdil.engines.tables.templates import write_template
from jurdil.engines.tables.writing import named, write_table

__all__ = [
    "Column",
    "Fault",
    "Kind",
    "MissingColumn",
    "OnlyCharts",
    "Reading",
    "UnclearHeader",
    "UnclearSheet",
    "UnreadableFile",
    "named",
    "read_table",
    "words_of",
    "write_table",
    "write_template",
]
