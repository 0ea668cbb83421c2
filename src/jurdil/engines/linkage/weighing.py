"""Weigh how the fields of candidate pairs agree: Fellegi and Sunter (1969) with the frequency of each value.

A field's weight is log2(m / u): m, how often the same person agrees so across two lists; u, how often a stranger does,
taken from exact counts of values where the level is an agreement. To this comes what the plain weights leave out: the
look-alikes of `model.py`, and that faults come together. Odds = expected entries of the same person / expected entries
of everybody else who would agree in this way; the prior is explicit.

Opinions chosen here, because the fields are not independent and a false accusation costs most:
- NIK repeats birth date and sex. Where a birth date was read from a NIK it is not counted beside that NIK, and how
  numbers of strangers agree is asked among those who share birth date and sex.
- One number on two rows is shown to people whatever the rest says: such a pair is given NUMBER_FLOOR at least. It is
  a question about the number, and lies among the weakest suspicions.
- No pair is certain: the probability has a ceiling. Otherwise it is what the evidence says; what a match may be called
  is held back elsewhere (`restraint.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jurdil.engines.linkage.birthplaces import ANYWHERE, CITY, IN_CITY, OTHER_CITY, shares, where_lives
from jurdil.engines.linkage.compare import JANUARY_FIRST, WARD, Comparison
from jurdil.engines.linkage.comparing_names import SHORT_NAME
from jurdil.engines.linkage.counts import BIRTHPLACE, COUNTED, PLACE_SHARES, Counted, share_among
from jurdil.engines.linkage.homes import day_at_home, name_at_home
from jurdil.engines.linkage.levels import FIELDS, LEVELS, number_of
from jurdil.engines.linkage.model import (
    CONTEXTS,
    HALVES,
    OTHER_DAY,
    OTHER_DAY_CITY,
    OTHER_SEX,
    SAME,
    SAME_CITY,
    SAME_DAY,
    SAME_DAY_CITY,
    Homes,
    Model,
)
from jurdil.engines.linkage.prepare import WORDS
from jurdil.engines.linkage.rarity import TINY, bits_of, whole_name_bits
from jurdil.engines.linkage.sides import Side, among
from jurdil.engines.linkage.titles import said_apart

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Numbers = Mapping[str, NDArray[Any]]  # Any: numbers of several kinds
AT_HOME = "at_home"
NUMBER_FLOOR = 0.05
DISTRICT = 6
"""Digits of a region code that says the district."""
FROM_NUMBER, NO_DAY = (CONTEXTS["birth_date"].index(name) for name in ("from-number", "no-day"))
_PLACES = ("same-province", "elsewhere", "same-city", "same-province")
CONTEXT_BY_WHERE = np.array([CONTEXTS["birth_place"].index(name) for name in _PLACES], dtype=np.int8)
"""A region that is not told is most often of the same province."""
CEILING = 0.9999
MOST_ODDS = 60.0
COMMON_PLACE = 0.02
"""A place where more were born of those who live where the entry's person lives is no rare one."""
INITIAL = 0.08
"""A stranger's word begins with a given letter."""
SHORTENED = 0.04
"""Of those with the same whole name, so many are written with a word less or a letter for a word. Fashionable names are
far more frequent than their words, taken one by one, would let one think."""
BY_WORDS = ("initials", "first-part", "part", "first-word", "one-word")
"""Levels of a name of which a stranger's chance is that of the words both share; the first three say a whole name."""
NEARLY, ALIKE = tuple(number_of("name", name) for name in ("first-near", "near", "alike")), number_of("name", "alike")
"""Levels of a name of which a stranger's chance is that of a word both share and of another that is nearly the same."""
SOME_WORDS = tuple(number_of("name", name) for name in BY_WORDS)
ALL_WORDS = np.int8((1 << len(WORDS)) - 1)


