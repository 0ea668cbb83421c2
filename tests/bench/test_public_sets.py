"""A local file of historical_50k is mapped by its columns alone, and its pairs are counted."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from bench.linkage import public
from bench.linkage.contender import ON
from bench.linkage.historical import read_historical, read_raw_historical, true_historical_pairs, with_starts
from bench.linkage.public import measure_public, with_following
from bench.linkage.standin import SCHEMA, Pools, counts_of, write_standin

from jurdil.engines.linkage.duplicates import find_duplicates

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
    table = read_historical(read_raw_historical(file))

    assert table.column("name").to_pylist() == ["siti rekaan", "siti rekan", "budi rekaan"]
    assert table.column("sex").to_pylist() == ["female", "female", "male"]


def test_true_pairs_are_the_rows_of_one_cluster(file: Path) -> None:
    assert true_historical_pairs(read_raw_historical(file)).to_pylist() == [{"person_id": "q1-1", "entry_id": "q1-2"}]


def test_the_set_is_measured_from_the_file_that_is_given(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public, "_measure_febrl", lambda _: None)
    monkeypatch.setattr(public, "_report_anchor", lambda *_, **__: None)
    measure_public(file)

    printed = capsys.readouterr().out
    assert "historical_50k: best F1" in printed
    assert "historical_50k, by two rows alone: best F1" in printed


def test_a_file_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    measure_public(tmp_path / "none.parquet")

    assert "there is no file" in capsys.readouterr().out


def test_the_anchor_is_given_the_first_letters_it_asks_for(file: Path) -> None:
    assert with_starts(read_raw_historical(file)).column("surname_4").to_pylist() == ["reka", "reka", "reka"]


def test_what_follows_from_pairs_raises_them() -> None:
    ids = pa.chunked_array([["a", "b", "c", "d"]])
    given = pa.table({"person_id": ["a", "b", "a"], "entry_id": ["b", "c", "d"], "probability": [0.95, 0.95, 0.1]})

    found = with_following(ids, given).to_pylist()

    told = {(row["person_id"], row["entry_id"]): round(row["probability"], 6) for row in found}
    assert told == {("a", "b"): 0.95, ("b", "c"): 0.95, ("a", "c"): 0.9, ("a", "d"): 0.1}


def test_a_stand_in_has_the_columns_and_is_the_same_for_one_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.linkage.standin.PEOPLE", 40)
    pools = Pools(["siti", "budi", "rina"], ["rekaan", "tarigan", "salim"], ["jakarta", "bogor", "depok"])

    table = write_standin(pools, 1)

    assert table.schema == SCHEMA
    assert table.equals(write_standin(pools, 1))
    assert not table.equals(write_standin(pools, 2))
    assert counts_of(table)["people"] == 40
    assert min(len(name) for name in table.column("full_name").to_pylist()) > 0


def test_a_careless_table_is_learnt_from_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.linkage.standin.PEOPLE", 400)
    words = [first + last for first in ("si", "bu", "ri", "ta", "sa", "de", "wi", "ga") for last in
             ("ti", "dina", "ngga", "lim", "rman", "wati", "yono", "fiq", "lestari", "putra")]  # fmt: skip
    raw = write_standin(Pools(words, [f"{word}{end}" for word in words for end in ("an", "di")], words), 3)

    found = find_duplicates(read_historical(raw), on=ON, min_probability=0.5)

    pairs = set(zip(*(found.column(name).to_pylist() for name in ("person_id", "other_id")), strict=True))
    true = {tuple(sorted(row.values())) for row in true_historical_pairs(raw).to_pylist()}
    both = len({tuple(sorted(pair)) for pair in pairs} & true)
    assert both > 0.95 * len(pairs)
    assert both > 0.55 * len(true)
