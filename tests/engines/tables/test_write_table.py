"""Writing tables that no spreadsheet executes, and templates that people can fill."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest

from jurdil.engines.tables import Column, read_table, write_table, write_template

NASTY = ["=1+1", "+62", "-2", "@x", "\tx", "plain", None]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_what_is_written_is_read_back_the_same(tmp_path: Path, ending: str) -> None:
    table = pa.table(
        {
            "id": ["a", "b"],
            "born": [date(1990, 3, 12), None],
            "kin": pa.array([["x", "y"], None], pa.list_(pa.string())),
        }
    )
    path = tmp_path / f"out.{ending}"

    write_table(table, path)

    columns = [Column("id"), Column("born", "date"), Column("kin", "list")]
    assert read_table(path, columns).table.to_pylist() == table.to_pylist()


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_formula_typed_by_a_stranger_is_written_as_text(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"out.{ending}"

    write_table(pa.table({"id": NASTY, "n": list(range(7))}), path)

    cells = read_table(path, [Column("id", lenient=True), Column("n", "int")]).table["id"].to_pylist()
    assert [cell for cell in cells if cell and cell[0] in "=+-@\t\r"] == []
    back = read_table(path, [Column("id"), Column("n", "int")]).table["id"].to_pylist()
    assert back == ["=1+1", "+62", "-2", "@x", "x", "plain", None]


def test_reasons_become_json_text_in_a_csv(tmp_path: Path) -> None:
    reasons = [[{"field": "name", "bits": 3.5, "on": date(2024, 1, 2)}], []]
    path = tmp_path / "out.csv"

    write_table(pa.table({"id": ["1", "2"], "reasons": reasons}), path)

    texts = read_table(path, [Column("reasons", lenient=True)]).table["reasons"].to_pylist()
    assert [json.loads(text) for text in texts] == [[{"field": "name", "bits": 3.5, "on": "2024-01-02"}], []]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_template_reads_as_an_empty_table_and_keeps_long_numbers_as_text(tmp_path: Path, ending: str) -> None:
    columns = [Column("nik", required=True, meaning="Sixteen digits."), Column("sex", "sex")]
    path = tmp_path / f"template.{ending}"

    write_template(columns, path)

    assert read_table(path, columns).table.num_rows == 0
    if ending == "xlsx":
        book = openpyxl.load_workbook(path)
        assert book.worksheets[0].column_dimensions["A"].number_format == "@"
        assert book.worksheets[1]["D2"].value == "Sixteen digits."


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_template_with_rows_executes_nothing_and_reads_as_they_were(tmp_path: Path, ending: str) -> None:
    columns = [Column("id", required=True), Column("name", required=True), Column("reply", choices=("yes", "no"))]
    path = tmp_path / f"form.{ending}"

    write_template(columns, path, rows=[["007", "=Budi", ""]], lines=["Choose yes or no."])

    assert read_table(path, columns, titled=True).table.to_pylist() == [{"id": "007", "name": "=Budi", "reply": None}]
    if ending == "xlsx":
        assert openpyxl.load_workbook(path).worksheets[0]["B2"].value == "'=Budi"
