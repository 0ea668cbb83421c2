"""Nothing that looks like a NIK is published."""

from __future__ import annotations

import importlib.util
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_spec = importlib.util.spec_from_file_location("walls", ROOT / "tools" / "walls.py")
assert _spec is not None
assert _spec.loader is not None
walls = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(walls)

INVENTED = "317101" + "170895" + "0001"


def test_a_run_with_a_birth_date_is_found() -> None:
    assert walls.looks_like_nik(f"nik={INVENTED};") == [INVENTED]


def test_a_womans_day_counts_as_a_date() -> None:
    assert walls.looks_like_nik("317101" + "570895" + "0001") != []


def test_a_run_inside_a_longer_token_is_none() -> None:
    assert walls.looks_like_nik(f"a{INVENTED}") == []
    assert walls.looks_like_nik(f"{INVENTED}7") == []


def test_a_run_without_a_date_is_none() -> None:
    assert walls.looks_like_nik("317101" + "001395" + "0001") == []


def test_a_file_name_is_looked_at_too(tmp_path: Path) -> None:
    name = f"scan-{INVENTED}.txt"

    assert walls.looks_like_nik(name) == [INVENTED]


def test_the_house_is_clean() -> None:
    assert walls.publication_faults(walls.committed()) == []


def test_a_number_of_the_law_in_code_is_found() -> None:
    numbers = walls.legal_numbers()

    assert {17, 55, 600} <= set(numbers)
    assert walls.legal_faults(walls.committed()) == []
