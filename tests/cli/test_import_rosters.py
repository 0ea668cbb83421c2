"""`jurdil import-rosters`: exit status, faults as sentences, one object for machines."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from jurdil.cli import main
from jurdil.foundation.jobs.models import Job
from jurdil.registry.regions.models import Region
from jurdil.registry.rosters.models import Snapshot

pytestmark = pytest.mark.django_db

WORDS = ["--kind", "party", "--source", "Partai Rekaan", "--as-of", "2024-09-01"]


@pytest.fixture
def file(tmp_path: Path, settings: pytest.FixtureRequest) -> Path:
    settings.HOME = tmp_path / "home"  # type: ignore[attr-defined]
    path = tmp_path / "Partai 07.csv"
    path.write_text("id,name\n1,Budi Rekaan\n")
    return path


def test_a_clean_list_is_kept_and_screening_is_asked_for(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import-rosters", str(file), *WORDS, "--json"]) == 0

    report = json.loads(capsys.readouterr().out)["rosters"][0]
    snapshot = Snapshot.objects.get()
    assert (report["roster"], report["digest"], report["is_new"]) == ("partai-07", snapshot.digest, True)
    assert Job.objects.get().arguments == {"region": ""}


def test_the_same_file_twice_asks_for_nothing(file: Path) -> None:
    main(["import-rosters", str(file), *WORDS])

    assert main(["import-rosters", str(file), *WORDS]) == 0
    assert Job.objects.count() == 1


def test_faulty_rows_are_told_with_row_column_and_remedy(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text("id,name\n1,Budi Rekaan\n2,\n")

    assert main(["import-rosters", str(file), *WORDS]) == 1
    assert "row 3, name: The cell is empty" in capsys.readouterr().err


def test_a_list_of_which_no_row_is_good_is_refused(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text("id,name\n1,\n2,\n")

    assert main(["import-rosters", str(file), *WORDS]) == 1

    assert "Tidak satu pun dari 2 baris berkas ini dapat disimpan. Baris 2" in capsys.readouterr().err
    assert not Snapshot.objects.exists()


def test_titles_and_a_signature_are_told_and_nothing_is_lost(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    members = "".join(f"{nth},Anggota Rekaan,{'X' if nth < 30 else 'L'}\n" for nth in range(1, 50))
    file.write_text(f'DAFTAR ANGGOTA,,\n\nNo,Nama,Sex\n{members}"Jakarta, 2 Maret 2024",Ketua,\n')

    assert main(["import-rosters", str(file), *WORDS]) == 0

    told = capsys.readouterr()
    assert "50 entries kept" in told.out
    assert "the header is row 3; what stands above it is passed over" in told.err
    assert "row 53, id: This stands below the list like a signature or a note" in told.err


def test_a_sheet_of_charts_is_passed_over_and_named(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = Workbook()
    for row in (("id", "name"), ("1", "Budi Rekaan")):
        book.worksheets[0].append(row)
    book.create_chartsheet("Grafik")
    book.save(file.with_suffix(".xlsx"))

    assert main(["import-rosters", str(file.with_suffix(".xlsx")), *WORDS]) == 0

    told = capsys.readouterr()
    assert "1 entries kept" in told.out
    assert "sheets that hold a chart only are passed over: Grafik" in told.err


def test_two_rows_that_could_be_the_header_are_named(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text("DAFTAR,\nNo,Nama\n1,Budi Rekaan\nNo,Nama\n2,Tono Rekaan\n")

    assert main(["import-rosters", str(file), *WORDS]) == 2
    assert "Partai 07.csv: rows 2 and 4 could both be the header; take one of them away" in capsys.readouterr().err
    assert not Snapshot.objects.exists()


def test_a_city_of_which_most_is_missing_is_named(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Region.objects.create(code="32.01", name="Kabupaten Rekaan", level="regency", since=date(2020, 1, 1))
    rest = "".join(f"{nth},Anggota Rekaan {nth},31.71\n" for nth in range(300))
    cities = "".join(f"{nth},Anggota Rekaan {nth},{'32.01' if nth < 320 else '32.02'}\n" for nth in range(300, 340))
    file.write_text(f"id,name,region\n{rest}{cities}")
    main(["import-rosters", str(file), *WORDS])
    file.write_text(f"id,name,region\n{rest}")

    assert main(["import-rosters", str(file), *WORDS]) == 1

    told = capsys.readouterr().err
    assert "  Kabupaten Rekaan (32.01): 20 of 20 entries are not in it as they were." in told
    assert "  32.02: 20 of 20 entries" in told


def test_a_list_without_names_is_refused_with_a_sentence(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text("id,born\n1,1990\n")

    assert main(["import-rosters", str(file), *WORDS]) == 2
    assert "no column named name" in capsys.readouterr().err


def test_a_value_that_cannot_be_read_is_told_and_its_entry_kept(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text("id,name,nik,sex\n1,Budi Rekaan,12345,Q\n")

    assert main(["import-rosters", str(file), *WORDS]) == 0

    told = capsys.readouterr()
    assert "1 entries kept" in told.out
    assert "row 2, nik: This cannot be read and is not weighed" in told.err
    assert "row 2, sex: This is not a sex. Write L or P." in told.err


def test_a_table_that_cannot_be_read_is_named_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "partai.xlsx"
    path.write_bytes(b"no workbook")

    assert main(["import-rosters", str(path), *WORDS]) == 2
    assert capsys.readouterr().err.count("partai.xlsx") == 1


def test_a_missing_file_is_bad_usage(tmp_path: Path) -> None:
    assert main(["import-rosters", str(tmp_path / "none.csv"), *WORDS]) == 2


def test_a_file_that_may_be_incomplete_is_told_until_somebody_says_that_it_is_whole(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text("id,name\n" + "".join(f"{nth},Anggota Rekaan {chr(65 + nth)}\n" for nth in range(20)))
    assert main(["import-rosters", str(file), *WORDS]) == 0
    file.write_text("id,name\n1,Anggota Rekaan A\n")

    assert main(["import-rosters", str(file), *WORDS]) == 1
    assert "This may be incomplete: 19 entries" in capsys.readouterr().err
    assert main(["import-rosters", str(file), *WORDS, "--whole", "ya"]) == 1
    assert "Tanyakan kepada pembuat daftar" in capsys.readouterr().err
    assert main(["import-rosters", str(file), *WORDS, "--whole", "Partai menjawab: benar."]) == 0

    assert not Snapshot.objects.latest("imported_at").is_doubted
