"""A spreadsheet comes in row by row: the good rows stay, each bad one is told how to be mended."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.ledger.models import Leaf
from jurdil.registry.elections.models import Election
from jurdil.stages.recruitment.importing import Imported, import_applications, read_applications
from jurdil.stages.recruitment.models import Application, Opening
from jurdil.stages.recruitment.reviewing import review_applications

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 9, 29, 3, tzinfo=UTC)
ON = date(2024, 9, 29)
HEAD = "id,kelurahan,name,nik,birth_date,sex,kin,documents,health_class,contact_at,score_integrity\n"
GOOD = "A1,3171011001,Siti Rekaan,{nik},1990-05-12,P,A2,identity_card diploma,low,2024-09-20T09:15,80\n"
KIN = "A2,31.71.01.1001,Tono Rekaan,,1988-02-01,L,A1,,,2024-09-20T09:20,70\n"


def nik(serial: int = 1) -> str:
    return f"317101520590{serial:04d}"


def bring(path: Path, text: str, election: Election, actor: Actor) -> Imported:
    file = path / "pelamar.csv"
    file.write_text(HEAD + text.replace("{nik}", nik()))
    return import_applications(actor=actor, reading=read_applications(file), election=election, now=NOW, on=ON)


def test_good_rows_become_applications_with_kin_by_their_own_ids(
    tmp_path: Path, election: Election, opening: Opening, agus: Actor
) -> None:
    done = bring(tmp_path, GOOD + KIN, election, agus)

    assert (done.made, done.unchanged, done.faults, done.unknown) == (2, 0, [], [])
    siti = Application.objects.get(id=done.applications["A1"])
    assert siti.kin == [str(done.applications["A2"])]
    assert siti.papers["identity_card"]["how"] == "paper"
    assert Leaf.objects.filter(kind="recruitment.applied").count() == 2


def test_the_same_file_twice_changes_nothing(tmp_path: Path, election: Election, opening: Opening, agus: Actor) -> None:
    first = bring(tmp_path, GOOD + KIN, election, agus)

    again = bring(tmp_path, GOOD + KIN, election, agus)

    assert (again.made, again.unchanged) == (0, 2)
    assert again.applications == first.applications
    assert Leaf.objects.filter(kind="recruitment.applied").count() == 2


def test_each_faulty_row_is_told_where_and_how_to_mend_it(
    tmp_path: Path, election: Election, opening: Opening, agus: Actor
) -> None:
    text = GOOD + (
        "A3,31.71.01.1001,Siti R.,{nik},1990-05-12,P,,,,2024-09-20T09:15,\n"
        "A4,31.71.01.1002,Rina Rekaan,,1991-01-01,P,,,,2024-09-20T09:15,\n"
        "A5,31.71.01.1001,Dewi Rekaan,,1991-13-01,P,,,,2024-09-20T09:15,\n"
        "A6,31.71.01.1001,Budi Rekaan,,1991-01-01,L,,,,2024-10-20T09:15,\n"
        "A7,31.71.01.1001,Wati Rekaan,,1991-01-01,P,,,,2024-09-01T09:15,\n"
        "A8,31.71.01.1001,Yuni Rekaan,,1991-01-01,P,,ktp,,pagi,\n"
    )

    done = bring(tmp_path, text, election, agus)

    assert done.made == 1
    assert [(fault.row, fault.column) for fault in done.faults] == [
        (3, "nik"),
        (4, "kelurahan"),
        (5, "birth_date"),
        (6, "contact_at"),
        (7, "contact_at"),
        (8, "documents"),
    ]
    assert all(fault.what and fault.remedy and not fault.value for fault in done.faults)


def test_a_row_that_numbers_the_columns_is_nobody(
    tmp_path: Path, election: Election, opening: Opening, agus: Actor
) -> None:
    done = bring(tmp_path, "1,2,3,4,5,6,7,8,9,10,11\n" + GOOD, election, agus)

    assert (done.made, [(fault.row, fault.column, fault.code) for fault in done.faults]) == (1, [(2, "", "numbering")])


def test_rows_outside_the_officers_ward_are_faults(tmp_path: Path, election: Election, opening: Opening) -> None:
    away = Actor(role=Role.PPS, region="31.71.01.1009")

    done = bring(tmp_path, GOOD, election, away)

    assert (done.made, done.faults[0].code) == (0, "access.region")


def test_what_was_imported_can_be_reviewed(tmp_path: Path, election: Election, opening: Opening, agus: Actor) -> None:
    bring(tmp_path, GOOD, election, agus)

    review_applications(actor=agus, election=election, region=agus.region, now=NOW, on=ON)

    outcomes = Application.objects.get().outcomes
    assert outcomes["R01"][0] == "passed"
    assert outcomes["R03"] == ["unknown", "not_signed", {}]
