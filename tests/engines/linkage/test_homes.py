"""A name that tells the region, and a birthday nobody knows, are as common as they are at home."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from jurdil.engines.linkage import link_people, prepare_roster
from jurdil.engines.linkage.counts import count_values
from jurdil.engines.linkage.homes import learn_homes
from jurdil.engines.linkage.model import Homes, Model, starting_model
from jurdil.engines.linkage.prepare import prepare
from jurdil.engines.linkage.rosters import People

from .conftest import table_of

ON = date(2024, 11, 27)
BALI, JAVA = "51.71.01.1001", "33.74.01.1001"


def _entries(names: dict[str, list[str]], *, born: str = "1985-03-14") -> pa.Table:
    """Forty entries of each name in each of its wards."""
    rows = [{"name": name, "birth_date": born, "region": ward} for name, wards in names.items() for ward in wards * 40]
    return table_of([{"id": f"e{nth}", **row} for nth, row in enumerate(rows)])


def _learnt(people: pa.Table, entries: pa.Table) -> Homes:
    asked, listed = (People.of(prepare(table, on=ON)) for table in (people, entries))
    return learn_homes(asked.columns, count_values(asked.columns, [listed.columns]))


def test_names_that_tell_the_province_are_learnt_and_others_are_not() -> None:
    people = table_of([{"id": "p", "name": "Wayan Sudarma", "birth_date": "1985-03-14", "region": BALI}])
    names = {"Wayan Sudarma": [BALI], "Slamet Riyadi": [JAVA]}

    assert _learnt(people, _entries(names)).words > 0.5
    assert _learnt(people, _entries({name: [BALI, JAVA] for name in names})) == Homes()


def test_birthdays_that_nobody_knows_are_learnt_by_province() -> None:
    people = table_of([{"id": "p", "name": "Slamet Riyadi", "birth_date": "1985-01-01", "region": JAVA}])
    unknown = _entries({"Slamet Riyadi": [JAVA]}, born="1985-01-01")
    known = _entries({"Budi Santoso": [BALI, BALI]})
    both = pa.concat_tables([unknown, known])

    assert _learnt(people, both).days > 0.5
    assert _learnt(people, _entries({"Budi Santoso": [BALI, JAVA]}, born="1985-01-01")).days == 0


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    """Wayan Sudarma is a common name in one province, where one day is given to many; elsewhere it stands once."""
    rows = [{"name": "Wayan Sudarma", "birth_date": f"19{50 + nth}-05-06", "region": BALI} for nth in range(40)]
    rows += [{"name": "Slamet Riyadi", "birth_date": f"19{50 + nth}-05-06", "region": JAVA} for nth in range(40)]
    rows += [{"name": "Wayan Sudarma", "birth_date": "1990-01-01", "region": region} for region in (BALI, JAVA, None)]
    rows += [{"name": "Made Rekaan", "birth_date": "1990-01-01", "region": BALI}] * 40
    path = tmp_path / "list.arrow"
    prepare_roster(table_of([{"id": f"e{nth}", **row} for nth, row in enumerate(rows)]), path, name="list", on=ON)
    return path


def _given(model: Model, roster: Path, born: str = "1990-01-01") -> list[float]:
    person = table_of([{"id": "p", "name": "Wayan Sudarma", "birth_date": born, "region": BALI}])
    found = link_people(person, [roster], on=ON, model=model, min_probability=1e-6).to_pylist()
    by_entry = {row["entry_id"]: row["probability"] for row in found}
    return [by_entry[entry] for entry in ("e80", "e81", "e82")]


def test_a_namesake_of_the_same_province_says_less_where_the_name_is_of_that_province(roster: Path) -> None:
    start = starting_model(1_000_000)

    plain = _given(start, roster)
    with_homes = _given(replace(start, homes=Homes(words=5.0)), roster)

    assert with_homes[0] < plain[0]
    assert with_homes[1:] == plain[1:]


def test_a_first_of_january_says_less_at_home_and_where_the_name_tells_the_home(roster: Path) -> None:
    start = starting_model(1_000_000)

    words = _given(replace(start, homes=Homes(words=5.0)), roster)
    days = _given(replace(start, homes=Homes(words=5.0, days=5.0)), roster)

    assert days[0] < words[0]
    assert days[1] == words[1]
    assert days[2] < words[2]


def test_what_is_common_at_home_is_a_reason_of_its_own(roster: Path) -> None:
    model = replace(starting_model(1_000_000), homes=Homes(words=5.0, days=5.0))
    person = table_of([{"id": "p", "name": "Wayan Sudarma", "birth_date": "1990-01-01", "region": BALI}])

    found = link_people(person, [roster], on=ON, model=model, min_probability=1e-6).to_pylist()

    told = {row["entry_id"]: {one["field"]: one["bits"] for one in row["reasons"]} for row in found}
    assert told["e80"]["at_home"] < -1
    assert "at_home" not in told["e81"]
    for row in found:
        odds = math.log2(row["probability"] / (1 - row["probability"]))
        assert sum(told[row["entry_id"]].values()) == pytest.approx(odds, abs=0.1)
