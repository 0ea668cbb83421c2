"""A list comes in once, whole, with its provenance; what cannot be read is reported and never stops the good rows."""

from __future__ import annotations

import stat
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from jurdil.errors import NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.ledger.models import Leaf
from jurdil.registry.rosters import files
from jurdil.registry.rosters.actions import import_roster, roster_name
from jurdil.registry.rosters.files import digest_of, entries_path, prepared_path
from jurdil.registry.rosters.models import RosterKind, Snapshot
from jurdil.registry.rosters.queries import current_snapshots, snapshot_entries, snapshot_of, snapshots_within

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 9, 29, 3, tzinfo=UTC)
AGUS = Actor(role=Role.KPU_REGENCY, region="31.71")
LIST = "id,name,birth_date,sex\n1,Budi Rekaan,12/5/1990,L\n2,Tono Rekaan,1988-02-01,L\n"


@pytest.fixture
def folder(tmp_path: Path, settings: pytest.FixtureRequest) -> Path:
    settings.HOME = tmp_path / "home"  # type: ignore[attr-defined]
    return tmp_path


def bring(folder: Path, text: str, *, roster: str = "partai-07", as_of: date = date(2024, 9, 1), **given) -> Snapshot:  # type: ignore[no-untyped-def]
    path = folder / "list.csv"
    path.write_text(text)
    named = {"actor": AGUS, "kind": RosterKind.PARTY, "source": "DPP Partai Rekaan", "region": "31.71", "now": NOW}
    return import_roster(path=path, roster=roster, as_of=as_of, **{**named, **given})


def test_the_snapshot_is_named_by_its_own_hash_and_only_its_owner_reads_it(folder: Path) -> None:
    snapshot = bring(folder, LIST)

    path = entries_path(snapshot)
    assert digest_of(path) == snapshot.digest
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert pq.read_table(path)["birth_date"].to_pylist() == ["1990-05-12", "1988-02-01"]
    assert Leaf.objects.get(subject=str(snapshot.id)).kind == "rosters.imported"


def test_the_snapshot_is_on_disk_before_it_has_its_name_and_its_name_before_it_is_believed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled: list[tuple[str, int]] = []

    def noted(path: Path) -> None:
        names = list((folder / "home" / "rosters").glob("*.parquet"))
        assert not Snapshot.objects.exists()
        settled.append((path.suffix or path.name, len(names)))

    monkeypatch.setattr(files, "settle", noted)

    bring(folder, LIST)

    assert settled == [("home", 0), (".new", 0), ("rosters", 1)]


def test_the_same_file_twice_changes_nothing(folder: Path) -> None:
    first = bring(folder, LIST)

    again = bring(folder, LIST)

    assert again == first
    assert Snapshot.objects.count() == 1
    assert Leaf.objects.count() == 1


def test_faulty_rows_are_reported_and_good_rows_are_kept(folder: Path) -> None:
    snapshot = bring(folder, LIST + "3,,1990-01-01,L\n1,Sama Rekaan,,P\n5,Wati Rekaan,32/13/1990,X\n6,Ani Rekaan,,P\n")

    assert (snapshot.entries, snapshot.faulty) == (4, 2)
    assert [(fault["row"], fault["column"], fault["code"]) for fault in snapshot.faults if not fault["is_kept"]] == [
        (4, "name", "blank"),
        (5, "id", "repeated"),
    ]
    assert all(fault["remedy"] and not fault["value"] for fault in snapshot.faults)


def test_a_file_of_which_no_row_can_be_kept_is_refused_with_its_first_faults_and_changes_nothing(folder: Path) -> None:
    kept = bring(folder, LIST)
    rows = "1,,1990-05-12,L\n2,,1988-02-01,L\n,Wati Rekaan,,P\n4,1.250,,L\n"

    with pytest.raises(Refused) as refused:
        bring(folder, LIST.splitlines()[0] + "\n" + rows, as_of=date(2024, 9, 20))

    assert refused.value.rule == "rosters.provenance"
    assert "4 baris" in refused.value.reason
    assert "Baris 2, kolom name: Sel wajib ini kosong. Isi selnya." in refused.value.reason
    assert "Baris 4, kolom id" in refused.value.reason
    assert "Wati" not in refused.value.reason
    assert current_snapshots(date(2024, 9, 29)) == [kept]


