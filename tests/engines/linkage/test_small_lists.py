"""Lists too short to learn from: what the written-down judgement says about Budi, Siti, Rina and a twin."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from bench.linkage.rates import Rates, World
from bench.linkage.world import make_world

from jurdil.engines.linkage import link_people, prepare_roster

from .conftest import Row, nik, table_of

ON = date(2024, 11, 27)


BUDI: Row = {
    "id": "budi", "name": "BUDI SANTOSO WIJAYA", "nik": nik("317101", "1985-03-14", 2), "birth_date": "1985-03-14",
    "birth_place": "Jakarta", "sex": "L", "region": "31.71.01.1001", "address": "Jl. Rekaan 5 RT 001/RW 002",
}  # fmt: skip
SITI: Row = {
    "id": "siti", "name": "SITI NURHALIZA", "nik": nik("317102", "1992-07-21", 3, woman=True),
    "birth_date": "1992-07-21", "birth_place": "Bandung", "sex": "P", "region": "31.71.02.1002",
    "address": "Jl. Mawar 12 RT 003/RW 004",
}  # fmt: skip
ELSEWHERE: Row = {"address": "Jl. Lain 9 RT 005/RW 009", "region": "31.72.01.1001"}
ONLY_DAY_AND_WARD: Row = {"nik": None, "address": None, "birth_place": None}
NAMES = ("Agus Salim", "Dewi Lestari", "Hendra Gunawan", "Sri Wahyuni", "Joko Susilo", "Rahmat Hidayat")


def _others(count: int) -> list[Row]:
    rows: list[Row] = []
    for n in range(count):
        born = f"19{60 + n * 7 % 40}-{n % 12 + 1:02d}-{n % 28 + 1:02d}"
        rows.append({
            "id": f"f{n}", "name": f"{NAMES[n % 6]} {chr(65 + n % 26)}{chr(97 + n % 23)}ra{chr(98 + n % 19)}u",
            "nik": nik("317102", born, n % 50 + 1, woman=n % 2 == 1), "birth_date": born, "birth_place": "Jakarta",
            "sex": "LP"[n % 2], "region": f"31.71.0{n % 8 + 1}.1001", "address": f"Jl. Kenanga {n} RT 001/RW 02",
        })  # fmt: skip
    return rows


@pytest.fixture(scope="module", params=[20, 500])
def roster(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Budi and Siti among 20 and among 500 others."""
    path = tmp_path_factory.mktemp("small") / "party.parquet"
    prepare_roster(table_of([BUDI, SITI, *_others(request.param)]), path, name="party", on=ON)
    return path


def _found(roster: Path, entry: Row, changes: Row) -> dict[str, object]:
    rows = link_people(table_of([{**entry, "id": "p", **changes}]), [roster], on=ON, min_probability=1e-6).to_pylist()
    return next((row for row in rows if row["entry_id"] == entry["id"]), {"probability": 0.0, "evidence_class": ""})


def _caution(found: dict[str, object]) -> list[str]:
    return [reason["level"] for reason in found["reasons"] if reason["field"] == "caution"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("changes", "evidence"),
    [
        ({}, "E1"),
        ({"birth_place": None, "sex": None, "address": None, "region": None}, "E1"),
        ({"nik": nik("317101", "1985-03-14", 8)}, "E2"),
        ({"nik": nik("317201", "1985-03-14", 2)}, "E2"),
        ({"nik": nik("317110", "1985-03-14", 2)}, "E2"),
        ({"nik": nik("317101", "1985-03-14", 2)[:15]}, "E2"),
        ({"nik": ("3" + nik("317101", "1985-03-14", 2))[:16]}, "E2"),
        ({**ONLY_DAY_AND_WARD, "sex": None}, "E2"),
        ({"nik": None, "address": None, "region": "3171011001"}, "E2"),
        ({"birth_date": "1985-02-31"}, "E1"),
        ({"birth_date": "1985-02-31", "nik": None}, "E3"),
        ({"birth_date": "1985-01-01", "nik": None}, "E3"),
        ({"birth_date": None}, "E1"),
        ({"sex": "M"}, "E1"),
    ],
)
def test_budi_is_strongly_suspected(roster: Path, changes: Row, evidence: str) -> None:
    found = _found(roster, BUDI, changes)

    assert float(str(found["probability"])) >= 0.99
    assert found["evidence_class"] == evidence


