"""Human beings as columns of numbers: drawn alone, or as the relative or namesake of somebody drawn before."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from bench.linkage.places import STREETS_PER_WARD, Wards
from bench.linkage.rates import KIN, Kin, Rates
from bench.linkage.vocabulary import Vocabulary, draw_names, draw_words

ON = np.datetime64("2024-09-28", "D").astype(np.int64).item()
YEAR = 365.2425


@dataclass(frozen=True)
class Humans:
    """words: name as numbers of words, -1 where none. sex: 0 man, 1 woman. day: since 1970. place: regency of birth.

    region: district in which the number was given. serial: last four digits. ward, street, house, rt, rw: home.
    """

    words: NDArray[np.int32]
    sex: NDArray[np.int8]
    day: NDArray[np.int32]
    place: NDArray[np.int16]
    region: NDArray[np.int32]
    serial: NDArray[np.int16]
    ward: NDArray[np.int32]
    street: NDArray[np.int8]
    house: NDArray[np.int16]
    rt: NDArray[np.int8]
    rw: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.sex)

    def take(self, rows: NDArray[np.int64]) -> Humans:
        """Return the humans at `rows`, in that order."""
        return Humans(**{each.name: getattr(self, each.name)[rows] for each in fields(self)})

    def changed(self, **columns: object) -> Humans:
        """Return a copy with some columns replaced."""
        return Humans(**({each.name: getattr(self, each.name) for each in fields(self)} | columns))  # type: ignore[arg-type]


def join_humans(parts: list[Humans]) -> Humans:
    """Return all humans of `parts`, one after another."""
    return Humans(
        **{each.name: np.concatenate([getattr(part, each.name) for part in parts]) for each in fields(Humans)}
    )


class Register:
    """Gives each human a number of their own: a set of used numbers of bounded size (one hash, Bloom 1970).

    A false "used" only moves a serial by one.
    """

    def __init__(self, people: int) -> None:
        self._bits = max(20, int(people * 8).bit_length())
        self._used = np.zeros(1 << self._bits, np.bool_)

    def settle(self, humans: Humans, wards: Wards) -> Humans:
        """Return the humans with serials changed where their number was in use."""
        serial = humans.serial.astype(np.int64)
        prefix = nik_prefix(humans, wards)
        open_rows = np.arange(len(humans))
        while len(open_rows):
            at = self._slot(prefix[open_rows] * 10_000 + serial[open_rows])
            _, first = np.unique(at, return_index=True)
            is_first = np.zeros(len(open_rows), np.bool_)
            is_first[first] = True
            is_free = is_first & ~self._used[at]
            self._used[at[is_free]] = True
            open_rows = open_rows[~is_free]
            serial[open_rows] = serial[open_rows] % 9_998 + 1
        return humans.changed(serial=serial.astype(np.int16))

    def _slot(self, number: NDArray[np.int64]) -> NDArray[np.uint64]:
        mixed = number.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        return (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9) >> np.uint64(64 - self._bits)


def calendar(day: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return year, month and day of days since 1970."""
    days = day.astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    years = months.astype("datetime64[Y]").astype(np.int64) + 1970
    return years, months.astype(np.int64) % 12 + 1, (days - months).astype(np.int64) + 1


def day_of(year: NDArray[np.int64], month: NDArray[np.int64], day: NDArray[np.int64]) -> NDArray[np.int32]:
    """Return days since 1970; a day beyond the end of its month runs into the next."""
    months = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    return (months.astype("datetime64[D]").astype(np.int64) + day - 1).astype(np.int32)


def nik_prefix(humans: Humans, wards: Wards) -> NDArray[np.int64]:
    """Return the first twelve digits: district, day of birth (women: + 40), month, year."""
    year, month, day = calendar(humans.day)
    born = (day + 40 * (humans.sex == 1)) * 10_000 + month * 100 + year % 100
    return wards.district_first[humans.region].astype(np.int64) * 1_000_000 + born