def test_a_row_that_numbers_the_columns_takes_nobodys_place(folder: Path) -> None:
    """Budi has number 1 too, and would be left out as the second with it."""
    head, *members = LIST.splitlines()
    snapshot = bring(folder, "\n".join([head, "1,2,3,4", *members, "Jumlah,320,,", "7,1.250,,"]) + "\n")

    assert snapshot_names(snapshot) == ["Budi Rekaan", "Tono Rekaan"]
    assert [(fault["row"], fault["column"], fault["code"]) for fault in snapshot.faults] == [
        (2, "name", "no-name"),
        (5, "name", "no-name"),
        (6, "name", "no-name"),
    ]


def test_a_header_that_is_repeated_is_no_member(folder: Path) -> None:
    head, *members = LIST.splitlines()
    snapshot = bring(folder, "\n".join([head, *members, "No.,NAMA LENGKAP,Tanggal Lahir,L/P", "3,Nama,,"]) + "\n")

    assert snapshot_names(snapshot) == ["Budi Rekaan", "Tono Rekaan", "Nama"]
    assert [(fault["row"], fault["column"], fault["code"]) for fault in snapshot.faults] == [(4, "name", "header")]


def test_titles_above_the_header_are_kept_in_mind_and_rows_are_those_of_the_file(folder: Path) -> None:
    snapshot = bring(folder, "DAFTAR ANGGOTA PARTAI REKAAN,,,\n\n" + LIST + "3,,,L\n")

    assert (snapshot.titles, snapshot.entries) == (2, 2)
    assert [(fault["row"], fault["code"]) for fault in snapshot.faults] == [(6, "blank")]


FOOTERS = '"Jakarta, 2 Maret 2024",Ketua,,\nMengetahui,Budi Rekaan,,\n'


def test_a_signature_below_a_list_is_told_and_kept_for_it_may_name_somebody(folder: Path) -> None:
    snapshot = bring(folder, LIST + FOOTERS)

    assert snapshot_names(snapshot) == ["Budi Rekaan", "Tono Rekaan", "Ketua", "Budi Rekaan"]
    told = [(fault["row"], fault["column"], fault["code"], fault["is_kept"]) for fault in snapshot.faults]
    assert told == [(4, "id", "footer", True), (5, "id", "footer", True)]
    assert (snapshot.faulty, snapshot.unread) == (0, {})


@pytest.mark.parametrize(
    "text",
    [
        "id,name\n1,Suharto\n2,Ketua\n",  # a list of mononyms
        LIST + "3,Ketua,,\n",  # numbered like the others
        LIST + FOOTERS + "3,Ani Rekaan,,\n",  # not the last ones
        LIST + "tambahan,Ani Rekaan,1990-01-01,\n",  # says more than a name
        "id,name\nDPC Gambir,Suharto\nDPC Menteng,Sukarni\n",  # no list that numbers its people
        "id,name\nmengetahui,Ketua\n",  # nothing above it
    ],
)
def test_no_member_is_taken_for_a_signature(folder: Path, text: str) -> None:
    assert bring(folder, text).faults == []


def test_a_number_for_a_name_with_a_whole_nik_is_kept_for_it_may_be_somebody(folder: Path) -> None:
    snapshot = bring(folder, "id,name,nik\n1,12," + "317101" + "120590" + "0001\n")

    assert snapshot_names(snapshot) == ["12"]


def snapshot_names(snapshot: Snapshot) -> list[str]:
    names: list[str] = pq.read_table(entries_path(snapshot))["name"].to_pylist()
    return names


