"""A local file of historical_50k is mapped by its columns alone, and its pairs are counted."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from bench.linkage.public import measure_public, read_historical, true_historical_pairs

ROWS = {
    "unique_id": ["q1-1", "q1-2", "q2-1"],
    "cluster": ["q1", "q1", "q2"],
    "full_name": ["siti rekaan", None, "budi rekaan"],
    "first_and_surname": ["siti rekaan", "siti rekan", "budi rekaan"],
    "first_name": ["siti", "siti", "budi"],
    "surname": ["rekaan", "rekan", "rekaan"],
    "dob": ["1850-01-02", "1850-01-02", "1901-03-04"],
    "birth_place": ["jakarta", "jakarta", None],
    "postcode_fake": ["ab1 2cd", None, "ef3 4gh"],
    "gender": ["female", "female", "male"],
    "occupation": ["teacher", None, None],
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "historical_figures_with_errors_50k.parquet"
    pq.write_table(pa.table(ROWS), path)
    return path


def test_columns_are_mapped_and_a_missing_full_name_is_put_together(file: Path) -> None:
    table = read_historical(file)

    assert table.column("name").to_pylist() == ["siti rekaan", "siti rekan", "budi rekaan"]
    assert table.column("sex").to_pylist() == ["female", "female", "male"]


def test_true_pairs_are_the_rows_of_one_cluster(file: Path) -> None:
    assert true_historical_pairs(file).to_pylist() == [{"person_id": "q1-1", "entry_id": "q1-2"}]


def test_the_set_is_measured_from_the_file_that_is_given(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    measure_public(file)

    assert "historical_50k: best F1" in capsys.readouterr().out


def test_a_file_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    measure_public(tmp_path / "none.parquet")

    assert "there is no file" in capsys.readouterr().out
