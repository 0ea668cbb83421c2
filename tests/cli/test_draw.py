"""`jurdil draw`: the same order whatever the order in, and anybody can redo it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from jurdil.cli import main


def write_list(folder: Path, name: str, lines: list[str]) -> str:
    (folder / name).write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return str(folder / name)


@pytest.mark.parametrize("ending", ["", ".csv", ".xlsx", ".parquet", ".json"])
def test_the_order_of_the_list_changes_no_byte_of_the_draw(tmp_path: Path, ending: str) -> None:
    names = [f"P{number}" for number in range(30)]
    first, second = write_list(tmp_path, "a", names), write_list(tmp_path, "b", names[::-1])
    one, two = tmp_path / f"one{ending}", tmp_path / f"two{ending}"

    for file, out in ((first, one), (second, two)):
        assert main(["draw", file, "--beacon", "42", "-o", str(out)]) == 0

    assert ending == ".xlsx" or one.read_bytes() == two.read_bytes()
    assert main(["draw", second, "--beacon", "42", "--verify", str(one)]) == 0
    assert main(["draw", second, "--beacon", "43", "--verify", str(one)]) == 1


def test_the_commitment_is_printed_alone_and_binds_the_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    honest, bent = write_list(tmp_path, "a", ["Siti", "Budi"]), write_list(tmp_path, "b", ["Siti", "Budi", "Rina"])

    assert main(["draw", honest, "--commit"]) == 0
    commitment = capsys.readouterr().out.strip()

    assert len(bytes.fromhex(commitment)) == 32
    assert main(["draw", honest, "--beacon", "42", "--commitment", commitment]) == 0
    assert main(["draw", bent, "--beacon", "42", "--commitment", commitment]) == 1
    assert "not the one that was committed to" in capsys.readouterr().err


def test_bands_of_a_table_come_before_the_lot(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = write_list(tmp_path, "list.csv", ["id,band", "a,2", "b,10", "c,2", "d,10"])
    order = tmp_path / "order.txt"

    assert main(["draw", table, "--beacon", "42", "-o", str(order)]) == 0

    assert {*order.read_text().split()[:2]} == {"a", "c"}
    assert main(["draw", table, "--beacon", "42", "-o", str(order), "--verify"]) == 0


def test_a_record_is_verified_without_its_list_and_a_swap_is_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = tmp_path / "draw.json"
    main(["draw", write_list(tmp_path, "a", ["Siti", "Budi", "Rina"]), "--beacon", "42", "-o", str(record)])

    assert main(["draw", "--verify", str(record)]) == 0
    assert main(["verify", str(record)]) == 0
    plain = json.loads(record.read_text())
    plain["order"] = plain["order"][::-1]
    record.write_text(json.dumps(plain))
    assert main(["draw", "--verify", str(record)]) == 1
    assert main(["verify", str(record)]) == 1


def test_a_row_without_id_is_reported_and_the_others_are_drawn(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = write_list(tmp_path, "list.csv", ["id,band", "a,1", ",1", "c,1"])

    status = main(["draw", table, "--beacon", "42", "--json"])

    printed = capsys.readouterr()
    assert status == 1
    assert sorted(json.loads(printed.out)["order"]) == ["a", "c"]
    assert "row 3, column id" in printed.err


@pytest.mark.parametrize("words", [[], ["--commit", "--beacon", "1"], ["--beacon", " "], ["--verify", "nowhere"]])
def test_bad_usage_is_told_apart_from_a_false_draw(tmp_path: Path, words: list[str]) -> None:
    assert main(["draw", write_list(tmp_path, "a", ["Siti"]), *words]) == 2
    assert main(["draw", str(tmp_path / "nothing"), "--commit"]) == 2


def test_a_record_that_is_missing_or_no_json_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    listed, bad = write_list(tmp_path, "a", ["Siti"]), tmp_path / "bad.json"
    bad.write_text('{"a":' + "[" * 60_000)

    assert main(["draw", listed, "--beacon", "1", "--verify", str(tmp_path / "nowhere.json")]) == 2
    assert "There is no file" in capsys.readouterr().err
    assert main(["draw", listed, "--beacon", "1", "--verify", str(bad)]) == 2
    assert "bad.json is no valid JSON" in capsys.readouterr().err


def test_an_id_that_stands_twice_is_a_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["draw", write_list(tmp_path, "a", ["Siti", "Siti"]), "--commit"]) == 1
    assert "Siti stands in the list twice" in capsys.readouterr().err


def test_strata_share_each_beginning_of_the_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [f"P{number},1,{'ab'[number % 2]}" for number in range(20)]
    table, order = write_list(tmp_path, "list.csv", ["id,band,stratum", *rows]), tmp_path / "order.csv"

    assert main(["draw", table, "--beacon", "42", "7", "-o", str(order)]) == 0

    first = [line.split(",")[3].strip('"') for line in order.read_text().split()[1:11]]
    assert 4 <= first.count("a") <= 6
    assert main(["draw", table, "--beacon", "7", "42", "--verify", str(order)]) == 0


def test_the_list_of_the_public_page_is_read_as_it_was_downloaded(tmp_path: Path) -> None:
    listed = write_list(tmp_path, "daftar.tsv", ["1\tx", "2\ty", "1\tz"])
    order = tmp_path / "order.json"

    assert main(["draw", listed, "--beacon", "42", "-o", str(order)]) == 0

    assert json.loads(order.read_text())["bands"] == ["1", "1", "2"]
    assert main(["draw", listed, "--verify", str(order)]) == 0


def test_a_removal_after_the_commitment_keeps_the_order_of_the_others(tmp_path: Path) -> None:
    names = [f"P{number}" for number in range(9)]
    listed, removed = write_list(tmp_path, "a", names), write_list(tmp_path, "removed", ["P3", "P7"])
    whole, left, record = tmp_path / "whole", tmp_path / "left", tmp_path / "left.json"

    main(["draw", listed, "--beacon", "42", "-o", str(whole)])
    for out in (left, record):
        main(["draw", listed, "--beacon", "42", "--removed", removed, "-o", str(out)])

    assert left.read_text().split() == [name for name in whole.read_text().split() if name not in ("P3", "P7")]
    assert main(["draw", listed, "--beacon", "42", "--removed", removed, "--verify", str(left)]) == 0
    assert main(["draw", listed, "--removed", removed, "--verify", str(record)]) == 0
    assert main(["draw", listed, "--beacon", "42", "--verify", str(left)]) == 1
    assert main(["draw", listed, "--removed", listed, "--verify", str(record)]) == 1


def test_a_line_with_other_parts_is_reported_by_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    listed = write_list(tmp_path, "a.tsv", ["1\ta", "b", "1\tc", "\td", "1\ta"])

    status = main(["draw", listed, "--beacon", "42", "--json"])

    printed = capsys.readouterr()
    assert status == 1
    assert sorted(json.loads(printed.out)["order"]) == ["a", "c"]
    assert "row 2: The line has another number of parts" in printed.err
    assert "row 4, column band: The cell is blank" in printed.err
    assert "row 5, column id: The id a stands in the list twice, first in row 1" in printed.err


def test_sheets_of_charts_are_passed_over_and_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    listed, removed, order = tmp_path / "list.xlsx", tmp_path / "gone.xlsx", tmp_path / "order.xlsx"
    for path, names in ((listed, ["a", "b", "c"]), (removed, ["b"])):
        write_workbook(path, names)

    assert main(["draw", str(listed), "--commit"]) == 0
    assert main(["draw", str(listed), "--beacon", "42", "--removed", str(removed), "-o", str(order)]) == 0
    told = capsys.readouterr().err
    assert main(["draw", str(listed), "--beacon", "42", "--removed", str(removed), "--verify", str(order)]) == 0

    sentence = "jurdil draw: {}: sheets that hold a chart only are passed over: Grafik.\n"
    assert told.count(sentence.format("list.xlsx")) == 2
    assert told.count(sentence.format("gone.xlsx")) == 1
    assert capsys.readouterr().err == sentence.format("gone.xlsx") + sentence.format("list.xlsx")


def write_workbook(path: Path, names: list[str]) -> None:
    book = Workbook()
    for name in ["id", *names]:
        book.worksheets[0].append([name])
    book.create_chartsheet("Grafik")
    book.save(path)


def test_a_row_that_is_left_out_is_told_to_who_redoes_a_draw_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed, order = write_list(tmp_path, "a.csv", ["id", "a", "b", "a"]), tmp_path / "order.csv"
    assert main(["draw", listed, "--beacon", "42", "-o", str(order)]) == 1
    capsys.readouterr()

    assert main(["draw", listed, "--beacon", "42", "--verify", str(order)]) == 0

    assert "a.csv, row 4, column id: The id a stands in the list twice" in capsys.readouterr().err
