"""Likelihood ratios of birth date, NIK, place of birth and home under the generator's own rates."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from bench.linkage.humans import ON, YEAR
from bench.linkage.places import STREETS_PER_WARD, Wards, place_spellings
from bench.linkage.rates import FORM_CARE, Rates

NEVER = 1e-9
BOTH = 1 + FORM_CARE
"""A fault may be the entry's or, less often, the form's."""
CLIPPED_DAYS = 900
"""Whoever would be too young is born within so many days before the youngest day."""
EPOCH = date(1970, 1, 1).toordinal()


def _gamma(value: float, shape: int, scale: float) -> float:
    """Return the density of a gamma distribution of whole shape."""
    if value <= 0:
        return 0.0
    return value ** (shape - 1) * math.exp(-value / scale) / math.factorial(shape - 1) / scale**shape


@lru_cache(maxsize=1_000)
def _too_young(kind: str, years: int) -> float:
    """Return how often a relative would be younger than the youngest, who is `years` younger than the person."""
    least, shape, scale, share = {"sibling": (1, 2, 2.0, 0.5), "child": (18, 4, 2.5, 1.0), "junior": (18, 4, 2.5, 0.5),
                                  "parent": (0, 1, 1.0, 0.0), "spouse": (0, 1, 1.0, 0.0)}[kind]  # fmt: skip
    return share * sum(_gamma(gap + 0.5 - least, shape, scale) for gap in range(max(years, 0), 90))


def day_in_nik(nik: str) -> tuple[int, int] | None:
    """Return days since 1970 and sex (0 man) that the digits 7 to 12 say; None if there is no such day."""
    if len(nik) != 16:
        return None
    day, month, year = int(nik[6:8]), int(nik[8:10]), int(nik[10:12])
    sex = int(day > 40)
    try:
        return date(2000 + year if year <= 7 else 1900 + year, month, day - 40 * sex).toordinal() - EPOCH, sex
    except ValueError:
        return None


@dataclass(eq=False)
class BirthOdds:
    """Birth date and NIK together, because the number repeats the date."""

    wards: Wards
    rates: Rates
    area_cities: NDArray[np.float64]
    districts: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.districts = {code: nth for nth, code in enumerate(self.wards.district_first.tolist())}
        self._district_city = {
            nth: city for city, rows in enumerate(self.wards.city_districts) for nth in rows.tolist()
        }

    @lru_cache(maxsize=100_000)  # noqa: B019
    def density(self, day: int) -> float:
        """Return the share of people born on a day."""
        people = self.rates.people
        age = (ON - day) / YEAR
        width = people.oldest - people.youngest
        at = min(max((age - people.youngest) / width, 1e-4), 1.0)
        per_day = at ** (1 / 1.4 - 1) / 1.4 / width / YEAR
        heap = people.new_year_birthday if age < 45 else people.new_year_birthday_old
        is_first = date.fromordinal(day + EPOCH).timetuple().tm_yday == 1
        return per_day * (1 - heap) + (per_day * YEAR * heap if is_first else 0.0)

    def told(self, person: int, entry: int) -> tuple[int, float]:
        """Return faults and P(entry's date | person's date) at the rates of one hand."""
        if person == entry:
            return 0, 1.0
        rates = self.rates.writing
        p, e = date.fromordinal(person + EPOCH), date.fromordinal(entry + EPOCH)
        total = 0.0
        if p.year == e.year and p.day == e.month and p.month == e.day:
            total += rates.date_swapped * BOTH
        if (p.month, p.day) == (e.month, e.day):
            total += rates.date_year * BOTH * {10: 1 / 8, 2: 1 / 8, 1: 1 / 4}.get(abs(p.year - e.year), 0.0)
        if p.year == e.year and (e.month, e.day) == (1, 1):
            total += rates.date_new_year
        if p.year == e.year and (p.month, p.day) == (1, 1):
            total += rates.date_new_year * FORM_CARE * self.density(entry) / max(self.density(person), 1e-12)
        if (p.year, p.month) == (e.year, e.month):
            total += rates.date_digit * BOTH * (0.6 / 9 if p.day // 10 == e.day // 10 else 0.02)
        return (1, total) if total else (2, 1e-7)

    def gap_ratio(self, kind: str, mine: int, its: int) -> float:
        """Return P(relative's day of birth | person's) / P(that day | anybody), as `Maker.relative` draws it."""
        years = (its - mine) / YEAR
        if kind == "spouse":
            density = math.exp(-((years / 4.5) ** 2) / 2) / 4.5 / math.sqrt(2 * math.pi)
        elif kind == "sibling":
            density = _gamma(abs(years) - 1, 2, 2.0) / 2
        else:
            side = {"child": years > 0, "parent": years < 0, "junior": 0.5}[kind]
            density = side * _gamma(abs(years) - 18, 4, 2.5)
        if 0 <= ON - its - int(self.rates.people.youngest * YEAR) < CLIPPED_DAYS:
            density += _too_young(kind, int((ON - mine) / YEAR) - self.rates.people.youngest) * YEAR / CLIPPED_DAYS
        return density / YEAR / self.density(its)

    def region(self, nik: str, place: int, city: int) -> float:
        """Return P(district of the number | place of birth and home, where known (-1 not))."""
        exact, slip = self._region(nik[:6], place, city), self.rates.writing.nik_digit * BOTH / 15 / 9
        near = (f"{nik[:at]}{digit}{nik[at + 1 : 6]}" for at in range(6) for digit in "0123456789" if digit != nik[at])
        return max(exact + slip * sum(self._region(code, place, city) for code in near), 1e-9)

    @lru_cache(maxsize=1_000_000)  # noqa: B019
    def _region(self, code: str, place: int, city: int) -> float:
        nth = self.districts.get(int(code))
        if nth is None:
            return 0.0
        its_city = self._district_city[nth]
        count = len(self.wards.city_districts[its_city])
        born, here = self.rates.people.registered_where_born, float(self.area_cities[its_city])
        by_place = here if place < 0 else float(place == its_city) or 0.05 * here
        by_home = here if city < 0 else float(city == its_city) or 0.12 * here
        return (born * by_place + (1 - born) * by_home) / count

    def number(self, nik: str, told: int | None, sex: int | None, place: int, city: int) -> float:
        """Return P(entry's number | anybody with what else the entry says)."""
        inside = day_in_nik(nik)
        if inside is None:
            return 0.03 * 1e-6
        serial = 0.45 * 0.55 ** (min(int(nik[12:]), 40) - 1) + 1e-5
        born = self.density(inside[0])
        if told is not None:
            faulty = self.told(inside[0], told)[1] * born / max(self.density(told), 1e-12)
            born = 0.97 if told == inside[0] else max(faulty, self.rates.writing.nik_digit / 15 / 9 / 10)
        bit = 0.5 if sex is None else (0.99 if sex == inside[1] else 0.01)
        return self.region(nik, place, city) * serial * born * bit

    def same_number(self, person: str, entry: str) -> tuple[int, float]:
        """Return faults and P(entry's number | person's number); 0.0 where only somebody else's explains it."""
        rates = self.rates.writing
        if person == entry:
            return 0, 1.0
        if abs(len(person) - len(entry)) > 1 or OSA.distance(person, entry, score_cutoff=2) > 2:
            return 1, 0.0
        if len(person) != len(entry):
            return (1, rates.nik_shifted * BOTH / 3 / 14) if OSA.distance(person, entry) == 1 else (2, 1e-6)
        differ = [at for at in range(len(person)) if person[at] != entry[at]]
        if len(differ) == 1:
            return 1, rates.nik_digit * BOTH / 15 / 9
        if len(differ) == 2 and differ[1] == differ[0] + 1 and sorted(person) == sorted(entry):
            return 1, rates.nik_transposed * BOTH / 15
        at = differ[0]
        if person[at + 1 :] == entry[at:-1]:
            return 1, rates.nik_shifted * BOTH / 3 / 16 / 10
        return 2, 1e-7


@dataclass(eq=False)
class PlaceOdds:
    """Places of birth as written."""

    wards: Wards
    rates: Rates
    area_cities: NDArray[np.float64]

    def __post_init__(self) -> None:
        rate = self.rates.writing.place_other
        self._of: dict[str, dict[int, float]] = {}
        for city, name in enumerate(self.wards.city_names):
            usual, *others = place_spellings(name)
            for text, share in ((usual, 1 - rate), *((other, rate / len(others)) for other in others)):
                ways = self._of.setdefault(text.upper(), {})
                ways[city] = ways.get(city, 0.0) + share
        anywhere = np.diff(self.wards.city_weight, prepend=0.0)
        self._share = self.rates.people.born_here * self.area_cities + (1 - self.rates.people.born_here) * anywhere

    def anybody(self, text: str) -> float:
        """Return how often a place is written so."""
        return sum(float(self._share[city]) * share for city, share in self._of.get(text.upper(), {}).items())

    def city(self, text: str | None) -> int:
        """Return the city that a text means, -1 where it is none or one of several."""
        cities = self._of.get((text or "").upper(), {})
        return next(iter(cities)) if len(cities) == 1 else -1

    @lru_cache(maxsize=200_000)  # noqa: B019
    def ratio(self, person: str | None, entry: str | None) -> float:
        """Return P(entry's place | person's place) / P(entry's place | anybody)."""
        if person is None or entry is None:
            return 1.0
        known, said = self._of.get(person.upper()), self._of.get(entry.upper())
        if known is None or said is None:
            return 1.0
        weight = {city: float(self._share[city]) * share for city, share in known.items()}
        total = sum(weight.values())
        both = sum(share * said.get(city, 0.0) for city, share in weight.items())
        return max(both / max(total, NEVER), 1e-4) / max(self.anybody(entry), NEVER)


@dataclass(eq=False)
class HomeOdds:
    """Wards and addresses."""

    wards: Wards
    rates: Rates
    area_wards: NDArray[np.float64]
    area_cities: NDArray[np.float64]

    def __post_init__(self) -> None:
        codes = self.wards.codes.to_pylist()
        self.ward = {code: nth for nth, code in enumerate(codes)}
        self.city_of = {code[:5]: int(city) for code, city in zip(codes, self.wards.cities.tolist(), strict=True)}
        self._in_district = np.bincount(self.wards.districts)
        self._in_city = np.bincount(self.wards.cities)
        self._anywhere = np.diff(self.wards.anywhere_weight, prepend=0.0)
        self._city_anywhere = np.diff(self.wards.city_weight, prepend=0.0)

    @lru_cache(maxsize=500_000)  # noqa: B019
    def ward_ratio(self, person: str, entry: str) -> tuple[float, float]:
        """Return P(entry's region | same home, and | moved) over P(entry's region | anybody)."""
        rates = self.rates.writing
        stayed = 1 - rates.moved_ward - rates.moved_district - rates.moved_city
        mine = self.ward[person]
        my_city = int(self.wards.cities[mine])
        if len(entry) == 5:
            city = self.city_of[entry]
            base = max(float(self.area_cities[city]), 1e-7)
            same = float(city == my_city)
            moved = (rates.moved_ward + rates.moved_district) * same + rates.moved_city * float(
                self._city_anywhere[city]
            )
            return stayed * same / base, moved / base
        its = self.ward[entry]
        base = max(float(self.area_wards[its]), 1e-8)
        moved = rates.moved_city * float(self._anywhere[its]) / base
        if self.wards.districts[its] == self.wards.districts[mine]:
            moved += rates.moved_ward / self._in_district[self.wards.districts[mine]] / base
        if self.wards.cities[its] == my_city:
            moved += rates.moved_district / self._in_city[my_city] / base
        return stayed * float(its == mine) / base, moved

    def ratio(self, person: tuple[str, str | None], entry: tuple[str, str | None]) -> float:
        """Return P(entry's home | person's home) / P(entry's home | anybody). Each: region, address."""
        stayed, moved = self.ward_ratio(person[0] or "", entry[0] or "")
        if entry[1] is None or stayed == 0.0:
            return stayed + moved
        mine, its = _doors(person[1]), _doors(entry[1])
        if mine[:3] != its[:3] or (mine[3] and its[3] and mine[3] != its[3]):
            return moved + stayed * NEVER
        doors = 16.0 * 12.0 * STREETS_PER_WARD * (60.0 if mine[3] and its[3] else 1.0)
        return stayed * doors + moved


@lru_cache(maxsize=500_000)
def _doors(address: str | None) -> tuple[str, str, str, str]:
    """Return RT, RW, street and house number of a written address."""
    words = (address or "").upper().replace("/RW", " RW").replace("RT.", "RT ").replace("RW.", "RW ").split()
    if "RT" not in words or "RW" not in words:
        return ("", "", "", "")
    at, then = words.index("RT"), words.index("RW")
    head = [word for word in words[:at] if word not in ("JL.", "JALAN", "NO.")]
    house = head.pop() if head and head[-1].isdigit() else ""
    return (words[at + 1].lstrip("0"), words[then + 1].lstrip("0"), " ".join(head), house)


def log(value: float) -> float:
    """Return the logarithm, of a tiny number in place of zero."""
    return math.log(max(value, 1e-30))