def test_an_entry_with_an_unreadable_value_is_kept_and_the_value_told(folder: Path) -> None:
    """Else its person would not be screened until somebody mends the file."""
    text = "id,name,nik,birth_date,sex,since,region\n"
    text += "1,Budi Rekaan,12345,31-02-1990,Q,kapan,Menteng\n2,Wati Rekaan,,1990/13/45,P,,31.71\n,Tanpa Nomor,1,,Q,,\n"

    snapshot = bring(folder, text)

    assert (snapshot.entries, snapshot.faulty) == (2, 1)
    assert snapshot.unread == {"sex": 1, "since": 1, "nik": 1, "birth_date": 2, "region": 1}
    assert sorted((fault["row"], fault["column"]) for fault in snapshot.faults if fault["is_kept"]) == [
        (2, "birth_date"), (2, "nik"), (2, "region"), (2, "sex"), (2, "since"), (3, "birth_date"),
    ]  # fmt: skip
    assert all(fault["remedy"] and not fault["value"] for fault in snapshot.faults)
    table = pq.read_table(entries_path(snapshot))
    assert table["nik"].to_pylist() == ["12345", None]
    assert table["sex"].to_pylist() == [None, "P"]


def test_a_list_of_a_region_that_does_not_exist_is_refused(folder: Path) -> None:
    with pytest.raises(Refused, match=r"99\.99"):
        bring(folder, LIST, actor=Actor(role=Role.SYSTEM, region=""), region="99.99")


def test_the_same_file_under_another_region_is_told_and_changes_nothing(folder: Path) -> None:
    kept = bring(folder, LIST)

    with pytest.raises(Refused, match=r"31\.71"):
        bring(folder, LIST, actor=Actor(role=Role.SYSTEM, region=""), region="")

    assert list(Snapshot.objects.all()) == [kept]


def test_a_newer_list_supersedes_the_earlier_one_from_its_day_on(folder: Path) -> None:
    old = bring(folder, LIST)

    new = bring(folder, LIST + "3,Dian Rekaan,,\n", as_of=date(2024, 9, 20))

    assert new.supersedes == old
    assert current_snapshots(date(2024, 9, 10)) == [old]
    assert current_snapshots(date(2024, 9, 29)) == [new]


def test_an_older_list_does_not_replace_a_newer_one(folder: Path) -> None:
    bring(folder, LIST)

    with pytest.raises(Refused, match=r"rosters\.provenance"):
        bring(folder, LIST + "3,Dian Rekaan,,\n", as_of=date(2023, 1, 1))


def test_a_list_without_a_source_is_refused(folder: Path) -> None:
    with pytest.raises(Refused, match=r"rosters\.provenance"):
        bring(folder, LIST, source=" ")


def test_a_list_cannot_change_its_kind(folder: Path) -> None:
    bring(folder, LIST)

    with pytest.raises(Refused, match=r"rosters\.kinds"):
        bring(folder, LIST + "3,Dian Rekaan,,\n", kind=RosterKind.SANCTION)


def test_only_some_entries_are_read_back(folder: Path) -> None:
    snapshot = bring(folder, LIST)

    found = snapshot_entries(snapshot, ["2", "9"])

    assert [entry["name"] for entry in found.values()] == ["Tono Rekaan"]


def test_the_prepared_form_is_made_once(folder: Path) -> None:
    snapshot = bring(folder, LIST)

    path = prepared_path(snapshot)
    made = path.stat().st_mtime_ns

    assert prepared_path(snapshot).stat().st_mtime_ns == made
    assert path.stem == "partai-07"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("role", [Role.PPS, Role.PPK, Role.PARTNER, Role.APPLICANT, Role.SUPERVISOR])
def test_other_roles_bring_no_lists(folder: Path, role: Role) -> None:
    with pytest.raises(Refused, match=r"access\.role"):
        bring(folder, LIST, actor=Actor(role=role, region="31.71"))


def test_a_list_of_another_region_is_refused_and_not_seen(folder: Path) -> None:
    snapshot = bring(folder, LIST)
    stranger = Actor(role=Role.KPU_REGENCY, region="31.72")

    with pytest.raises(Refused, match=r"access\.region"):
        bring(folder, LIST, actor=stranger, roster="lain")
    with pytest.raises(NotFound):
        snapshot_of(actor=stranger, snapshot_id=snapshot.id)
    assert list(snapshots_within(actor=AGUS)) == [snapshot]


def test_a_partner_sees_no_lists() -> None:
    with pytest.raises(NotFound):
        snapshots_within(actor=Actor(role=Role.PARTNER, region="31.71"))


def test_a_name_of_a_list_is_made_of_plain_letters() -> None:
    assert roster_name("Partai 07 (Daftar BARU)") == "partai-07-daftar-baru"
