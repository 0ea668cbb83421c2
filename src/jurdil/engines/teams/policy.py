"""What a good team is, as data: sizes, limits and prices read from a TOML file.

The engine holds no number of its own. Every table of the file carries a `source` or a `policy` note; a table
with neither is refused, so that a reader always learns who decided a number.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

# The order in which rules are named in reports: what weighs most stands first.
WISHES = ("merit", "age", "near", "women", "women_overall", "experienced", "same_rt", "it_skill", "high_risk")


class BadPolicy(ValueError):
    """The policy file lacks a number or the note that says where a number comes from."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A count wished for in a team of `of` people (`of` 0: in a team of any size) and the price per head missed."""

    count: int
    of: int
    price: float

    def at_least(self, size: int) -> int:
        """Return the count for a team of `size`, rounded down so that a small team is not asked too much."""
        return min(self.count, size) if self.of == 0 else self.count * size // self.of

    def at_most(self, size: int) -> int:
        """Return the count for a team of `size`, rounded up so that a small team is not forbidden too much."""
        return self.count if self.of == 0 else math.ceil(self.count * size / self.of)


@dataclass(frozen=True, slots=True)
class Policy:
    """All numbers of the objective and the rules that are never broken. Prices and points share one unit."""

    name: str
    size: int
    merit: float
    prefer_up_to: int
    age_price: float
    own_rt: float
    own_rw: float
    neighbour_rw: float
    women: Limit
    women_share: float
    women_share_price: float
    experienced: Limit
    same_rt: Limit
    it_skill: Limit
    high_risk: Limit
    one_chair: bool
    household_apart: bool
    kin_apart: bool
    reserve_share: float

    def weights(self) -> dict[str, Any]:  # Any: a tree of plain numbers, made for JSON
        """Return every number as plain data, so that a report lets a stranger recompute the objective."""
        return asdict(self)

    def women_wanted(self, seats: int) -> int:
        """Return how many women are wished for among `seats` seats of a group."""
        return math.ceil(self.women_share * seats - 1e-9)


def read_policy(path: Path) -> Policy:
    """Read a policy file. Raises BadPolicy with the table that is at fault, OSError if there is no file."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as fault:
        raise BadPolicy(f"{path.name} is not valid TOML: {fault}.") from fault
    for name, table in tables.items():
        if not isinstance(table, dict) or not (table.get("source") or table.get("policy")):
            raise BadPolicy(f"{path.name}: table [{name}] names neither a source nor a policy.")
    try:
        return _policy(tables)
    except KeyError as missing:
        raise BadPolicy(f"{path.name}: {missing} is missing.") from missing
    except (TypeError, ValueError) as fault:
        raise BadPolicy(f"{path.name}: a value has the wrong kind ({fault}).") from fault


def _policy(tables: Mapping[str, Mapping[str, Any]]) -> Policy:
    near, hard = tables["near"], tables["hard"]
    policy = Policy(
        name=str(tables["policy"]["name"]),
        size=int(tables["place"]["size"]),
        merit=float(tables["merit"]["points"]),
        prefer_up_to=int(tables["age"]["prefer_up_to"]),
        age_price=float(tables["age"]["price"]),
        own_rt=float(near["own_rt"]),
        own_rw=float(near["own_rw"]),
        neighbour_rw=float(near["neighbour_rw"]),
        women=_limit(tables["women"], "at_least"),
        women_share=float(tables["women_overall"]["share"]),
        women_share_price=float(tables["women_overall"]["price"]),
        experienced=_limit(tables["experienced"], "at_least"),
        same_rt=_limit(tables["same_rt"], "at_most"),
        it_skill=_limit(tables["it_skill"], "at_least"),
        high_risk=_limit(tables["high_risk"], "at_most"),
        one_chair=bool(hard["one_chair"]),
        household_apart=bool(hard["household_apart"]),
        kin_apart=bool(hard["kin_apart"]),
        reserve_share=float(tables["reserve"]["share"]),
    )
    if not policy.own_rt >= policy.own_rw >= policy.neighbour_rw >= 0:
        raise ValueError("near: own_rt, own_rw, neighbour_rw must not rise")
    if min(policy.age_price, policy.women_share_price, *(limit.price for limit in _limits(policy))) < 0:
        raise ValueError("a price is negative")
    return policy


def _limit(table: Mapping[str, Any], word: str) -> Limit:
    return Limit(int(table[word]), int(table["of"]), float(table["price"]))


def _limits(policy: Policy) -> tuple[Limit, ...]:
    return policy.women, policy.experienced, policy.same_rt, policy.it_skill, policy.high_risk
