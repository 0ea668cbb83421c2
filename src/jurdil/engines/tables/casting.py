"""From raw cells to typed values, a column at a time; what cannot be understood is marked, not raised."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from jurdil.engines.tables.columns import Column, Kind
from jurdil.engines.tables.workbooks import LOST

TYPES: dict[Kind, pa.DataType] = {
    "text": pa.string(),
    "date": pa.date32(),
    "bool": pa.bool_(),
    "int": pa.int64(),
    "decimal": pa.decimal128(18, 6),
    "sex": pa.string(),
    "list": pa.list_(pa.string()),
}

# Each pattern is matched on trimmed, lower-case text.
_TRUE = ("true", "1", "yes", "y", "ya", "benar")
_FALSE = ("false", "0", "no", "n", "tidak", "salah")
_MEN = ("l", "m", "lk", "laki-laki", "laki laki", "pria", "male")
_WOMEN = ("p", "f", "pr", "perempuan", "wanita", "female")
_YEAR_FIRST = r"^(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?:[t ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$"
_DAY_FIRST = r"^(?P<d>\d{1,2})[-/. ](?P<m>\d{1,2})[-/. ](?P<y>\d{4})(?: \d{1,2}:\d{2}(?::\d{2})?)?$"
_NAMED_MONTH = r"^(?P<d>\d{1,2})[-/. ]+(?P<m>[a-z]{3})[a-z]{0,6}\.?[-/. ]+(?P<y>\d{4})$"
_MONTHS = {
    "jan": "01", "feb": "02", "peb": "02", "mar": "03", "apr": "04", "mei": "05", "may": "05", "jun": "06",
    "jul": "07", "agu": "08", "agt": "08", "ags": "08", "aug": "08", "sep": "09", "okt": "10", "oct": "10",
    "nov": "11", "nop": "11", "des": "12", "dec": "12",
}  # fmt: skip
"""By their first three letters: Indonesian, as people also write them, and English, as spreadsheets do."""
_FORMULA_ERROR = r"^\s*#(REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!)\s*$"
_MANGLED = r"^[+-]?\d([.,]\d+)?[eE]\+?\d+$"

SENTENCES: dict[str, tuple[str, str]] = {
    "blank": ("The cell is empty, but this column is required.", "Fill in the cell."),
    "date": ("This is not a date of the calendar.", "Write it as 1990-05-12 or 12/05/1990."),
    "bool": ("This is neither yes nor no.", "Write true or false."),
    "int": ("This is not a whole number.", "Write digits only, without dots or blanks."),
    "decimal": ("This is not a number.", "Write it as 87.5, without a separator of thousands."),
    "sex": ("This is not a sex.", "Write L or P."),
    "choice": ("This is not one of the values allowed here.", "Choose one of: {choices}."),
    "formula-error": (
        "The spreadsheet shows the error of a formula here, and no value.",
        "Mend the formula, or write the value itself.",
    ),
    "digits-lost": (
        "The spreadsheet turned this number into a rounded one; its last digits are lost.",
        "Format the column as Text and type the number again from the document; adding zeros does not help.",
    ),
}


@dataclass(frozen=True)
class Cast:
    """values: typed, null where blank or bad. bad: true where a cell could not be understood (never null).

    text: the trimmed cells, for the fault. code: what is wrong with the bad cells. errors: true where a formula failed;
    such a cell is blank in the others.
    """

    values: pa.ChunkedArray
    bad: pa.ChunkedArray
    text: pa.ChunkedArray
    code: str
    errors: pa.ChunkedArray | None = None


def cast_column(raw: pa.ChunkedArray, column: Column) -> Cast:
    """Return `raw` as the type of `column.kind`."""
    if pa.types.is_string(raw.type):
        errors = pc.fill_null(pc.match_substring_regex(raw, _FORMULA_ERROR), False)
        if pc.any(errors).as_py():
            return replace(_cast(pc.if_else(errors, pa.scalar(None, pa.string()), raw), column), errors=errors)
    return _cast(raw, column)


def _cast(raw: pa.ChunkedArray, column: Column) -> Cast:
    target = pa.string() if column.lenient else TYPES[column.kind]
    if raw.type == target and target != pa.string():
        return Cast(raw, _never(raw), raw, "")
    if column.kind == "list" and pa.types.is_list(raw.type) | pa.types.is_large_list(raw.type):
        values = raw.cast(target)
        return Cast(values, _never(values), values, "")
    text = as_text(raw)
    if column.lenient:
        return Cast(pc.replace_substring(text, LOST, ""), _never(text), text, "")
    lost = pc.fill_null(pc.match_substring(text, LOST), False)
    text = _tidy(text)
    if column.choices:
        return _choice(text, column)
    if column.kind == "text":
        bad = pc.or_(lost, pc.fill_null(pc.match_substring_regex(text, _MANGLED), False))
        values = pc.if_else(bad, pa.scalar(None, pa.string()), text) if column.forgiving else text
        return Cast(values, bad, text, "digits-lost")
    values = _CASTS[column.kind](text)
    bad = pc.and_(pc.is_valid(text), pc.is_null(values))
    return Cast(values, bad, text, column.kind)


def as_text(raw: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return any column as text, whole numbers without a fraction."""
    if pa.types.is_dictionary(raw.type):
        raw = raw.cast(raw.type.value_type)
    if pa.types.is_floating(raw.type):
        whole = pc.all(pc.fill_null(pc.equal(pc.floor(raw), raw), True)).as_py()
        raw = raw.cast(pa.int64(), safe=False) if whole else pc.round(raw, 6)
    if pa.types.is_list(raw.type) or pa.types.is_large_list(raw.type):
        raw = pc.binary_join(raw.cast(pa.list_(pa.string())), " ")
    return raw if raw.type == pa.string() else raw.cast(pa.string())


