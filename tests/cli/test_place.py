from __future__ import annotations

import csv
import json
from pathlib import Path

import pyarrow as pa
import pytest

from jurdil.cli import main
from jurdil.engines.tables import write_table

SEED = "ab" * 32
PEOPLE_HEADER = "id,kelurahan,score,rw,rt,sex,birth_date,experienced,it_skill,shoe_size"


def written(folder: Path, people: int, rows: str = "") -> list[str]:
    lines = [PEOPLE_HEADER]
    for n in range(people):
        lines.append(f"p{n},31.71.01.1001,{60 + n},001,{n % 5:03d},{'LP'[n % 2]},1990-05-12,TRUE,1,40")
    (folder / "people.csv").write_text("\n".join(lines) + "\n" + rows)
    (folder / "seats.csv").write_text("tps,kelurahan,rw,rt\n31.71.01.1001/001,3171011001,1,1 2 3\n")
    return ["place", *(str(folder / name) for name in ("people.csv", "seats.csv")), "--seed", SEED]


def test_a_team_is_written_with_its_chair_and_ranked_reserves(tmp_path: Path) -> None:
    command = written(tmp_path, 9)

    status = main([*command, "-o", str(tmp_path / "teams.csv")])

    rows = list(csv.DictReader((tmp_path / "teams.csv").open()))
    assert status == 0
    assert [row["role"] for row in rows].count("chair") == 1
    assert [row["tps"] for row in rows].count("31.71.01.1001/001") == 7
    assert [row["rank"] for row in rows if row["role"] == "reserve"] == ["1", "2"]


def test_json_prints_one_object_with_what_a_checker_needs(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    command = written(tmp_path, 9)

    main([*command, "-o", str(tmp_path / "teams.parquet"), "--json"])

    out, err = capfd.readouterr()
    report = json.loads(out)
    assert report["weights"]["merit"] > 0
    assert report["bound"] >= report["objective"] - 1e-6
    assert "shoe_size" in err


def test_a_short_station_is_reported_with_status_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = written(tmp_path, 5)

    status = main([*command, "-o", str(tmp_path / "teams.csv"), "--report", str(tmp_path / "report.json")])

    assert status == 1
    assert "is short: 2 of 7 seats stay empty" in capsys.readouterr().out
    assert json.loads((tmp_path / "report.json").read_text())["short"][0]["missing"] == 2


def test_a_faulty_row_never_stops_the_good_ones(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = written(
        tmp_path, 9, "siti,31.71.01.1001,most,,,,,,,\nrina,31.71.01.1001,101,,,,,,,\np1,31.71.01.1001,70,,,,,,,\n"
    )

    status = main([*command, "-o", str(tmp_path / "teams.csv")])

    err = capsys.readouterr().err
    assert status == 1
    assert "row 11, score" in err
    assert "row 12, score" in err
    assert "row 13, id" in err
    assert len((tmp_path / "teams.csv").read_text().splitlines()) == 10


def test_a_missing_column_is_bad_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = written(tmp_path, 9)
    (tmp_path / "people.csv").write_text("id,kelurahan\np1,31.71.01.1001\n")

    assert main([*command, "-o", str(tmp_path / "teams.csv")]) == 2
    assert "score" in capsys.readouterr().err


def test_a_seed_of_another_length_is_bad_usage(tmp_path: Path) -> None:
    command = written(tmp_path, 9)[:-1]

    with pytest.raises(SystemExit) as stop:
        main([*command, "abcd", "-o", str(tmp_path / "teams.csv")])

    assert stop.value.code == 2


def test_standing_teams_are_mended_by_one_reserve(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = written(tmp_path, 9)
    main([*command, "-o", str(tmp_path / "teams.csv")])
    before = {row["id"]: row["tps"] for row in csv.DictReader((tmp_path / "teams.csv").open())}
    people = (tmp_path / "people.csv").read_text().splitlines()
    leaver = next(name for name, tps in before.items() if tps)
    (tmp_path / "people.csv").write_text("\n".join(line for line in people if not line.startswith(f"{leaver},")) + "\n")

    status = main([*command, "-o", str(tmp_path / "mended.csv"), "--standing", str(tmp_path / "teams.csv")])

    after = {row["id"]: row["tps"] for row in csv.DictReader((tmp_path / "mended.csv").open())}
    assert status == 0
    assert "1 people have another place than before; 0 of them had a seat." in capsys.readouterr().out
    assert sum(before[name] != tps for name, tps in after.items()) == 1


def test_a_waived_station_takes_the_best_reserves_of_another_ward_and_no_other_station_does(tmp_path: Path) -> None:
    command = written(tmp_path, 9, "siti,31.71.01.1002,50,,,,,,,\n")
    with (tmp_path / "seats.csv").open("a") as file:
        file.write("31.71.01.1002/001,31.71.01.1002,,\n")
    (tmp_path / "waived.csv").write_text(
        "tps,kelurahan,size,waived\n31.71.01.1001/001,3171011001,,\n31.71.01.1002/901,31.71.01.1002,3,TRUE\n"
    )

    main([*command, "-o", str(tmp_path / "teams.csv")])
    command[2] = str(tmp_path / "waived.csv")
    main([*command, "-o", str(tmp_path / "borrowed.csv")])

    def guests(name: str, station: str) -> list[str]:
        return sorted(row["id"] for row in csv.DictReader((tmp_path / name).open()) if row["tps"] == station)

    assert guests("teams.csv", "31.71.01.1002/001") == ["siti"]
    borrowed = guests("borrowed.csv", "31.71.01.1002/901")
    assert len(borrowed) == 3
    assert "siti" in borrowed
    assert len(guests("borrowed.csv", "31.71.01.1001/001")) == 7


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_kind_of_file_and_order_of_rows_change_nothing(tmp_path: Path, kind: str) -> None:
    command = written(tmp_path, 12)
    main([*command, "-o", str(tmp_path / "first.csv")])
    head, *rows = (tmp_path / "people.csv").read_text().splitlines()
    cells = [dict(zip(head.split(","), row.split(","), strict=True)) for row in reversed(rows)]
    write_table(pa.Table.from_pylist(cells), tmp_path / f"turned.{kind}")
    command[1] = str(tmp_path / f"turned.{kind}")

    main([*command, "-o", str(tmp_path / "second.csv")])

    assert (tmp_path / "first.csv").read_bytes() == (tmp_path / "second.csv").read_bytes()


def test_mending_reports_faulty_rows_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = written(tmp_path, 9)
    main([*command, "-o", str(tmp_path / "teams.csv")])
    with (tmp_path / "people.csv").open("a") as file:
        file.write("rina,31.71.01.1001,101,,,,,,,\n")

    status = main([*command, "-o", str(tmp_path / "mended.csv"), "--standing", str(tmp_path / "teams.csv")])

    assert status == 1
    assert "row 11, score" in capsys.readouterr().err
