"""The invented population keeps its promises: same seed, same people; shares as planned; no NIK shared by chance."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet
import pytest

from jurdil.demo.population import SHIPPED_DATA, Population, invent_population, write_population
from jurdil.registry.elections.stations import Station, derive_stations

ENTRIES = 110_000
VOTING_DAY = date(2024, 11, 27)


@pytest.fixture(scope="module")
def stations() -> list[Station]:
    return derive_stations(SHIPPED_DATA, "pilgub-dki-2024", within="31.71")


@pytest.fixture(scope="module")
def pusat(stations: list[Station]) -> Population:
    return invent_population(stations, seed=7, roster_entries=ENTRIES)


def share(flags: pa.ChunkedArray) -> float:
    return float(pc.mean(flags.cast(pa.int8())).as_py())


def test_the_same_seed_invents_the_same_people(stations: list[Station]) -> None:
    few = stations[:40]

    first = invent_population(few, seed=3, roster_entries=9_000)
    second = invent_population(few, seed=3, roster_entries=9_000)
    other = invent_population(few, seed=4, roster_entries=9_000)

    assert first == second
    assert first.applications["name"] != other.applications["name"]


def test_there_are_as_many_forms_and_entries_as_asked_for(stations: list[Station], pusat: Population) -> None:
    assert len(pusat.applications) == round(len(stations) * 7 * 140_000 / 103_845)
    assert len(pusat.order_officers) == 2 * len(stations)
    assert len(pusat.secretariats) == 3 * len({station.region for station in stations})
    assert sum(len(table) for table in pusat.rosters.values()) == ENTRIES
    assert len(pusat.rosters) == 18 + 3 + 3 + 4
    assert min(len(table) for table in pusat.rosters.values()) > 0
    for table in (pusat.applications, *pusat.rosters.values()):
        assert len(set(table["id"].to_pylist())) == len(table)


def test_faults_come_in_the_promised_shares(pusat: Population) -> None:
    forms = pusat.applications
    no_letter = pc.invert(pc.match_substring(forms["documents"], "health_certificate"))
    unsigned = pc.match_substring(forms["declarations"], "-")
    no_diploma = pc.invert(pc.match_substring(forms["documents"], "diploma"))
    gaps = pc.or_(pc.or_(no_letter, unsigned), pc.or_(no_diploma, pc.is_null(forms["birth_date"])))
    born = [date.fromisoformat(day) for day in forms["birth_date"].to_pylist() if day]
    ages = [(VOTING_DAY - day).days / 365.25 for day in born]
    niks = forms["nik"].to_pylist()

    assert share(gaps) == pytest.approx(0.04, abs=0.008)
    assert share(forms["withdraws"]) == pytest.approx(0.015, abs=0.005)
    assert sum(age > 56 for age in ages) / len(ages) == pytest.approx(0.06, abs=0.012)
    assert 0 < sum(age < 17 for age in ages) / len(ages) < 0.005
    assert 0 < len(niks) - len(set(niks)) < 0.005 * len(niks)


def test_about_one_in_thirty_is_truly_listed_and_some_of_them_did_not_agree(pusat: Population) -> None:
    truth = pusat.truth
    forms = len(pusat.applications) + len(pusat.order_officers) + len(pusat.secretariats)
    kinds = truth["kind"].to_pylist()

    assert len(truth) / forms == pytest.approx(0.033, abs=0.002)
    assert set(kinds) == {"member", "listed_without_consent", "former_over_5_years", "spouse", "sanctioned"}
    assert 0.1 < kinds.count("listed_without_consent") / len(kinds) < 0.3
    for row in truth.to_pylist():
        assert row["kind"] != "former_over_5_years" or row["roster"].startswith("party-")


def test_truth_points_at_entries_and_forms_that_exist(pusat: Population) -> None:
    tables = (pusat.applications, pusat.order_officers, pusat.secretariats)
    forms = {form for table in tables for form in table["id"].to_pylist()}
    entries = {(name, entry) for name, table in pusat.rosters.items() for entry in table["id"].to_pylist()}

    for row in pusat.truth.to_pylist() + pusat.look_alikes.to_pylist():
        assert row["person_id"] in forms
        assert (row["roster"], row["entry_id"]) in entries


def test_no_two_people_share_a_nik_unless_it_was_planted(pusat: Population) -> None:
    planted = {row["entry_id"] for row in pusat.truth.to_pylist() + pusat.look_alikes.to_pylist()}
    holders: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for table in (pusat.applications, pusat.order_officers, pusat.secretariats, *pusat.rosters.values()):
        rows = zip(*(table[key].to_pylist() for key in ("id", "nik", "birth_place", "sex")), strict=True)
        for entry, nik, place, sex in rows:
            if nik and place and entry not in planted:
                holders[nik].add((place, sex))

    assert all(len(each) == 1 for each in holders.values())
    assert all(len(nik) == 16 and nik[12:] != "0000" for nik in holders)


def test_a_nik_tells_birth_date_and_sex_of_the_applicant(pusat: Population) -> None:
    for form in pusat.applications.slice(0, 500).to_pylist():
        if form["birth_date"]:
            born = date.fromisoformat(form["birth_date"])
            day = born.day + (40 if form["sex"] == "P" else 0)
            assert form["nik"][6:12] == f"{day:02d}{born:%m%y}"


def test_husband_and_wife_name_each_other_and_share_a_household(pusat: Population) -> None:
    forms = {row["id"]: row for row in pusat.applications.to_pylist()}
    by_nik = {row["nik"]: row for row in forms.values()}

    couples = [(row, by_nik[row["spouse_nik"]]) for row in forms.values() if row["spouse_nik"] in by_nik]

    assert couples
    for one, other in couples:
        assert one["spouse_name"] == other["name"]
        assert (one["household"], one["kk"]) == (other["household"], other["kk"])
        assert one["sex"] != other["sex"]


def test_writing_leaves_one_parquet_file_per_table(pusat: Population, tmp_path: Path) -> None:
    write_population(pusat, tmp_path)

    names = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.parquet")}
    assert {"applications.parquet", "order_officers.parquet", "secretariats.parquet", "truth.parquet"} <= names
    assert {f"rosters/{name}.parquet" for name in pusat.rosters} <= names
    assert pyarrow.parquet.read_table(tmp_path / "applications.parquet").equals(pusat.applications)


def test_too_few_entries_are_refused_in_words(stations: list[Station]) -> None:
    with pytest.raises(ValueError, match="roster_entries"):
        invent_population(stations[:40], seed=1, roster_entries=20)


def test_a_spouse_among_the_organisers_is_known_by_the_number_on_the_form(pusat: Population) -> None:
    tables = (pusat.applications, pusat.order_officers, pusat.secretariats)
    spouses = {row["id"]: row["spouse_nik"] for table in tables for row in table.to_pylist()}
    entries = {row["id"]: row["nik"] for row in pusat.rosters["organisers"].to_pylist()}
    claims = pusat.spouses.to_pylist()

    assert claims
    assert {(row["roster"], row["kind"]) for row in claims} == {("organisers", "spouse")}
    assert all(entries[row["entry_id"]] in (None, spouses[row["person_id"]]) for row in claims)


def test_nobody_but_twins_is_born_on_one_day_in_one_house(pusat: Population) -> None:
    tables = (pusat.applications, pusat.order_officers, pusat.secretariats)
    forms = {row["id"]: row for table in tables for row in table.to_pylist()}
    entries = {row["id"]: row for table in pusat.rosters.values() for row in table.to_pylist()}
    pairs = [(row["kind"], forms[row["person_id"]], entries[row["entry_id"]]) for row in pusat.look_alikes.to_pylist()]

    at_home = {
        kind
        for kind, form, entry in pairs
        if entry["address"] and form["address"].startswith(entry["address"] + ",")
        if form["birth_date"] == entry["birth_date"]
    }

    assert at_home == {"twin"}


def test_nobody_among_the_organisers_stands_in_a_party(pusat: Population) -> None:
    organisers = set(pc.drop_null(pusat.rosters["organisers"]["nik"]).to_pylist())
    partisans = {
        nik for name, table in pusat.rosters.items() if name.startswith("party-") for nik in table["nik"].to_pylist()
    }

    assert organisers
    assert not organisers & partisans