@dataclass(frozen=True)
class Circumstances:
    """Per pair, what the weights need beside the levels: the circumstance of each field, and log2 u (`log2_u`).

    context: also `said`, what titles say against one person (`titles.py`), and `letters_alone`, whether names share
    initials and no word. strangers: log2 u of fields for which it hangs on the value, and AT_HOME, what is more of it
    where both live in one province. plain: of the others, by
    circumstance and level.
    """

    levels: Mapping[str, NDArray[np.int8]]
    context: Mapping[str, NDArray[np.int8]]
    strangers: Mapping[str, Floats]
    plain: Mapping[str, Floats]

    def log2_u(self, name: str) -> Floats:
        """Return log2 of how often a stranger agrees so in one field."""
        if name in self.strangers:
            return self.strangers[name]
        found: Floats = self.plain[name].take(self.context[name] * np.int16(len(LEVELS[name])) + self.levels[name])
        return found

    def take(self, rows: Ints) -> Circumstances:
        """Return those of some pairs."""
        levels = {field: values[rows] for field, values in self.levels.items()}
        context = {field: values[rows] for field, values in self.context.items()}
        strangers = {field: values[rows] for field, values in self.strangers.items()}
        return Circumstances(levels, context, strangers, self.plain)

    @classmethod
    def joined(cls, parts: Sequence[Circumstances]) -> Circumstances:
        """Return those of several parts that were compared with one model, one after the other."""
        levels, context, strangers = (
            {field: np.concatenate([getattr(part, kind)[field] for part in parts]) for field in getattr(parts[0], kind)}
            for kind in ("levels", "context", "strangers")
        )
        return cls(levels, context, strangers, parts[0].plain)


@dataclass(frozen=True)
class SecondLook:
    """Per pair: whether the person has another own entry, and the bits that this adds or takes (`own_entries.py`)."""

    has_another: NDArray[np.bool_]
    bits: Floats

    def take(self, rows: Ints) -> SecondLook:
        """Return that of some pairs."""
        return SecondLook(self.has_another[rows], self.bits[rows])


@dataclass(frozen=True)
class Weights:
    """Per pair: bits of each field, what look-alikes and faults that come together add or take, and the probability.

    home: what a name and a day that are commoner at home take away (`homes.py`). second: what the other pairs of each
    person add or take, if they were looked at.
    """

    bits: Mapping[str, Floats]
    prior: Floats
    home: Floats
    alike: Floats
    second: SecondLook | None
    caution: Floats
    probability: Floats
    evidence: NDArray[np.str_]


