"""The demo plants second forms and twins, and shows what becomes of them: asked, settled, objected to."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from tests.stages.vetting.conftest import NOW, World, officer, world  # noqa: F401  # a fixture

from jurdil.demo.doubling import settle_within, work_at
from jurdil.demo.population import SHIPPED_DATA, Population, invent_population
from jurdil.registry.elections.stations import derive_stations
from jurdil.stages.recruitment.models import Application
from jurdil.stages.vetting import doubles
from jurdil.stages.vetting.double_models import Double, DoubleObjection, DoubleQuestion, DoubleRuling
from jurdil.stages.vetting.suspicion_models import SuspicionState

PER_SIDE = ("number", "spelling", "ward", "twin", "copied", "junior")


@pytest.fixture(scope="module")
def pusat() -> Population:
    stations = derive_stations(SHIPPED_DATA, "pilgub-dki-2024", within="31.71")
    return invent_population(stations, seed=7, roster_entries=110_000)


def test_each_kind_is_planted_once_at_least_and_at_its_rate(pusat: Population) -> None:
    kinds = Counter(pusat.doubles["kind"].to_pylist())

    assert set(kinds) == set(PER_SIDE)
    assert pusat.doubles.num_rows == pytest.approx(0.0012 * len(pusat.applications), rel=0.2)


def test_what_is_planted_is_as_it_is_told(pusat: Population) -> None:
    forms = {row["id"]: row for row in pusat.applications.to_pylist()}
    listed = {*pusat.truth["person_id"].to_pylist(), *pusat.look_alikes["person_id"].to_pylist()}

    for pair in pusat.doubles.to_pylist():
        one, other = forms[pair["one"]], forms[pair["other"]]
        assert one["nik"] != other["nik"]
        assert one["kelurahan"][:5] == other["kelurahan"][:5]
        assert (one["kelurahan"] == other["kelurahan"]) == (pair["kind"] not in ("number", "spelling"))
        assert (one["phone"] == other["phone"]) == (pair["kind"] in ("number", "spelling", "ward"))
        assert (one["birth_date"] == other["birth_date"]) == (pair["kind"] != "junior")
        assert not {pair["one"], pair["other"]} & listed


@pytest.mark.django_db
def test_pairs_are_asked_settled_and_objected_to(
    world: World,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    people = [world.people["Budi"], world.people["Siti"]]
    for number in range(3):
        one = people[number % 2]
        twin = world.apply(f"{one.name} {number}", one.birth_date, 40 + number, key=f"twin-{number}")
        twin.nik = ""
        twin.save()
    monkeypatch.setattr(doubles, "FLOOR", 0.01)
    first, second = officer(), officer()
    doubles.ask_to_find_doubles(actor=first, election=world.election, region="31.71", now=NOW)
    work_at(NOW)
    pairs = list(Double.objects.order_by("-probability", "id"))
    kinds = {frozenset((row.one_id, row.other_id)): "twin" for row in pairs[:3]}
    kinds |= {frozenset((row.one_id, row.other_id)): "ward" for row in pairs[3:5]}

    later = NOW + timedelta(days=1)
    done = settle_within(first, second, world.election, "31.71", kinds, NOW, later, later)

    assert done["found"] == len(pairs) >= 3
    assert done["objected"] == DoubleObjection.objects.count() == 1
    assert DoubleRuling.objects.count() == done["settled"]
    assert DoubleQuestion.objects.filter(answered_at__isnull=True).exists()
    objected = DoubleObjection.objects.get()
    assert objected.double.state == SuspicionState.ANSWERED
    assert Application.objects.get(id=objected.application_id).withdrawn_at is None
