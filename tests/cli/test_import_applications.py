"""`jurdil import-applications`: exit status and sentences."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import pytest

from jurdil.cli import main
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.registry.bodies.models import BodyKind
from jurdil.registry.elections.models import Election
from jurdil.stages.recruitment.openings import open_recruitment

NOON = datetime.fromisoformat("2024-09-20T12:00+07:00")
TEXT = "kelurahan,name,birth_date,contact_at\n31.71.01.1001,Siti Rekaan,1990-05-12,2024-09-20T09:15\n"


@pytest.fixture
def file(tmp_path: Path, db: None, settings: pytest.FixtureRequest) -> Path:
    settings.NOW = NOON  # type: ignore[attr-defined]
    election = Election.objects.create(
        key="pilgub", name="Pilgub", voting_day=date(2024, 11, 27), profile="pemilihan-2024", region="31"
    )
    system = Actor(role=Role.SYSTEM, region="")
    open_recruitment(actor=system, election=election, body=BodyKind.KPPS, region="31.71.01.1001", needed=7, now=NOON)
    path = tmp_path / "pelamar.csv"
    path.write_text(TEXT)
    return path


def test_good_rows_end_with_status_0(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["import-applications", str(file), "--election", "pilgub", "--as", "pps@31.71.01.1001", "--json"])

    report = json.loads(capsys.readouterr().out)
    assert (status, report["made"], report["faults"]) == (0, 1, [])


def test_titles_above_the_header_are_told_and_passed_over(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text("DAFTAR PELAMAR KPPS,,,\n,,,\n" + TEXT + "31.71.01.1001,Budi Rekaan,30/02/1990,\n")

    assert main(["import-applications", str(file), "--election", "pilgub"]) == 1
    told = capsys.readouterr()
    assert "1 applications taken in" in told.out
    assert "the header is row 3" in told.err
    assert "row 5, birth_date" in told.err


def test_a_faulty_row_ends_with_status_1_and_its_remedy(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(TEXT + "31.71.01.1001,Budi Rekaan,30/02/1990,\n")

    status = main(["import-applications", str(file), "--election", "pilgub"])

    out = capsys.readouterr()
    assert status == 1
    assert "1 applications taken in" in out.out
    assert "row 3, birth_date: This is not a date of the calendar. Write it as" in out.err
    assert "Budi" not in out.err


def test_a_request_without_sense_ends_with_status_2(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import-applications", str(file), "--election", "other"]) == 2
    assert main(["import-applications", str(file), "--election", "pilgub", "--as", "press@31"]) == 2
    assert main(["import-applications", str(file.with_name("none.csv")), "--election", "pilgub"]) == 2
    assert "pilgub" in capsys.readouterr().err


def test_the_template_has_the_columns(file: Path) -> None:
    target = file.with_name("contoh.csv")

    assert main(["import-applications", str(target), "--template"]) == 0

    assert "kelurahan,body,name,nik" in target.read_text(encoding="utf-8-sig")