@pytest.mark.parametrize("code", ["31.71", "3171", "31.71.01", "31"])
def test_a_coarse_region_that_fits_is_not_held_against_budi(roster: Path, code: str) -> None:
    coarse = _found(roster, BUDI, {"nik": None, "address": None, "region": code})
    without = _found(roster, BUDI, {"nik": None, "address": None, "region": None})

    assert float(str(coarse["probability"])) >= float(str(without["probability"]))


@pytest.mark.parametrize(
    "name",
    [
        "Drs. H. Budi Santoso Wijaya, M.Si.", "Boedi Santoso Widjaja", "Budi S. Wijaya", "B. Santoso Wijaya",
        "Wijaya Budi Santoso", "Budisantoso Wijaya", "Budi Santoso", "Budi Santoso W", "Budi Santoso bin Wijaya",
        "Budi Santosa Wijaya", "BUD1 SANT0SO WIJAYA", "Muhammad Budi Santoso Wijaya", "Moh. Budi Santoso Wijaya",
        "M. Budi Santoso Wijaya",
    ],
)  # fmt: skip
def test_a_variant_of_the_name_with_birth_date_and_ward_is_found_with_reasons(roster: Path, name: str) -> None:
    found = _found(roster, BUDI, {**ONLY_DAY_AND_WARD, "name": name})

    assert float(str(found["probability"])) >= 0.95
    assert {"name", "birth_date", "region"} <= {reason["field"] for reason in found["reasons"]}  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["St. Nurhaliza", "Hj. Siti Nurhaliza, S.Pd.", "Siti Noerhaliza binti Ahmad"])
def test_a_variant_of_a_womans_name_is_found(roster: Path, name: str) -> None:
    assert float(str(_found(roster, SITI, {"name": name, "nik": None})["probability"])) >= 0.95


@pytest.mark.parametrize("changes", [{}, {"birth_date": None, "sex": None}, {"sex": "F"}])
def test_a_womans_number_says_her_birth_date_and_sex(roster: Path, changes: Row) -> None:
    assert float(str(_found(roster, SITI, changes)["probability"])) >= 0.99


@pytest.mark.parametrize("number", [nik("317101", "1991-11-02", 1), None])
def test_a_namesake_with_another_birth_date_is_not_listed(roster: Path, number: str | None) -> None:
    namesake = _found(roster, BUDI, {**ELSEWHERE, "birth_date": "1991-11-02", "nik": number})

    assert float(str(namesake["probability"])) < 0.05


def test_a_twin_with_the_next_number_is_hardly_suspected(roster: Path) -> None:
    for name in ("Bagus Santoso Wijaya", "Bagus Prakoso"):
        twin = _found(roster, BUDI, {"name": name, "nik": nik("317101", "1985-03-14", 3)})

        assert float(str(twin["probability"])) < 0.1


def test_a_twin_without_a_number_is_not_strongly_suspected(roster: Path) -> None:
    assert float(str(_found(roster, BUDI, {"name": "Bagus Santoso Wijaya", "nik": None})["probability"])) < 0.9


@pytest.mark.parametrize("birth_date", ["1999-07-08", None])
def test_the_number_of_somebody_else_is_shown_as_a_question_only(roster: Path, birth_date: str | None) -> None:
    rina: Row = {**ELSEWHERE, "name": "Rina Kartika", "birth_date": birth_date, "sex": "P", "birth_place": "Medan"}

    found = _found(roster, BUDI, rina)

    assert found["probability"] == 0.05
    assert found["evidence_class"] == "E1"
    assert found["grade"] == "possible"
    assert _caution(found) == ["number"]


def test_another_name_beside_number_and_birth_date_stays_below_one_half_elsewhere(roster: Path) -> None:
    assert float(str(_found(roster, BUDI, {**ELSEWHERE, "name": "Rahmad Kusuma"})["probability"])) < 0.5


