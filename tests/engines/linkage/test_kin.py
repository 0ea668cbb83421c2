"""Who may be married to, live with or be kin of whom: questions with reasons, no numbers, no findings."""

from __future__ import annotations

from datetime import date

import pyarrow as pa

from jurdil.engines.linkage import find_kin

ON = date(2024, 11, 27)
COLUMNS = ("id", "name", "birth_date", "sex", "address", "region", "family_card", "spouse_name")
CARD = "317101" + "170590" + "0007"
Row = dict[str, str | None]

SITI: Row = {"id": "siti", "name": "Siti Rukmana", "birth_date": "1990-05-17", "sex": "P", "region": "31.71.01.1001",
             "address": "Jl. Rekaan No. 5 RT 001/RW 002"}  # fmt: skip
AGUS: Row = {"id": "agus", "name": "Agus Tarigan", "birth_date": "1988-02-01", "sex": "L", "region": "31.71.01.1001",
             "address": "Jl. Lain No. 8 RT 003/RW 002"}  # fmt: skip


def _found(*rows: Row) -> list[dict[str, object]]:
    table = pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in COLUMNS})
    return find_kin(table, on=ON).to_pylist()


def test_one_family_card_is_one_household_and_its_number_is_not_shown() -> None:
    found = _found({**SITI, "family_card": CARD}, {**AGUS, "family_card": CARD})

    assert [(row["person_id"], row["other_id"], row["relation"], row["strength"]) for row in found] == [
        ("agus", "siti", "household", "strong")
    ]
    assert CARD not in str(found)


def test_two_who_name_one_another_are_asked_about_as_spouses() -> None:
    found = _found({**SITI, "spouse_name": "Agoes Tarigan"}, {**AGUS, "spouse_name": "Siti Rukmana"})

    assert [(row["relation"], row["strength"]) for row in found] == [("spouse", "strong")]


def test_a_spouse_named_by_one_side_in_the_same_ward_is_likely_and_no_more() -> None:
    found = _found({**SITI, "spouse_name": "Agus Tarigan"}, AGUS)

    assert [(row["relation"], row["strength"]) for row in found] == [("spouse", "likely")]


def test_a_common_name_as_spouse_in_another_ward_is_no_question() -> None:
    far = {**AGUS, "region": "31.75.01.1001"}

    namesake = {**far, "id": "other", "birth_date": "1970-01-02", "address": "Jl. Jauh No. 77 RT 009/RW 009"}

    assert not _found({**SITI, "spouse_name": "Agus Tarigan"}, far, namesake)


def test_one_house_is_a_question_about_a_household_with_its_reason() -> None:
    found = _found(SITI, {**AGUS, "address": "Jalan Rekaan 5, RT.01 RW.02"})

    assert [(row["relation"], row["strength"]) for row in found] == [("household", "likely")]
    assert "penyewa" in str(found[0]["reasons"])


def test_the_same_house_number_in_another_ward_is_no_household() -> None:
    assert not _found(SITI, {**AGUS, "address": SITI["address"], "region": "31.71.01.1002"})


def test_a_boarding_house_makes_nobody_kin() -> None:
    tenants = [{**AGUS, "id": f"t{n:02d}",
                "name": f"Orang {'ABCDEGHIKLMNORTU'[n]}aman", "birth_date": f"19{70 + n}-01-02",
                "address": SITI["address"]} for n in range(16)]  # fmt: skip

    assert not _found(*tenants)


def test_one_person_written_twice_is_no_kin_of_her_own() -> None:
    assert not _found(SITI, {**SITI, "id": "again"})
