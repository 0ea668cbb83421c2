"""The regions of the reasons are said by their names, by every kind of `jurdil link`."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from jurdil.cli import main
from jurdil.cli.link_regions import in_words

GAMBIR = "Kelurahan Gambir, Kecamatan Gambir, Kota Administrasi Jakarta Pusat (31.71.01.1001)"
HEADER = "id,name,birth_date,region\n"


def _write(folder: Path, name: str, rows: str) -> str:
    (folder / name).write_text(HEADER + rows)
    return str(folder / name)


def _regions(path: Path) -> list[tuple[str, ...]]:
    return [
        tuple(value for side, value in reason.items() if side.endswith("_value"))
        for row in pq.read_table(path).to_pylist()
        for reason in row["reasons"]
        if reason["field"] == "region"
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("31.71.01.1001", GAMBIR),
        ("3171011001", GAMBIR),
        ("31-71-01", "Kecamatan Gambir, Kota Administrasi Jakarta Pusat (31.71.01)"),
        ("3171", "Kota Administrasi Jakarta Pusat (31.71)"),
        ("31", "Daerah Khusus Ibukota Jakarta (31)"),
        ("31.71.01.9999", "31.71.01.9999"),
        ("Gambir", "Gambir"),
        ("", ""),
    ],
)
def test_a_code_is_said_by_its_names_and_what_is_no_code_stays(text: str, words: str) -> None:
    assert in_words([text]) == {text: words}


def test_matches_and_pairs_say_regions_by_name(tmp_path: Path) -> None:
    people = _write(tmp_path, "people.csv", "1,Siti Rukmana,1990-05-17,3171011001\n")
    roster = _write(tmp_path, "partai.csv", "e,Siti Rukmana,1990-05-17,31.71\n")
    twice = _write(tmp_path, "twice.csv", "1,Siti Rukmana,1990-05-17,3171011001\n2,Siti Rukmana,1990-05-17,31.71\n")

    for language in ("id", "en"):
        out = tmp_path / f"{language}.parquet"
        assert main(["link", people, roster, "-o", str(out), "--language", language]) == 0
        assert _regions(out) == [(GAMBIR, "Kota Administrasi Jakarta Pusat (31.71)")]
    assert main(["link", "--duplicates", twice, "-o", str(tmp_path / "out.parquet")]) == 0
    assert _regions(tmp_path / "out.parquet") == [(GAMBIR, "Kota Administrasi Jakarta Pusat (31.71)")]


def test_one_person_is_answered_with_regions_by_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    roster = _write(tmp_path, "partai.csv", "e,Siti Rukmana,1990-05-17,31.71\n")
    asked = {"id": "1", "name": "Siti Rukmana", "birth_date": "1990-05-17", "region": "3171011001"}
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(asked)))

    assert main(["link", "--one", roster]) == 0

    (match,) = json.loads(capsys.readouterr().out)["matches"]
    (reason,) = (reason for reason in match["reasons"] if reason["field"] == "region")
    assert (reason["person_value"], reason["entry_value"]) == (GAMBIR, "Kota Administrasi Jakarta Pusat (31.71)")
