"""A table to fill in: its header, the rows that stand there already, and in a workbook a sheet that explains it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import openpyxl
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from jurdil.engines.tables.columns import Column, UnreadableFile
from jurdil.engines.tables.writing import guarded, printable

_KINDS = {
    "text": "text",
    "date": "1990-05-12 / 12/05/1990",
    "bool": "true / false",
    "int": "0, 1, 2",
    "decimal": "87.5",
    "sex": "L / P",
    "list": "a b c",
}
# A list of choices longer than this does not fit into a workbook's drop-down.
_DROP_DOWN = 255
_FILLED_ROWS = 5_000
_WIDEST = 48


def write_template(
    columns: Sequence[Column],
    path: Path,
    *,
    sheets: tuple[str, str] = ("data", "guide"),
    titles: tuple[str, str, str, str] = ("column", "required", "form", "meaning"),
    rows: Sequence[Sequence[str]] = (),
    lines: Sequence[str] = (),
) -> None:
    """Write a .csv or .xlsx with the header of `columns`, to be filled in.

    sheets, titles: names of the two sheets and of the guide's columns, in the language of the reader.
    rows: what stands there already, a cell for each column, guarded as in `write_table`. lines: what a .csv, which has
    no guide, says above its header; `read_table` passes them over (`titled`).
    Text columns are formatted as text, so that long numbers typed into them keep their digits.
    """
    ending = path.suffix.lower()
    safe = [[guarded(cell) for cell in row] for row in rows]
    if ending == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerows([line] for line in lines)
            writer.writerow([column.name for column in columns])
            writer.writerows(safe)
    elif ending == ".xlsx":
        book = openpyxl.Workbook()
        data = book.worksheets[0]
        data.title = sheets[0]
        _fill_data(data, columns, safe)
        _fill_guide(book.create_sheet(sheets[1]), columns, titles)
        book.save(path)
    else:
        raise UnreadableFile(f"{path.name}: a template is .csv or .xlsx.")


def _fill_data(sheet: Worksheet, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    last = max(_FILLED_ROWS, len(rows) + 1)
    for index, column in enumerate(columns, start=1):
        letter = get_column_letter(index)
        cell = sheet.cell(row=1, column=index, value=column.name)
        cell.font = Font(bold=column.required)
        dimension = sheet.column_dimensions[letter]
        longest = max((len(row[index - 1]) for row in rows), default=0)
        dimension.width = min(max(12, len(column.name) + 2, longest + 2), _WIDEST)
        is_text = column.kind in ("text", "list")
        if is_text:
            dimension.number_format = "@"
        for at, row in enumerate(rows, start=2):
            filled = sheet.cell(row=at, column=index, value=printable(row[index - 1]) or None)
            filled.number_format = "@" if is_text else filled.number_format
        choices = ",".join(_choices(column))
        if choices and len(choices) <= _DROP_DOWN:
            rule = DataValidation(type="list", formula1=f'"{choices}"', allow_blank=not column.required)
            rule.add(f"{letter}2:{letter}{last}")
            sheet.add_data_validation(rule)
    sheet.freeze_panes = "A2"


def _choices(column: Column) -> Sequence[str]:
    if column.choices:
        return column.choices
    return {"sex": ("L", "P"), "bool": ("true", "false")}.get(column.kind, ())


def _fill_guide(sheet: Worksheet, columns: Sequence[Column], titles: tuple[str, str, str, str]) -> None:
    sheet.append(list(titles))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column in columns:
        form = " / ".join(column.choices) or _KINDS[column.kind]
        sheet.append([column.name, "*" if column.required else "", form, column.meaning])
    for letter, width in zip("ABCD", (24, 10, 32, 80), strict=True):
        sheet.column_dimensions[letter].width = width
