"""An invented population of applicants and lists for the demo, the same for the same seed.

Every person is made up: names are drawn word by word, NIK are computed. The faults, the true entries and the
look-alikes are planted on purpose and written down in `truth` and `look_alikes`, so that screening can be
measured. It knows nothing of how the linkage engine works.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet
from numpy.typing import NDArray

from jurdil.demo.again import plant_second_forms
from jurdil.demo.families import Families, name_kin, no_families, tie_families, wed
from jurdil.demo.forms import Intake, World, write_forms
from jurdil.demo.lists import (
    Entries,
    choose_listed,
    entry_ids,
    plan_entries,
    plan_look_alikes,
    plan_roll,
    write_lists,
)
from jurdil.demo.names import Ints, NameBook, read_name_book
from jurdil.demo.people import People, invent_people, join_people, number_people
from jurdil.demo.places import Places, read_places
from jurdil.demo.shape import SHAPE, TWINS_AT_HOME, Shape
from jurdil.registry.elections.stations import Station

SHIPPED_DATA = Path(__file__).resolve().parent.parent / "data"
APPLICANTS_PER_SEAT = 140_000 / 103_845


@dataclass(frozen=True)
class Population:
    """Tables of an invented world.

    truth: person_id, roster, entry_id, kind: entries that are about the person (the id of a form).
    spouses: the same columns: entries about the spouse whom the person named, among the organisers.
    look_alikes: the same columns: entries about somebody else who resembles the person.
    doubles: one, other, kind: two applications that resemble one another, of one person or of two (`again.py`).
    """

    applications: pa.Table
    order_officers: pa.Table
    secretariats: pa.Table
    rosters: dict[str, pa.Table]
    truth: pa.Table
    spouses: pa.Table
    look_alikes: pa.Table
    doubles: pa.Table


@dataclass(frozen=True)
class _Crew:
    """How many people serve at a TPS and beside a PPS."""

    kpps: int
    order_officers: int
    secretariat: int


@dataclass(frozen=True)
class _Forms:
    """Rows of the people behind each table of forms, and where they apply."""

    applications: Intake
    order_officers: Intake
    secretariats: Intake


def invent_population(
    stations: Sequence[Station],
    *,
    seed: int,
    applicants_per_seat: float = APPLICANTS_PER_SEAT,
    roster_entries: int = 1_000_000,
    data: Path = SHIPPED_DATA,
    shape: Shape = SHAPE,
) -> Population:
    """Invent the applicants for `stations`, the lists they may stand in, and the truth about both.

    seed: decides everything. applicants_per_seat: KPPS applications for each seat of a team.
    Raises ValueError where no ordinary station is given or `roster_entries` cannot hold the planted entries.
    """
    rng = np.random.default_rng(seed)
    places, book, crew = read_places(data, stations), read_name_book(data), _read_crew(data)
    forms, serving, ties = _invent_serving(rng, book, places, crew, applicants_per_seat, shape)
    married = wed(rng, serving, ties, shape)
    partners = _invent_partners(rng, book, places, serving, married, shape)
    ties.spouse[married] = len(serving) + np.arange(len(married))

    roll = plan_roll(rng, data, roster_entries)
    single = _who_applies_once(forms, len(serving))
    listed = choose_listed(rng, roll, single, np.intersect1d(single, married), shape)
    alike = plan_look_alikes(rng, np.setdiff1d(single, listed.people))
    known = len(serving) + len(partners)
    kelurahan = _scatter(rng, places, roster_entries)
    strangers = invent_people(rng, book, places, kelurahan, women=0.48, ages=shape.adult_ages, shape=shape)
    people = join_people([serving, partners, strangers])
    _make_alike(rng, people, alike, known)
    entries = plan_entries(rng, roll, listed, ties.spouse, alike, range(known, len(people)), shape)
    world = World(shape, book, places, people, number_people(rng, people), ties)

    tables = [write_forms(rng, world, each) for each in (forms.applications, forms.order_officers,
                                                         forms.secretariats)]  # fmt: skip
    rosters = write_lists(rng, world, entries)
    ids = _ids_by_nik(world, tables)
    truth = _tell(ids, world, entries, entries.truth_people, entries.truth_slots, entries.truth_kinds)
    look_alikes = _tell(ids, world, entries, entries.alike_people, entries.alike_slots, entries.alike_kinds)
    wed_kinds = np.full(len(entries.wed_people), "spouse")
    spouses = _tell(ids, world, entries, entries.wed_people, entries.wed_slots, wed_kinds)
    spoken_for = {one for table in (truth, spouses, look_alikes) for one in table["person_id"].to_pylist()}
    # A seed of its own: what is planted here changes nothing else in the world.
    forms, doubles = plant_second_forms(np.random.default_rng([seed, 2]), tables[0], spoken_for, shape)
    return Population(forms, tables[1], tables[2], rosters, truth, spouses, look_alikes, doubles)


def write_population(population: Population, folder: Path) -> None:
    """Write the tables as Parquet: the forms, `rosters/<name>`, `truth`, `spouses` and `look_alikes`."""
    (folder / "rosters").mkdir(parents=True, exist_ok=True)
    tables = {
        "applications": population.applications,
        "order_officers": population.order_officers,
        "secretariats": population.secretariats,
        "truth": population.truth,
        "spouses": population.spouses,
        "look_alikes": population.look_alikes,
        "doubles": population.doubles,
    }
    tables |= {f"rosters/{name}": table for name, table in population.rosters.items()}
    for name, table in tables.items():
        pyarrow.parquet.write_table(table, folder / f"{name}.parquet", compression="zstd")


def _read_crew(data: Path) -> _Crew:
    with (data / "station_derivation_2024.csv").open(encoding="utf-8", newline="") as lines:
        row = next(iter(csv.DictReader(lines)))
    return _Crew(
        int(row["kpps_per_station"]),
        int(row["order_officers_per_station"]),
        int(row["secretariat_per_kelurahan"]),
    )


def _invent_serving(
    rng: np.random.Generator, book: NameBook, places: Places, crew: _Crew, per_seat: float, shape: Shape
) -> tuple[_Forms, People, Families]:
    """The people behind all forms: applicants first, then order officers, then secretariats."""
    seats = places.seats * crew.kpps
    rows = round(float(seats.sum()) * per_seat)
    twice = round(rows * shape.applies_twice_share)
    everywhere = np.arange(len(seats))
    applicants_at = np.repeat(everywhere, _share_out(rng, seats, rows - twice))
    officers_at = np.repeat(everywhere, places.seats * crew.order_officers)
    secretariats_at = np.repeat(everywhere, crew.secretariat)
    applicants = invent_people(
        rng, book, places, applicants_at, women=shape.women_share, ages=shape.applicant_ages, shape=shape
    )
    ties = tie_families(rng, applicants, applicants_at, shape)
    name_kin(rng, applicants, ties)
    officers = invent_people(
        rng, book, places, officers_at, women=shape.officer_women_share, ages=shape.adult_ages[:2], shape=shape
    )
    secretariats = invent_people(
        rng, book, places, secretariats_at, women=shape.women_share, ages=shape.adult_ages[:2], shape=shape
    )
    first, second = len(applicants), len(applicants) + len(officers)
    alone = no_families(len(officers) + len(secretariats))
    ties = Families(
        np.concatenate((ties.household, first + alone.household)),
        np.concatenate((ties.kin, alone.kin)),
        np.concatenate((ties.spouse, alone.spouse)),
    )
    who, where = _hand_in(rng, applicants_at, twice, shape)
    forms = _Forms(
        Intake(who, where, "KPPS", "A", ""),
        Intake(first + np.arange(len(officers)), officers_at, "LINMAS", "L", "proposed"),
        Intake(second + np.arange(len(secretariats)), secretariats_at, "SEKRETARIAT_PPS", "S", "proposed"),
    )
    return forms, join_people([applicants, officers, secretariats]), ties


def _hand_in(rng: np.random.Generator, home: Ints, twice: int, shape: Shape) -> tuple[Ints, Ints]:
    """Who hands in each application and for which kelurahan: some apply twice, some where they do not live."""
    neighbours = np.clip(home + rng.choice([-1, 1], len(home)), 0, home.max())
    strays = rng.random(len(home)) < shape.wrong_domicile_share
    where = np.where(strays, neighbours, home)
    again = rng.choice(len(home), twice, replace=False)
    other = np.where(rng.random(twice) < 0.3, neighbours[again], home[again])
    return np.concatenate((np.arange(len(home)), again)), np.concatenate((where, other))


def _share_out(rng: np.random.Generator, seats: Ints, total: int) -> Ints:
    """Whole numbers summing to `total`, near the seats but not the same everywhere."""
    weight = seats * np.clip(rng.normal(1, 0.06, len(seats)), 0.85, 1.15)
    edges = np.round(np.cumsum(weight / weight.sum()) * total).astype(np.int64)
    return np.diff(edges, prepend=0)


def _scatter(rng: np.random.Generator, places: Places, size: int) -> Ints:
    """The kelurahan of so many strangers, by the number of stations."""
    chances = np.cumsum(places.seats / places.seats.sum())[:-1]
    return np.searchsorted(chances, rng.random(size), side="right")


def _invent_partners(
    rng: np.random.Generator, book: NameBook, places: Places, serving: People, married: Ints, shape: Shape
) -> People:
    """Husbands and wives, about as old as those they are married to and living with them."""
    home = places.ground_kelurahan[serving.ground[married]]
    partners = invent_people(
        rng, book, places, home, women=~serving.is_woman[married], ages=shape.adult_ages, shape=shape
    )
    partners.birth = serving.birth[married] + rng.integers(-1_500, 1_500, len(married))
    partners.ground, partners.street, partners.house = (
        serving.ground[married], serving.street[married], serving.house[married]
    )  # fmt: skip
    return partners


def _who_applies_once(forms: _Forms, size: int) -> Ints:
    return np.flatnonzero(np.bincount(forms.applications.who, minlength=size) < 2)


def _make_alike(rng: np.random.Generator, people: People, alike: tuple[Ints, NDArray[np.str_]], start: int) -> None:
    """Change the first strangers so that each resembles the applicant planned for them."""
    model, kinds = alike
    mine = start + np.arange(len(model))

    def of(*wanted: str) -> tuple[Ints, Ints]:
        chosen = np.isin(kinds, wanted)
        return model[chosen], mine[chosen]

    they, me = of("namesake", "namesake_with_birth_date")
    people.words[me], people.is_woman[me] = people.words[they], people.is_woman[they]
    they, me = of("twin", "namesake_with_birth_date", "birth_date_neighbour")
    people.birth[me] = people.birth[they]
    they, me = of("twin")
    people.nik_region[me], people.birth_place[me] = people.nik_region[they], people.birth_place[they]
    people.is_woman[me] = people.is_woman[they]
    people.copy_family_word(they, me)
    at_home = rng.random(len(me)) < TWINS_AT_HOME
    people.copy_address(they[at_home], me[at_home])
    they, me = of("sibling")
    people.copy_family_word(they, me)
    people.copy_address(they, me)
    people.birth[me] = people.birth[they] + rng.integers(400, 2_200, len(me)) * rng.choice([-1, 1], len(me))
    they, me = of("birth_date_neighbour")
    people.ground[me] = people.ground[they]
    people.words[me, 0], people.is_woman[me] = people.words[they, 0], people.is_woman[they]


def _ids_by_nik(world: World, tables: list[pa.Table]) -> dict[int, str]:
    """The form of each NIK (of the first form, where somebody applies twice)."""
    ids: dict[int, str] = {}
    for table in tables:
        niks = table["nik"].cast(pa.int64()).to_pylist()
        for nik, form in zip(reversed(niks), reversed(table["id"].to_pylist()), strict=True):
            ids[nik] = form
    return ids


def _tell(
    ids: dict[int, str], world: World, entries: Entries, people: Ints, slots: Ints, kinds: NDArray[np.str_]
) -> pa.Table:
    rosters = pa.array(entries.roll.names).take(pa.array(entries.roster[slots]))
    table = pa.table(
        {
            "person_id": pa.array([ids[nik] for nik in world.nik[people].tolist()], pa.string()),
            "roster": rosters,
            "entry_id": entry_ids(entries).take(pa.array(slots)),
            "kind": pa.array(kinds.tolist(), pa.string()),
        }
    )
    return table.sort_by([("person_id", "ascending"), ("entry_id", "ascending")])
