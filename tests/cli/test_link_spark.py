"""`jurdil link --engine`: what is said where Spark is not there."""

from __future__ import annotations

import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from jurdil.cli import main
from jurdil.engines.linkage.values import MATCHES

ROWS = "id,name,birth_date\n1,Budi Santoso Wijaya,1985-03-14\n"


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    for name in ("people.csv", "party.csv"):
        (tmp_path / name).write_text(ROWS, encoding="utf-8")
    return [str(tmp_path / "people.csv"), str(tmp_path / "party.csv"), "-o", str(tmp_path / "out.csv")]


def test_without_pyspark_the_extra_is_named(
    files: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.delitem(sys.modules, "jurdil.engines.linkage.spark", raising=False)

    assert main(["link", *files, "--engine", "local-spark"]) == 2
    assert "install jurdil[spark]" in capsys.readouterr().err


def test_without_java_the_package_is_named(
    files: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    pytest.importorskip("pyspark", reason="pyspark is not installed (extra [spark])")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)

    assert main(["link", *files, "--engine", "local-spark"]) == 2
    assert "needs Java" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (["--engine", "dask"], "spark://HOST:PORT"),
        (["--engine", "spark://nowhere"], "spark://HOST:PORT"),
        (["--engine", "local-spark", "--work", "kept"], "for one machine"),
    ],
)
def test_a_wish_that_no_engine_grants_is_told(
    files: list[str], wish: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["link", *files, *wish]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("stray", [("1", "2", "3"), ("No.", "Nama", "NIK")])
def test_a_row_that_is_nobody_is_told_and_does_not_reach_spark(
    tmp_path: Path, stray: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("pyspark", reason="pyspark is not installed (extra [spark])")
    reached = []

    def link(people: Path, rosters: list[Path], **_: object) -> pa.Table:
        reached.extend((path, pq.read_table(path)["id"].to_pylist()) for path in (people, *rosters))
        return MATCHES.empty_table()

    monkeypatch.setattr("jurdil.engines.linkage.spark.link_people_on_spark", link)
    good = ("a", "Budi Santoso", None)
    for name, rows in {"people": [good], "party": [stray, good]}.items():
        columns = dict(zip(("id", "name", "nik"), zip(*rows, strict=True), strict=True))
        pq.write_table(pa.table({key: pa.array(cells, pa.string()) for key, cells in columns.items()}),
                       tmp_path / f"{name}.parquet")  # fmt: skip
    files = [str(tmp_path / f"{name}.parquet") for name in ("people", "party")]

    assert main(["link", *files, "-o", str(tmp_path / "out.csv"), "--engine", "local-spark"]) == 1
    assert "party.parquet, row 2, column name: This " in capsys.readouterr().err
    assert [ids for _, ids in reached] == [["a"], ["a"]]
    assert reached[0][0] == tmp_path / "people.parquet"
