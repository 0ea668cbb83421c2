"""Values that can be read and are weighed, and yet cannot be what they should be: told so that somebody looks.

A number of fifteen or seventeen digits has lost or doubled one; a name that is nothing but titles names nobody.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from jurdil.engines.linkage.nik import KEPT_LENGTHS, LENGTH
from jurdil.engines.linkage.spellings import DEGREES, FRONT_TITLES

Ints = NDArray[np.int64]
ODD = {
    "nik": ("This does not have the 16 digits of a NIK; it is weighed as a number with a slip.",
            "Compare it with the document."),
    "name": ("This is nothing but titles; it is weighed as it stands.", "Write the name."),
}  # fmt: skip
"""What is odd about a value of each column, and what to do."""
_ONLY_TITLES = rf"^\W*(?:(?:{'|'.join(sorted(FRONT_TITLES | DEGREES))})(?:\W+|$))+$"
_ROUNDED = r"[eE]\+?\d+\W*$"
_FRACTION = r"[.,]0+\W*$"


def odd_values(table: pa.Table) -> dict[str, Ints]:
    """Return, by column, the rows whose value is odd. Columns that are not there have none."""
    found = {"nik": _odd_numbers, "name": _only_titles}
    names = set(table.column_names)
    return {
        column: np.flatnonzero(pc.fill_null(is_odd(table.column(column).cast(pa.string())), False).to_numpy())
        for column, is_odd in found.items()
        if column in names
    }


def _odd_numbers(written: pa.ChunkedArray) -> pa.ChunkedArray:
    digits = pc.replace_substring_regex(pc.replace_substring_regex(written, _FRACTION, ""), r"\D", "")
    length = pc.utf8_length(digits)
    is_compared = pc.and_(pc.greater_equal(length, KEPT_LENGTHS.start), pc.less(length, KEPT_LENGTHS.stop))
    is_whole = pc.invert(pc.match_substring_regex(written, _ROUNDED))
    return pc.and_(pc.and_(is_compared, is_whole), pc.not_equal(length, LENGTH))


def _only_titles(written: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.match_substring_regex(pc.replace_substring(pc.utf8_upper(written), ".", ""), _ONLY_TITLES)
