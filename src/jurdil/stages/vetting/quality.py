"""How good the screening of an election is, by what officers ruled: counts, calibration, waiting times, by region.

Truth here is identity: whether the entry is about the person, never whether the person is a member. Somebody listed
without consent is the entry's person. A ruling without a word about identity (withdrawn, expired) counts for neither.
Calibration: each bin's share with its Wilson interval (1927). Law: privacy.small_cell.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from statistics import median
from uuid import UUID

from jurdil.engines.linkage.intervals import Share, wilson
from jurdil.errors import NotFound
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import query
from jurdil.foundation.storage.codes import covers, within
from jurdil.law import load_profile
from jurdil.registry.elections.models import Election
from jurdil.stages.vetting.models import Match, Objection, Ruling, RulingOutcome, Screening
from jurdil.stages.vetting.suspicion_models import SuspicionState

READERS = (Role.KPU_REGENCY, Role.KPU_PROVINCE)
EDGES = (0.0, 0.5, 0.8, 0.95, 0.99, 0.999, 1.0)
SAME = frozenset({
    RulingOutcome.CONFIRMED, RulingOutcome.LISTED_WITHOUT_CONSENT, RulingOutcome.FORMER_MEMBER,
    RulingOutcome.SPOUSE_STEPS_BACK,
})  # fmt: skip
"""Outcomes by which the entry is about the person, whatever follows from it."""
OTHER = RulingOutcome.OTHER_PERSON
DISTRICT_PARTS = 3
DAY = 86_400.0


@dataclass(frozen=True)
class CalibrationBin:
    """Matches given between `low` and `high`: how many wait, say nothing of identity, or were ruled.

    mean: mean probability of those in `same`. same: share of the ruled ones whose entry is about the person.
    """

    low: float
    high: float
    waiting: int
    silent: int
    mean: float | None
    same: Share | None


@dataclass(frozen=True)
class Level:
    """Matches of one grade or evidence class."""

    key: str
    found: int
    waiting: int
    same: int
    other: int


@dataclass(frozen=True)
class RegionRow:
    """Counts of one part of the region; None where a cell is too small to be shown."""

    region: str
    found: int | None
    waiting: int | None
    same: int | None
    other: int | None


@dataclass(frozen=True)
class Quality:
    """The figures of one election in one region. median_days: from found to ruled, of `ruled` matches."""

    election: Election
    region: str
    screened: int
    runs: int
    last_run: datetime | None
    found: int
    people: int
    waiting: int
    ruled: int
    simulated: int
    median_days: float | None
    outcomes: Mapping[str, int]
    objections: int
    revised: int
    grades: Sequence[Level]
    classes: Sequence[Level]
    bins: Sequence[CalibrationBin]
    regions: Sequence[RegionRow]


@dataclass
class _Tally:
    """What is counted while the matches are read once."""

    people: set[UUID] = field(default_factory=set)
    by_grade: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    by_class: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    by_region: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    by_bin: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    given: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    outcomes: Counter[str] = field(default_factory=Counter)


@query(*READERS)
def quality_of(*, actor: Actor, election: Election, region: str) -> Quality:
    """Return the figures of an election in `region`, which the actor must reach. Raises NotFound."""
    if not actor.reaches(region):
        raise NotFound("Wilayah ini tidak ada, atau bukan wilayah Anda.")
    tally = _read(election, region)
    total = sum((counts for counts in tally.by_grade.values()), Counter[str]())
    screened, runs, last_run = _screened(election, region)
    days, simulated = _waits(election, region)
    objections = Objection.objects.filter(within("match__region", region), match__election=election)
    decided = objections.filter(decided_at__isnull=False).select_related("ruling", "answer")
    least = load_profile(election.profile).number("privacy.small_cell")
    return Quality(
        election=election, region=region, screened=screened, runs=runs, last_run=last_run, found=total.total(),
        people=len(tally.people), waiting=total["waiting"], ruled=len(days), simulated=simulated,
        median_days=median(days) if days else None, outcomes=dict(tally.outcomes), objections=objections.count(),
        revised=sum(one.is_revised for one in decided),
        grades=_levels(tally.by_grade, ("strong", "likely", "possible")),
        classes=_levels(tally.by_class, ("E1", "E2", "E3", "E4", "")), bins=_bins(tally),
        regions=regions_of(tally.by_region, least),
    )  # fmt: skip


def _read(election: Election, region: str) -> _Tally:
    tally, depth = _Tally(), len(region.split(".")) + 1 if region else 1
    rows = Match.objects.filter(within("region", region), election=election).values_list(
        "person_id", "region", "grade", "evidence_class", "probability", "state", "outcome"
    )
    for person, place, grade, evidence, probability, state, outcome in rows.iterator(chunk_size=5000):
        kind = _kind(state, outcome)
        tally.people.add(person)
        tally.by_grade[grade][kind] += 1
        tally.by_class[evidence][kind] += 1
        tally.by_region[".".join(place.split("/")[0].split(".")[:depth])][kind] += 1
        at = _bin_of(float(probability))
        tally.by_bin[at][kind] += 1
        if kind in ("same", "other"):
            tally.given[at].append(float(probability))
        if state == SuspicionState.RULED:
            tally.outcomes[outcome] += 1
    return tally


def _kind(state: str, outcome: str) -> str:
    """Return what a match says about identity: same, other, silent, or that it waits."""
    if state != SuspicionState.RULED:
        return "waiting"
    return "same" if outcome in SAME else "other" if outcome == OTHER else "silent"


def _bin_of(probability: float) -> int:
    return next((at for at, edge in enumerate(EDGES[1:-1]) if probability < edge), len(EDGES) - 2)


def _levels(by_key: Mapping[str, Counter[str]], keys: Iterable[str]) -> list[Level]:
    found = ((key, by_key.get(key, Counter())) for key in keys)
    return [Level(key, each.total(), each["waiting"], each["same"], each["other"]) for key, each in found]


def _bins(tally: _Tally) -> list[CalibrationBin]:
    bins = []
    for at, (low, high) in enumerate(pairwise(EDGES)):
        counts, given = tally.by_bin.get(at, Counter()), tally.given.get(at, [])
        mean = sum(given) / len(given) if given else None
        same = wilson(counts["same"], counts["same"] + counts["other"])
        bins.append(CalibrationBin(low, high, counts["waiting"], counts["silent"], mean, same))
    return bins


def regions_of(by_region: Mapping[str, Counter[str]], least: int) -> list[RegionRow]:
    """Return the counts by region with small cells hidden, and with them the sums that would tell them."""
    names = sorted(by_region)
    shown = [
        hide_small([by_region[name].total() if kind == "found" else by_region[name][kind] for name in names], least)
        for kind in ("found", "waiting", "same", "other")
    ]
    rows = []
    for at, name in enumerate(names):
        found, *parts = (column[at] for column in shown)
        rows.append(RegionRow(name, None if None in parts else found, *parts))  # the sum would tell the hidden part
    return rows


def hide_small(counts: Sequence[int], least: int) -> list[int | None]:
    """Return the counts of one column with those under `least` hidden, except 0.

    A single hidden cell could be told from the total: then the next smallest is hidden too.
    """
    shown: list[int | None] = [count if count == 0 or count >= least else None for count in counts]
    if shown.count(None) == 1:
        left = [(count, at) for at, count in enumerate(shown) if count]
        if left:
            shown[min(left)[1]] = None
    return shown


def _screened(election: Election, region: str) -> tuple[int, int, datetime | None]:
    """Return how many people the latest runs over districts or more compared, how many runs there were, and the last.

    Of runs over the same people only the latest counts. Runs for a single person, over a ward, are left out.
    """
    taken: list[str] = []
    people = runs = 0
    last: datetime | None = None
    rows = Screening.objects.filter(within("region", region), election=election).order_by("-started_at", "-id")
    for place, at, compared in rows.values_list("region", "started_at", "people"):
        if len(place.split("/")[0].split(".")) > DISTRICT_PARTS:
            continue
        runs, last = runs + 1, last or at
        if not any(covers(one, place) or covers(place, one) for one in taken):
            taken.append(place)
            people += compared
    return people, runs, last


def _waits(election: Election, region: str) -> tuple[list[float], int]:
    """Return the days from found to ruled of each ruled match, and how many of the rulings are the demo's."""
    rows = Ruling.objects.filter(
        within("match__region", region), match__election=election, match__state=SuspicionState.RULED,
        decided_at__isnull=False,
    )  # fmt: skip
    last: dict[UUID, tuple[float, bool]] = {}
    order = rows.order_by("decided_at", "id").values_list("match_id", "match__found_at", "decided_at", "is_simulated")
    for match, found, decided, is_simulated in order.iterator(chunk_size=5000):
        if decided is not None:
            last[match] = ((decided - found).total_seconds() / DAY, is_simulated)
    return [days for days, _ in last.values()], sum(is_simulated for _, is_simulated in last.values())
