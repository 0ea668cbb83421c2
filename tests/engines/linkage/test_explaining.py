"""What a model says can be read, level by level."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from jurdil.engines.linkage import Match, RosterIndex, prepare_roster
from jurdil.engines.linkage.explaining import ALIKE, DIFFER_TOGETHER, OTHERS_NUMBER, list_rates_of, rates_of
from jurdil.engines.linkage.levels import LEVELS
from jurdil.engines.linkage.model import starting_model


def test_each_level_has_its_rates_and_agreement_speaks_for_the_same_person() -> None:
    rates = {(rate.field, rate.level): rate for rate in rates_of(starting_model())}

    assert set(rates) == {(field, level) for field, levels in LEVELS.items() for level in levels[1:]}
    for field in LEVELS:
        mine = [rate for (name, _), rate in rates.items() if name == field]
        assert sum(rate.same for rate in mine) == pytest.approx(1)
        assert mine[0].bits > 0 > mine[-1].bits
    assert rates["nik", "equal"].words == "NIK-nya sama."


def test_a_list_twice_as_full_doubles_the_base_rate() -> None:
    model = replace(starting_model(), lists={"tim-01": 1.0, "partai-07": 2.0})

    full, average = list_rates_of(model, people=1_000, entries=100_000)

    assert (full.roster, average.roster) == ("partai-07", "tim-01")
    assert full.bits == average.bits + 1 == 1
    assert full.base == pytest.approx(2 * average.base)
    assert average.share == pytest.approx(1_000 * average.base)


BUDI = {
    "id": "budi", "name": "Budi Rekaan", "nik": "317101" + "140385" + "0002", "birth_date": "1985-03-14",
    "sex": "L", "birth_place": "Jakarta", "region": "3171011001",
}  # fmt: skip


def _of_budi(folder: Path, **entry: str) -> Match:
    row = {"id": "e", "name": BUDI["name"], "nik": BUDI["nik"]} | entry
    prepare_roster(pa.table({key: [row[key]] for key in row}), folder / "partai", name="partai", on=date(2024, 11, 27))
    with RosterIndex([folder / "partai"], on=date(2024, 11, 27)) as index:
        (match,) = index.link_one(dict(BUDI), min_probability=0)
    return match


def _correction(match: Match) -> tuple[str, str]:
    (reason,) = (reason for reason in match.reasons if reason.field == "look_alikes")
    return reason.level, reason.words


def test_where_the_number_alone_agrees_nothing_is_said_of_the_same_person(tmp_path: Path) -> None:
    elsewhere = {"birth_date": "1990-07-01", "sex": "P", "birth_place": "Bogor", "region": "3271011001"}

    assert _correction(_of_budi(tmp_path, name="Rina Contoh")) == ("look-alikes", OTHERS_NUMBER)
    assert _correction(_of_budi(tmp_path, name="Rina Contoh", **elsewhere)) == ("together", DIFFER_TOGETHER)


def test_where_the_name_agrees_too_look_alikes_are_spoken_of(tmp_path: Path) -> None:
    assert _correction(_of_budi(tmp_path)) == ("look-alikes", ALIKE)