def circumstances(
    person: Side, entry: Side, found: Comparison, counts: Mapping[str, Counted], model: Model
) -> Circumstances:
    """Return the circumstances of compared pairs."""
    levels: dict[str, NDArray[np.int8]] = {field: getattr(found, field) for field in FIELDS}
    derived = (person["is_born_from_nik"] | entry["is_born_from_nik"]) & (levels["nik"] > 0)
    repeated = (levels["nik"] == 1) | ((levels["nik"] <= number_of("nik", "two-slips")) & (found.birth_date != 1))
    levels["birth_date"] = np.where(derived & repeated, 0, levels["birth_date"]).astype(np.int8)
    depth = np.minimum(person["depth"], entry["depth"])
    only_province = (depth < CITY) & (levels["region"] == number_of("region", "province"))
    levels["region"] = np.where(only_province, 0, levels["region"]).astype(np.int8)
    is_day = levels["birth_date"] == 1
    same_day = is_day & (levels["sex"] <= 1)
    same_name = (levels["name"] > 0) & (levels["name"] <= number_of("name", "part"))
    in_city = (levels["region"] > 0) & (levels["region"] <= number_of("region", "city"))
    may_be_city = levels["region"] <= number_of("region", "city")
    where = where_lives(levels["region"])
    rarely = place_share(person, where, counts)
    is_coarse = (depth < WARD).astype(np.int8)
    day_context = np.select(
        [same_day & may_be_city, same_day, is_day, derived & in_city, derived, in_city],
        [SAME_DAY_CITY, SAME_DAY, OTHER_SEX, OTHER_DAY_CITY, OTHER_DAY, SAME_CITY], 0)  # fmt: skip
    is_january = person["born"] % 10_000 == JANUARY_FIRST
    no_day = person["is_no_day"] | entry["is_no_day"]
    context = {
        "name": (person["letters"] < SHORT_NAME).astype(np.int8),
        "birth_date": np.select([derived, no_day], [FROM_NUMBER, NO_DAY], is_january).astype(np.int8),
        "nik": day_context.astype(np.int8),
        "sex": same_name.astype(np.int8),
        "birth_place": np.where(rarely < COMMON_PLACE, 0, place_context(where)).astype(np.int8),
        "region": np.where(depth == DISTRICT, 2, is_coarse).astype(np.int8),
        "address": np.where(
            levels["region"] <= number_of("region", "village"), 1, np.where(is_coarse & in_city, 2, 0)
        ).astype(np.int8),
        "said": said_apart(person["said"], entry["said"], person["sex"], entry["sex"]),
        "letters_alone": ((levels["name"] == number_of("name", "initials")) & (found.shared == 0)).astype(np.int8),
    }
    known = Circumstances(levels, context, {}, {field: bits_of(model.strangers[field]) for field in FIELDS})
    strangers = {field: known.log2_u(field) for field in ("name", "birth_date", "birth_place")}
    strangers["name"] = _strange_name(person, found, strangers["name"], counts, model)
    exact = np.flatnonzero(levels["birth_date"] == 1)
    born = counts["born"]
    strangers["birth_date"][exact] = bits_of(born.share_of("born", person.often("born", born, exact)))
    equal = np.flatnonzero(levels["birth_place"] == 1)
    strangers["birth_place"][equal] = bits_of(rarely[equal])
    if model.homes != Homes():
        strangers[AT_HOME] = _at_home(person, found, levels, where, counts, model)
    return replace(known, strangers=strangers)


def place_share(person: Side, where: NDArray[np.int8], counts: Mapping[str, Counted]) -> Floats:
    """Return the share of strangers who were born where the person was. where: numbers of `birthplaces.WHERE`."""
    said = person.told(PLACE_SHARES, where)
    if said is not None:
        return said
    kinds = {columns[0]: kind for kind, columns in COUNTED.items()}
    often = {column: person.often(column, counts[kinds[column]]) for column in BIRTHPLACE}
    found: Floats = shares(often, counts["place"].total, share_among)[np.arange(len(where)), where]
    return found


def place_context(where: NDArray[np.int8]) -> NDArray[np.int8]:
    """Return the circumstance of a common place of birth by where the entry's person lives (`birthplaces.WHERE`)."""
    found: NDArray[np.int8] = CONTEXT_BY_WHERE[where]
    return found


def _strange_name(person: Side, found: Comparison, bits: Floats, counts: Mapping[str, Counted], model: Model) -> Floats:
    level = found.name
    for name, kind in (("exact", "name"), ("spelling", "key")):
        here = np.flatnonzero(level == number_of("name", name))
        bits[here] = whole_name_bits(person, here, kind, counts, model)
    some = np.flatnonzero(among(level, [number_of("name", name) for name in BY_WORDS]))
    level, shared = level.take(some), found.shared.take(some)
    total = _words_bits(person, some, shared, counts)
    total[level == number_of("name", "initials")] += np.log2(INITIAL)
    whole = np.flatnonzero(among(level, [number_of("name", name) for name in BY_WORDS[:3]]))
    namesakes = whole_name_bits(person, some.take(whole), "key", counts, model) + np.log2(SHORTENED)
    total[whole] = np.logaddexp2(total[whole], namesakes)
    bits[some] = total
    nearly = np.flatnonzero(among(found.name, NEARLY) & (found.shared > 0))
    other = found.shared.take(nearly) & 1 == 0
    rates = model.near[other.astype(np.int8), (found.name.take(nearly) == ALIKE).astype(np.int8)]
    bits[nearly] = _words_bits(person, nearly, found.shared.take(nearly), counts) + bits_of(rates)
    return bits