def blank(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return true where a cell holds nothing."""
    if values.type == pa.string():
        return pc.fill_null(pc.equal(pc.utf8_length(pc.utf8_trim_whitespace(values)), 0), True)
    if pa.types.is_list(values.type):
        return pc.fill_null(pc.equal(pc.list_value_length(values), 0), True)
    return pc.is_null(values)


def _never(values: pa.ChunkedArray) -> pa.ChunkedArray:
    valid = pc.is_valid(values)
    return pc.and_not(valid, valid)


def _tidy(text: pa.ChunkedArray) -> pa.ChunkedArray:
    """Trim, take away the apostrophe or ="..." that guards a cell from a spreadsheet, and make blank null."""
    if pc.any(pc.starts_with(text, '="')).as_py():
        text = pc.replace_substring_regex(text, r'^="(.*)"$', r"\1")
    if pc.any(pc.starts_with(text, "'")).as_py():
        text = pc.replace_substring_regex(text, r"^'([=+\-@\t\r\n\d])", r"\1")
    if pc.any(pc.match_substring(text, LOST)).as_py():
        text = pc.replace_substring(text, LOST, "")
    text = pc.utf8_trim_whitespace(text)
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)


def _choice(text: pa.ChunkedArray, column: Column) -> Cast:
    folded = [choice.casefold() for choice in column.choices]
    found = pc.index_in(pc.utf8_lower(text), value_set=pa.array(folded), skip_nulls=True)
    values = pc.take(pa.array(list(column.choices), pa.string()), found)
    return Cast(values, pc.and_(pc.is_valid(text), pc.is_null(values)), text, "choice")


def _words(text: pa.ChunkedArray, first: tuple[str, ...], second: tuple[str, ...]) -> pa.ChunkedArray:
    """Return 0 where a word of `first` stands, 1 for `second`, null elsewhere."""
    found = pc.index_in(pc.utf8_lower(text), value_set=pa.array(first + second), skip_nulls=True)
    return pc.if_else(pc.less(found, len(first)), 0, 1)


def _bool(text: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.equal(_words(text, _TRUE, _FALSE), 0)


def _sex(text: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.if_else(pc.equal(_words(text, _MEN, _WOMEN), 0), "L", "P")


def _int(text: pa.ChunkedArray) -> pa.ChunkedArray:
    good = pc.match_substring_regex(text, r"^[+-]?\d{1,18}(\.0)?$")
    digits = pc.replace_substring_regex(text, r"^\+|\.0$", "")
    return pc.if_else(good, digits, pa.scalar(None, pa.string())).cast(pa.int64())


def _decimal(text: pa.ChunkedArray) -> pa.ChunkedArray:
    good = pc.match_substring_regex(text, r"^[+-]?\d{1,12}([.,]\d{1,6})?$")
    number = pc.replace_substring(pc.replace_substring_regex(text, r"^\+", ""), ",", ".")
    return pc.if_else(good, number, pa.scalar(None, pa.string())).cast(TYPES["decimal"])


def _date(text: pa.ChunkedArray) -> pa.ChunkedArray:
    lower = _with_numbered_months(pc.utf8_lower(text))
    first, last = (pc.extract_regex(lower, pattern) for pattern in (_YEAR_FIRST, _DAY_FIRST))
    parts = []
    for name, width in (("y", 4), ("m", 2), ("d", 2)):
        part = pc.coalesce(pc.struct_field(first, name), pc.struct_field(last, name))
        parts.append(pc.utf8_lpad(part, width, "0"))
    written = pc.binary_join_element_wise(*parts, "-")
    moment = pc.strptime(written, format="%Y-%m-%d", unit="s", error_is_null=True)
    day = moment.cast(pa.date32())
    # strptime turns 30 February into 1 March: only a day that is written the same again is a day.
    return pc.if_else(pc.equal(day.cast(pa.string()), written), day, pa.scalar(None, pa.date32()))


def _with_numbered_months(text: pa.ChunkedArray) -> pa.ChunkedArray:
    """Write 2 maret 1985 as 2-03-1985."""
    if not pc.any(pc.match_substring_regex(text, "[a-z]{3}")).as_py():
        return text
    named = pc.extract_regex(text, _NAMED_MONTH)
    found = pc.index_in(pc.struct_field(named, "m"), value_set=pa.array(list(_MONTHS)), skip_nulls=True)
    month = pc.take(pa.array(list(_MONTHS.values())), found)
    written = pc.binary_join_element_wise(pc.struct_field(named, "d"), month, pc.struct_field(named, "y"), "-")
    return pc.coalesce(written, text)


def _list(text: pa.ChunkedArray) -> pa.ChunkedArray:
    trimmed = pc.utf8_trim(text, " ,;\t")
    return pc.split_pattern_regex(trimmed, r"[\s,;]+")


_CASTS = {"date": _date, "bool": _bool, "int": _int, "decimal": _decimal, "sex": _sex, "list": _list}
