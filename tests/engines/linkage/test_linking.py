"""Strict, fair and explained: what the engine says about Budi, and what it must not say about Rina."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jurdil.engines.linkage import Match, RosterIndex, link_people, prepare_roster

from .conftest import Row, nik, table_of

ON = date(2024, 11, 27)


BUDI: Row = {
    "id": "e1",
    "name": "BUDI SANTOSO WIJAYA",
    "nik": nik("317101", "1985-03-14", 2),
    "birth_date": "1985-03-14",
    "birth_place": "Jakarta",
    "sex": "L",
    "region": "31.71.01.1001",
}


def _filler() -> list[Row]:
    names = ("Agus Salim", "Dewi Lestari", "Hendra Gunawan", "Sri Wahyuni", "Joko Susilo", "Rahmat Hidayat")
    return [
        {
            "id": f"f{n}",
            "name": f"{names[n % 6]} {chr(65 + n % 26)}{chr(97 + n % 23)}ra{chr(98 + n % 19)}u",
            "nik": nik("317102", f"19{60 + n % 40}-{n % 12 + 1:02d}-{n % 28 + 1:02d}", n % 50 + 1),
            "birth_date": f"19{60 + n % 40}-{n % 12 + 1:02d}-{n % 28 + 1:02d}",
            "birth_place": "Jakarta",
            "sex": "LP"[n % 2],
            "region": f"31.71.0{n % 8 + 1}.1001",
        }
        for n in range(1500)
    ]


def _roster(folder: Path, rows: list[Row]) -> Path:
    path = folder / "party.parquet"
    prepare_roster(table_of(rows), path, name="party", on=ON)
    return path


def _about(tmp_path: Path, person: Row, entry: Row = BUDI) -> dict[str, object] | None:
    found = link_people(table_of([person]), [_roster(tmp_path, [entry, *_filler()])], on=ON, min_probability=0.0001)
    rows = [row for row in found.to_pylist() if row["entry_id"] == entry["id"]]
    return rows[0] if rows else None


def test_budi_with_a_title_and_old_spelling_is_found(tmp_path: Path) -> None:
    found = _about(tmp_path, {**BUDI, "id": "p", "name": "Drs. H. Boedi Santoso Widjaja, M.Si.", "nik": None})

    assert found is not None
    assert found["grade"] in ("strong", "likely")
    assert found["evidence_class"] == "E2"


def test_rina_the_namesake_with_another_birth_date_is_never_likely(tmp_path: Path) -> None:
    rina = {**BUDI, "id": "rina", "birth_date": "1991-11-02", "nik": nik("317101", "1991-11-02", 1)}

    found = _about(tmp_path, rina)

    assert found is None or found["grade"] == "possible"


def test_a_name_alone_is_never_more_than_possible(tmp_path: Path) -> None:
    found = _about(tmp_path, {"id": "p", "name": "Budi Santoso Wijaya"})

    assert found is None or float(str(found["probability"])) < 0.5


def test_one_wrong_digit_in_the_number_still_finds_budi(tmp_path: Path) -> None:
    slip = "32" + str(BUDI["nik"])[2:]

    found = _about(tmp_path, {**BUDI, "id": "p", "nik": slip})

    assert found is not None
    assert found["grade"] == "strong"


def test_a_number_used_by_somebody_else_is_no_accusation(tmp_path: Path) -> None:
    other = {"id": "p", "name": "Siti Rekaan", "nik": BUDI["nik"], "birth_date": "1999-07-08", "sex": "P"}

    found = _about(tmp_path, other)

    assert found is None or found["grade"] == "possible"
    assert found is None or any(reason["bits"] < 0 for reason in found["reasons"])  # type: ignore[attr-defined]


def test_a_twin_is_never_likely(tmp_path: Path) -> None:
    twin = {
        **BUDI,
        "id": "twin",
        "name": "Bagus Santoso",
        "nik": nik("317101", "1985-03-14", 3),
        "address": "Jl. Rekaan 5 RT 001/RW 002",
    }

    found = _about(tmp_path, twin, {**BUDI, "address": "Jl. Rekaan 5 RT 001/RW 002"})

    assert found is None or found["grade"] == "possible"


def test_reasons_add_up_and_hide_the_number(tmp_path: Path) -> None:
    found = _about(tmp_path, {**BUDI, "id": "p"})

    assert found is not None
    reasons = found["reasons"]
    assert isinstance(reasons, list)
    assert {"name", "birth_date", "nik", "base_rate"} <= {reason["field"] for reason in reasons}
    assert str(BUDI["nik"]) not in str(reasons)
    assert sum(reason["bits"] for reason in reasons) == pytest.approx(13.3, abs=0.5)  # log2 of the ceiling's odds


def test_a_list_of_one_entry_finds_budi_as_a_long_one_does(tmp_path: Path) -> None:
    person = {**BUDI, "id": "p", "nik": None}

    alone = link_people(table_of([person]), [_roster(tmp_path, [BUDI])], on=ON).to_pylist()

    assert [row["grade"] for row in alone] == ["strong"]


def test_a_missing_region_speaks_neither_for_nor_against(tmp_path: Path) -> None:
    found = _about(tmp_path, {**BUDI, "id": "p"}, {**BUDI, "region": None})

    assert found is not None
    assert "region" not in {reason["field"] for reason in found["reasons"]}  # type: ignore[attr-defined]


def test_much_evidence_is_not_said_to_be_little(tmp_path: Path) -> None:
    found = _about(tmp_path, {**BUDI, "id": "p"})

    assert found is not None
    assert [reason["level"] for reason in found["reasons"] if reason["field"] == "caution"] == ["ceiling"]  # type: ignore[attr-defined]


def test_a_match_without_reasons_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="reasons"):
        Match("p", "party", "e", 0.9, "likely", "", ())


def test_one_person_gets_the_answer_of_the_batch(tmp_path: Path) -> None:
    path = _roster(tmp_path, [BUDI, *_filler()])
    person: Row = {**BUDI, "id": "p", "name": "Budi Santoso W."}

    batch = link_people(table_of([person]), [path], on=ON).to_pylist()
    with RosterIndex([path], on=ON) as index:
        one = index.link_one(person)

    assert [(match.entry_id, match.probability) for match in one] == [
        (row["entry_id"], row["probability"]) for row in batch
    ]


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(tmp_path: Path, seed: object) -> None:
    people = [{**BUDI, "id": "p"}, *({**row, "id": f"q{n}"} for n, row in enumerate(_filler()[:20]))]
    entries = [BUDI, *_filler()[:200]]
    straight = link_people(table_of(people), [_roster(tmp_path, entries)], on=ON)
    seed.shuffle(people)  # type: ignore[attr-defined]
    seed.shuffle(entries)  # type: ignore[attr-defined]

    mixed = link_people(table_of(people), [_roster(tmp_path, entries)], on=ON)

    assert mixed.equals(straight)