@dataclass
class Maker:
    """Draws humans; its register makes every number unique."""

    vocabulary: Vocabulary
    wards: Wards
    rates: Rates
    register: Register
    rng: np.random.Generator

    def draw(self, size: int, *, is_screened: bool) -> Humans:
        """Draw people who have nothing to do with one another. is_screened: they live here and are rather young."""
        rng, rates = self.rng, self.rates
        sex = (rng.random(size) < 0.5).astype(np.int8)
        ward = self.wards.draw(size, rng, is_here=True)
        if not is_screened:
            away = np.flatnonzero(rng.random(size) < rates.world.away)
            ward[away] = self.wards.draw(len(away), rng, is_here=False)
        humans = Humans(
            words=self._names(sex, ward),
            sex=sex,
            day=self._days(size, is_screened=is_screened),
            place=np.zeros(size, np.int16),
            region=np.zeros(size, np.int32),
            serial=np.minimum(rng.geometric(1 - rates.people.serial_tail, size), 9_999).astype(np.int16),
            ward=ward,
            **self._doors(size),
        )  # type: ignore[arg-type]
        return self.register.settle(self._rooted(humans), self.wards)

    def _names(self, sex: NDArray[np.int8], ward: NDArray[np.int32]) -> NDArray[np.int32]:
        """Draw names; some words are changed for the ones that the home's province has in their place.

        Of as many neighbours in the alphabet as there are provinces each province has one.
        """
        rng, people = self.rng, self.rates.people
        words = draw_names(self.vocabulary, sex, rng, popular=people.popular_name)
        if people.own_words:
            known, provinces = self.vocabulary, self.wards.provinces
            row, at = np.nonzero((words >= 0) & (rng.random(words.shape) < people.own_words))
            many = int(provinces.max()) + 1
            rank = known.rank[words[row, at]] // many * many + provinces[ward[row]]
            words[row, at] = known.sorted_words[np.minimum(rank, len(known.sorted_words) - 1)]
        return words

    def _days(self, size: int, *, is_screened: bool) -> NDArray[np.int32]:
        rng, people = self.rng, self.rates.people
        age = people.youngest + (people.oldest - people.youngest) * rng.random(size) ** 1.4
        if is_screened:
            young = rng.random(size) < people.young_share
            age = np.where(young, rng.uniform(people.youngest, 35, size), age)
        day = (ON - age * YEAR).astype(np.int32)
        share = np.where(age < 45, people.new_year_birthday, people.new_year_birthday_old)
        year, _, _ = calendar(day)
        one = np.ones(size, np.int64)
        return np.where(rng.random(size) < share, day_of(year, one, one), day).astype(np.int32)

    def _doors(self, size: int) -> dict[str, NDArray[np.int16]]:
        rng = self.rng
        return {
            "street": rng.integers(0, STREETS_PER_WARD, size).astype(np.int8),
            "house": (1 + rng.geometric(0.02, size) % 180).astype(np.int16),
            "rt": rng.integers(1, 17, size).astype(np.int8),
            "rw": rng.integers(1, 13, size).astype(np.int8),
        }

    def _rooted(self, humans: Humans) -> Humans:
        """Give a place of birth and the district of the number."""
        rng, wards, people = self.rng, self.wards, self.rates.people
        size = len(humans)
        far = np.searchsorted(wards.city_weight, rng.random(size), side="right").astype(np.int16)
        place = np.where(rng.random(size) < people.born_here, wards.cities[humans.ward], far).astype(np.int16)
        where_born = rng.random(size) < people.registered_where_born
        place_district = self._district_of(place)
        region = np.where(where_born, place_district, self._district_of(wards.cities[humans.ward]))
        return humans.changed(place=place, region=region.astype(np.int32))

    def _district_of(self, city: NDArray[np.int16]) -> NDArray[np.int32]:
        order = self.wards.city_districts
        first = np.array([each[0] for each in order], np.int32)
        count = np.array([len(each) for each in order], np.int32)
        return first[city] + (self.rng.random(len(city)) * count[city]).astype(np.int32)

    def relative(self, base: Humans, kind: str) -> Humans:
        """Return a relative of each: spouse, sibling, twin, child, parent or junior (see `rates.KIN`)."""
        rng, kin = self.rng, KIN[kind]
        fresh = self.draw(len(base), is_screened=False)
        size = len(base)
        if kind == "spouse":
            sex = (1 - base.sex).astype(np.int8)
        elif kind == "junior":
            sex = base.sex
        else:
            alike = rng.random(size) < (0.65 if kind == "twin" else 0.5)
            sex = np.where(alike, base.sex, 1 - base.sex).astype(np.int8)
        home = rng.random(size) < kin.same_home
        rooted = rng.random(size) < kin.same_birth_place
        registered = rng.random(size) < kin.same_nik_region
        changed = fresh.changed(
            words=self._kin_words(base, sex, kin, kind),
            sex=sex,
            day=self._kin_days(base, kind),
            place=np.where(rooted, base.place, fresh.place),
            region=np.where(registered, base.region, fresh.region),
            serial=self._next_serial(base, fresh) if kind == "twin" else fresh.serial,
            **{name: np.where(home, getattr(base, name), getattr(fresh, name))
               for name in ("ward", "street", "house", "rt", "rw")},
        )  # fmt: skip
        return self.register.settle(changed, self.wards)

    def _next_serial(self, base: Humans, fresh: Humans) -> NDArray[np.int16]:
        """The serial before or after that of the twin, or one that has nothing to do with it."""
        step = self.rng.choice([-1, 1], len(base))
        beside = np.where(base.serial + step < 1, base.serial + 1, base.serial + step)
        is_next = self.rng.random(len(base)) < self.rates.world.twin_next_number
        return np.where(is_next, np.minimum(beside, 9_999), fresh.serial).astype(np.int16)

    def _kin_days(self, base: Humans, kind: str) -> NDArray[np.int32]:
        rng, size = self.rng, len(base)
        if kind == "twin":
            return base.day
        gap = {
            "spouse": rng.normal(0, 4.5, size),
            "sibling": rng.choice([-1, 1], size) * (1.0 + rng.gamma(2.0, 2.0, size)),
            "child": 18 + rng.gamma(4.0, 2.5, size),
            "parent": -18 - rng.gamma(4.0, 2.5, size),
            "junior": rng.choice([-1, 1], size) * (18 + rng.gamma(4.0, 2.5, size)),
        }[kind]
        day = base.day + (gap * YEAR).astype(np.int64)
        youngest, oldest = ON - int(self.rates.people.youngest * YEAR), ON - int(92 * YEAR)
        spread = rng.integers(0, 900, size)
        return np.where(day > youngest, youngest - spread, np.maximum(day, oldest + spread)).astype(np.int32)

    def _kin_words(self, base: Humans, sex: NDArray[np.int8], kin: Kin, kind: str) -> NDArray[np.int32]:
        rng, size = self.rng, len(base)
        rows = np.arange(size)
        words = self._names(sex, base.ward)
        base_last = (base.words >= 0).sum(axis=1) - 1
        if kind == "junior":
            return self._junior_words(base, base_last)
        last = (words >= 0).sum(axis=1) - 1
        shared = (rng.random(size) < kin.same_last_word) & (base_last > 0)
        at = np.maximum(last, 1)
        words[rows[shared], at[shared]] = base.words[rows, base_last][shared]
        named = ~shared & (rng.random(size) < kin.father_as_last_word) & (base.sex == 0)
        words[rows[named], at[named]] = base.words[named, 0]
        similar = rng.random(size) < kin.similar_first_word
        words[similar, 0] = self._neighbour(base.words[similar, 0])
        return words

    def _junior_words(self, base: Humans, last: NDArray[np.int64]) -> NDArray[np.int32]:
        rng, size = self.rng, len(base)
        words = base.words.copy()
        added = np.where(
            base.sex == 1,
            draw_words(self.vocabulary, 1, "last", size, rng),
            draw_words(self.vocabulary, 0, "last", size, rng),
        )
        rows = np.arange(size)
        is_longer = (rng.random(size) < 0.6) | (last == 0)
        at = np.where(is_longer, np.minimum(last + 1, words.shape[1] - 1), last)
        own = rng.random(size) >= self.rates.world.junior_same_name
        words[rows[own], at[own]] = added[own]
        return words

    def _neighbour(self, word: NDArray[np.int32]) -> NDArray[np.int32]:
        voc = self.vocabulary
        step = self.rng.choice([-3, -2, -1, 1, 2, 3], len(word))
        return voc.sorted_words[np.clip(voc.rank[word] + step, 0, len(voc.sorted_words) - 1)]

    def neighbour(self, base: Humans) -> Humans:
        """Return other people of the ward, sex, day of birth and first word of each, in other houses."""
        fresh = self.draw(len(base), is_screened=False)
        words = self._names(base.sex, base.ward)
        words[:, 0] = base.words[:, 0]
        changed = fresh.changed(words=words, sex=base.sex, day=base.day, ward=base.ward)
        return self.register.settle(changed, self.wards)

    def namesake(self, base: Humans, *, same_day: bool) -> Humans:
        """Return other people of exactly the same name and sex, some of the same day of birth, of other homes."""
        fresh = self.draw(len(base), is_screened=False)
        if not same_day:
            near = self.rng.random(len(base)) < self.rates.world.namesake_same_city
            ward = np.where(near, self.wards.near(base.ward, self.rng, level="district"), fresh.ward).astype(np.int32)
            fresh = fresh.changed(ward=ward)
        day = base.day if same_day else fresh.day
        return self.register.settle(fresh.changed(words=base.words, sex=base.sex, day=day), self.wards)