def _words_bits(person: Side, pairs: Ints, shared: NDArray[np.int8], counts: Mapping[str, Counted]) -> Floats:
    """Return log2 of how many strangers have the words of a person that are shared (bits), for the given pairs."""
    total = np.zeros(len(pairs))
    for nth, name in enumerate(WORDS):
        has = np.flatnonzero(shared >> nth & 1)
        total[has] += bits_of(counts["word"].share_of("word", person.often(name, counts["word"], pairs.take(has))))
    return total


def _at_home(
    person: Side,
    found: Comparison,
    levels: Numbers,
    where: NDArray[np.int8],
    counts: Mapping[str, Counted],
    model: Model,
) -> Floats:
    """Return log2 of how many times as many strangers have the name, and the first of January, at home (`homes.py`).

    0 where the entry's person lives elsewhere. Where it is not said, a name that few elsewhere have tells it.
    """
    may_be_home = among(where, (ANYWHERE, IN_CITY, OTHER_CITY))
    here = np.flatnonzero(may_be_home & (found.name > 0) & (found.name < number_of("name", "other")))
    by_words = among(found.name, SOME_WORDS) | (among(found.name, NEARLY) & (found.shared > 0))
    words = np.where(by_words, found.shared, ALL_WORDS)[here]
    bits, share = name_at_home(person, here, words, counts, model)
    is_home = where[here] != ANYWHERE
    days = day_at_home(person, here, np.where(is_home, 0.0, share), counts, model)
    total = np.zeros(len(where))
    total[here] = np.where(is_home, bits, 0.0) + np.where(levels["birth_date"][here] == 1, days, 0.0)
    return total


def pattern_of(at: Circumstances) -> Ints:
    """Return one number per pair for its levels and circumstances; pairs with one number differ only in frequencies."""
    code = np.zeros(len(at.levels["name"]), dtype=np.int64)
    for field in FIELDS:
        code = (code * len(CONTEXTS[field]) + at.context[field]) * len(LEVELS[field]) + at.levels[field]
    return code


def read_pattern(code: Ints) -> tuple[dict[str, Ints], dict[str, Ints]]:
    """Return levels and circumstances, by field, of the numbers of `pattern_of`."""
    levels, context = {}, {}
    for field in reversed(FIELDS):
        code, levels[field] = np.divmod(code, len(LEVELS[field]))
        code, context[field] = np.divmod(code, len(CONTEXTS[field]))
    return levels, context


def class_bits(levels: Mapping[str, Ints], context: Mapping[str, Ints], model: Model) -> Floats:
    """Return log2 of how many entries of each class a person has that agree so (patterns x classes)."""
    found = np.tile(np.log2(np.maximum(model.expected, TINY)), (len(levels["name"]), 1))
    for field in FIELDS:
        found += np.log2(np.maximum(model.agreement[field], TINY))[:, context[field], levels[field]].T
    return found


def known_bits(at: Circumstances, model: Model) -> Floats:
    """Return log2 of how many entries of all classes together a person has that agree so (one number per pair)."""
    one, other = (combination(at.levels, at.context, fields) for fields in HALVES)
    total = np.zeros(len(one))
    for expected, first, second in zip(model.expected, *model.halves, strict=True):
        total += expected * first[one] * second[other]
    found: Floats = np.log2(np.maximum(total, TINY * TINY))
    return found


def combination(levels: Numbers, context: Numbers, fields: tuple[str, ...]) -> Ints:
    """Number the circumstances and levels of some fields as `Model.halves` does."""
    code = np.zeros(len(levels[fields[0]]), dtype=np.int64)
    for field in fields:
        code *= len(CONTEXTS[field]) * len(LEVELS[field])
        code += context[field].astype(np.int64) * len(LEVELS[field]) + levels[field]
    return code


