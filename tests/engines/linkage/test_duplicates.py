"""Siti applies twice, in two wards and under two spellings; her namesake and her twin do not become her."""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from jurdil.engines.linkage import find_duplicates, model_of
from jurdil.engines.linkage.candidates import pairs_within, unpacked
from jurdil.engines.linkage.duplicates import clusters_of
from jurdil.engines.linkage.keys import wide_keys_of
from jurdil.engines.linkage.prepare import prepare
from jurdil.engines.linkage.rosters import People

from .conftest import Row, nik, table_of

ON = date(2024, 11, 27)


SITI: Row = {
    "id": "a-siti",
    "name": "Siti Rukmana Djajadi",
    "nik": nik("317101", "1990-05-17", 2, woman=True),
    "birth_date": "1990-05-17",
    "birth_place": "Jakarta",
    "sex": "P",
    "address": "Jl. Rekaan No. 5 RT 001/RW 002",
    "region": "31.71.01.1001",
}


def _others() -> list[Row]:
    names = ("Agus Salim", "Dewi Lestari", "Hendra Gunawan", "Sri Wahyuni", "Joko Susilo", "Rahmat Hidayat")
    return [
        {
            "id": f"f{n:03d}",
            "name": f"{names[n % 6]} {chr(65 + n % 26)}{chr(97 + n % 23)}ra{chr(98 + n % 19)}u",
            "nik": nik("317102", f"19{60 + n % 40}-{n % 12 + 1:02d}-{n % 28 + 1:02d}", n % 50 + 1),
            "birth_date": f"19{60 + n % 40}-{n % 12 + 1:02d}-{n % 28 + 1:02d}",
            "birth_place": "Jakarta",
            "sex": "LP"[n % 2],
            "address": f"Jl. Lain No. {n} RT 00{n % 9 + 1}/RW 003",
            "region": f"31.71.0{n % 8 + 1}.1001",
        }
        for n in range(300)
    ]


def _about(*rows: Row) -> list[dict[str, object]]:
    found = find_duplicates(table_of([*rows, *_others()]), on=ON).to_pylist()
    ids = {row["id"] for row in rows}
    return [row for row in found if row["person_id"] in ids and row["other_id"] in ids]


def test_the_same_person_in_two_wards_and_under_two_spellings_is_found() -> None:
    again = {**SITI, "id": "z-again", "name": "St. Rukmana Jayadi", "nik": None, "region": "31.71.02.1003",
             "address": "Jl. Lain No. 9 RT 004/RW 001"}  # fmt: skip

    found = _about(SITI, again)

    assert [(row["person_id"], row["other_id"]) for row in found] == [("a-siti", "z-again")]
    assert found[0]["grade"] in ("strong", "likely")
    assert found[0]["cluster"] == "a-siti"


def test_no_row_is_a_double_of_itself() -> None:
    found = find_duplicates(table_of([SITI, *_others()]), on=ON).to_pylist()

    assert all(row["person_id"] < row["other_id"] for row in found)
    assert not any("a-siti" in (row["person_id"], row["other_id"]) for row in found)


def test_a_twin_who_applies_too_is_never_likely() -> None:
    twin = {**SITI, "id": "z-twin", "name": "Sinta Rukmana Djajadi", "nik": nik("317101", "1990-05-17", 3, woman=True)}

    assert all(row["grade"] == "possible" for row in _about(SITI, twin))


def test_a_namesake_with_another_birth_date_is_never_likely() -> None:
    namesake = {**SITI, "id": "z", "birth_date": "1979-12-30", "nik": nik("317104", "1979-12-30", 1, woman=True),
                "address": "Jl. Lain No. 1 RT 009/RW 009", "region": "31.71.05.1001"}  # fmt: skip

    assert all(row["grade"] == "possible" for row in _about(SITI, namesake))


def test_a_number_that_two_names_use_is_a_question_only() -> None:
    other = {"id": "z", "name": "Joko Rekaan", "nik": SITI["nik"], "birth_date": "1971-01-09", "sex": "L"}

    found = _about(SITI, other)

    assert all(row["grade"] == "possible" for row in found)


def test_reasons_add_up_and_hide_the_number() -> None:
    found = _about(SITI, {**SITI, "id": "z"})

    reasons = found[0]["reasons"]
    assert isinstance(reasons, list)
    assert {"name", "birth_date", "nik", "base_rate"} <= {reason["field"] for reason in reasons}
    assert str(SITI["nik"]) not in str(reasons)


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(random: object) -> None:
    rows = [SITI, {**SITI, "id": "z", "name": "Siti Rukmana"}, *_others()[:60]]
    straight = find_duplicates(table_of(rows), on=ON)
    random.shuffle(rows)  # type: ignore[attr-defined]

    assert find_duplicates(table_of(rows), on=ON).equals(straight)


def test_a_kept_model_gives_the_same_pairs() -> None:
    table = table_of([SITI, {**SITI, "id": "z"}, *_others()])
    found = find_duplicates(table, on=ON)

    assert find_duplicates(table, on=ON, model=model_of(found)).equals(found)


def test_two_tables_of_one_row_or_none_have_no_pairs() -> None:
    assert find_duplicates(table_of([SITI]), on=ON).num_rows == 0
    assert find_duplicates(table_of([]), on=ON).num_rows == 0


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")), max_size=12))
def test_a_cluster_is_everybody_who_is_connected(pairs: list[tuple[str, str]]) -> None:
    of = clusters_of(pairs)

    assert all(of[one] == of[other] for one, other in pairs)
    assert all(of[name] <= name and of[of[name]] == of[name] for name in of)


def test_a_shared_word_and_year_bring_two_rows_together_wherever_the_word_stands() -> None:
    columns = People.of(prepare(table_of([
        {"id": "a", "name": "Agus Rekaan", "birth_date": "1985-03-04"},
        {"id": "b", "name": "Budi Rekaanto Agus", "birth_date": "1985-11-27"},
    ]), on=ON)).columns  # fmt: skip

    _, rows, keys = zip(*wide_keys_of(columns), strict=True)

    first, second = unpacked(pairs_within(np.concatenate(rows), np.concatenate(keys), most=30))
    assert (0, 1) in zip(first.tolist(), second.tolist(), strict=True)


def test_few_namesakes_of_one_ward_are_not_learnt_to_be_one_person() -> None:
    namesakes: list[Row] = [{"id": f"r{n:02d}", "name": "Siti Aminah", "region": "31.71.01.1001"} for n in range(30)]

    found = find_duplicates(table_of(namesakes), on=ON)

    assert found.num_rows == 0 or max(found.column("probability").to_pylist()) < 0.8
