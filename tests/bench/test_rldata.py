"""RLdata is mapped by its columns alone, and its truth is the file of identities."""

from pathlib import Path

import pytest
from bench.linkage.public import find_twice, report
from bench.linkage.rldata import mapped, read_rl, true_rl_pairs

ROWS = (
    "fname_c1\tfname_c2\tlname_c1\tlname_c2\tby\tbm\tbd\n"
    "BUDI\tNA\tREKAAN\tNA\t1949\t7\t22\n"
    "BUDI\tNA\tREKAN\tNA\t1949\t7\t22\n"
    "SITI\tRUKMANA\tCONTOH\tKEDUA\t1968\t12\t5\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "RLdata3.tsv").write_text(ROWS)
    (tmp_path / "identity.RLdata3.tsv").write_text("identity.RLdata3\n7\n7\n9\n")
    return tmp_path


def test_names_are_joined_and_the_date_is_put_together(folder: Path) -> None:
    table = mapped(read_rl(folder / "RLdata3.tsv"))

    assert table.column("name").to_pylist() == ["budi rekaan", "budi rekan", "siti rukmana contoh kedua"]
    assert table.column("birth_date").to_pylist() == ["1949-07-22", "1949-07-22", "1968-12-05"]


def test_true_pairs_are_the_rows_of_one_identity(folder: Path) -> None:
    assert true_rl_pairs(folder / "identity.RLdata3.tsv").to_pylist() == [{"person_id": "00000", "entry_id": "00001"}]


def test_the_figures_of_a_set_are_printed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = mapped(read_rl(folder / "RLdata3.tsv"))
    truth = true_rl_pairs(folder / "identity.RLdata3.tsv")

    report("RLdata3", table.column("id"), truth, lambda: find_twice(table))

    out = capsys.readouterr().out
    assert "RLdata3: best F1 1.0000" in out
    assert "true among them 1.0000" in out
    assert [line.split(":")[0].strip() for line in out.splitlines()[1:]] == ["at 0.5", "at 0.8", "at 0.99"]