def test_nobody_is_strongly_suspected_under_another_name(roster: Path) -> None:
    found = _found(roster, BUDI, {"name": "Rahmad Kusuma"})

    assert float(str(found["probability"])) >= 0.99
    assert found["grade"] == "likely"
    assert _caution(found)[-1] == "other-name-at-home"


def test_another_name_is_hardly_suspected_where_number_and_birth_date_agree_and_the_house_is_untold(
    roster: Path,
) -> None:
    found = _found(roster, BUDI, {"name": "Rahmad Kusuma", "region": "31.71.01", "address": None})

    assert found["grade"] == "possible"


def test_what_holds_a_grade_back_weighs_nothing(roster: Path) -> None:
    found = _found(roster, BUDI, {"name": "Rahmad Kusuma"})

    held = [reason for reason in found["reasons"] if reason["level"] == "other-name-at-home"]  # type: ignore[attr-defined]
    assert [reason["bits"] for reason in held] == [0.0]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("31.71.01.1001", "Kelurahannya sama."),
        ("31.71.01.1009", "Kecamatannya sama, kelurahannya lain."),
        ("31.71.05.1001", "Kota atau kabupatennya sama, kecamatannya lain."),
        ("31.71.01", "Kecamatannya sama; kelurahannya tidak tertulis pada salah satunya."),
        ("31.71.05", "Kota atau kabupatennya sama, kecamatannya lain."),
        ("31.71", "Kota atau kabupatennya sama; yang lebih rinci tidak tertulis pada salah satunya."),
        ("31.72", "Provinsinya sama, kotanya lain."),
        ("31", None),
    ],
)
def test_what_was_not_told_of_a_region_is_not_called_another(roster: Path, code: str, words: str | None) -> None:
    found = _found(roster, BUDI, {"region": code})

    said = [reason for reason in found["reasons"] if reason["field"] == "region"]  # type: ignore[attr-defined]
    assert [reason["words"] for reason in said] == ([words] if words else [])


@pytest.mark.parametrize("code", ["31.71", "31.71.01"])
def test_a_region_told_in_part_speaks_for_it_and_not_against(roster: Path, code: str) -> None:
    found = _found(roster, BUDI, {"region": code})

    bits = [reason["bits"] for reason in found["reasons"] if reason["field"] == "region"]  # type: ignore[attr-defined]
    assert bits[0] > 0


def test_a_girl_of_that_day_with_half_the_name_is_hardly_suspected(roster: Path) -> None:
    """Her number is two slips away only because it says her sex and the next serial."""
    sister: Row = {"name": "Wijaya", "sex": "P", "nik": nik("317101", "1985-03-14", 3, woman=True), "address": None}

    assert float(str(_found(roster, BUDI, sister)["probability"])) < 0.2


@pytest.mark.parametrize("region", [None, "31.71"])
def test_a_name_alone_or_with_its_city_is_never_likely(roster: Path, region: str | None) -> None:
    nothing: Row = {"nik": None, "birth_date": None, "birth_place": None, "sex": None, "address": None}

    assert float(str(_found(roster, BUDI, {**nothing, "region": region})["probability"])) < 0.6


def test_a_shared_birthday_beside_another_name_is_nothing(roster: Path) -> None:
    found = _found(roster, BUDI, {"name": "Agung Prabowo", "nik": None, "address": ELSEWHERE["address"]})

    assert float(str(found["probability"])) < 0.05


@pytest.mark.slow
@pytest.mark.parametrize("left_out", [(), ("nik",), ("birth_date",), ("nik", "birth_date")])
def test_nobody_is_strongly_suspected_where_nobody_is_listed(tmp_path: Path, left_out: tuple[str, ...]) -> None:
    """5,000 people and 50,000 entries, enough to learn from; kin, namesakes and borrowed numbers are among them."""
    rates = Rates(world=World(listed=0.0, listed_twice=0.0, kin_listed_together=0.0))
    world = make_world(tmp_path, people=5_000, entries=50_000, seed=3, rates=rates)
    paths = []
    for name, entries in world.rosters.items():
        paths.append(tmp_path / f"{name}.arrow")
        prepare_roster(entries.drop_columns(list(left_out)), paths[-1], name=name, on=ON)

    matches = link_people(world.people, paths, on=ON, min_probability=0.99)

    assert matches.num_rows == 0