def stranger_bits(at: Circumstances, *, entries: int) -> Floats:
    """Return log2 of how many strangers a person has that agree so."""
    total = np.full(len(at.levels["name"]), np.log2(entries))
    for field in FIELDS:
        total += at.log2_u(field)
    if AT_HOME in at.strangers:
        total += at.strangers[AT_HOME]
    return total


def weigh(
    at: Circumstances,
    model: Model,
    *,
    entries: int,
    lists: Floats | float = 0.0,
    second: SecondLook | None = None,
    alone: Floats | None = None,
) -> Weights:
    """Return weights and probabilities.

    entries: of all rosters together. lists: `Model.list_bits` of the rosters. alone: the odds of `chances`, if known.
    """
    alone = chances(at, model, entries=entries, lists=lists)[0] if alone is None else alone
    odds = second_odds(alone, second)
    probability = probability_of(at, odds)
    prior = np.full(len(odds), np.log2(model.expected[list(SAME)].sum() / entries)) + lists
    bits = {field: _field_bits(field, at, model) for field in FIELDS}
    home = -at.strangers[AT_HOME] if AT_HOME in at.strangers else np.zeros(len(odds))
    alike = alone - prior - home - np.sum(list(bits.values()), axis=0)
    caution = log_odds(probability) - odds
    return Weights(bits, prior, home, alike, second, caution, probability, _evidence(at.levels))


def log_odds(probability: Floats) -> Floats:
    """Return the odds of probabilities, as log2."""
    found: Floats = np.log2(probability / (1 - probability))
    return found


def chances(at: Circumstances, model: Model, *, entries: int, lists: Floats | float = 0.0) -> tuple[Floats, Floats]:
    """Return log2 of the odds of each pair by itself, and the probability: what says whether it needs to be weighed."""
    distinct, pattern = np.unique(pattern_of(at), return_inverse=True)
    by_class = class_bits(*read_pattern(distinct), model)
    same = np.logaddexp2.reduce(by_class[:, list(SAME)], axis=1)[pattern] + lists
    others = [nth for nth in range(by_class.shape[1]) if nth not in SAME]
    alike_bits = np.logaddexp2.reduce(by_class[:, others], axis=1)[pattern]
    rest = np.logaddexp2(stranger_bits(at, entries=entries), alike_bits)
    odds: Floats = np.clip(same - rest, -MOST_ODDS, MOST_ODDS)
    return odds, probability_of(at, odds)


def second_odds(odds: Floats, second: SecondLook | None) -> Floats:
    """Return log2 of the odds after the second look, if there is one."""
    return odds if second is None else odds + second.bits


def probability_of(at: Circumstances, odds: Floats) -> Floats:
    """Return the probabilities of log2 of odds, within the limits of this module."""
    plain = 1.0 / (1.0 + np.exp2(-odds))
    floor = np.where(at.levels["nik"] == 1, NUMBER_FLOOR, 0.0)
    probability: Floats = np.maximum(np.minimum(plain, CEILING), floor)
    return probability


def _field_bits(field: str, at: Circumstances, model: Model) -> Floats:
    """log2(m / u) of one field, the two hands of the same person taken together."""
    share = model.expected[list(SAME)] / model.expected[list(SAME)].sum()
    table = np.tensordot(share, model.agreement[field][list(SAME)], axes=1)
    bits: Floats = np.log2(np.maximum(table, TINY))[at.context[field], at.levels[field]] - at.log2_u(field)
    return bits


def _evidence(levels: Mapping[str, NDArray[np.int8]]) -> NDArray[np.str_]:
    """Return the first of E1 to E4 that holds after normalising, or an empty text."""
    name = among(levels["name"], (1, 2))
    born = levels["birth_date"] == 1
    city, village = among(levels["region"], (1, 2, 3)), levels["region"] == 1
    conditions = [levels["nik"] == 1, name & born & city, name & (born | village), name]
    return np.select(conditions, ["E1", "E2", "E3", "E4"], default="")
