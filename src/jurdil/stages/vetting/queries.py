"""Which matches there are: for those who rule, for the person, and as sets of ids for selection and placement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from jurdil.errors import NotFound
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import query
from jurdil.foundation.jobs.models import Job, JobState
from jurdil.foundation.storage.codes import covers, parents, within
from jurdil.law import load_profile
from jurdil.registry.bodies.models import Appointment
from jurdil.registry.elections.models import Election
from jurdil.registry.people.models import Person
from jurdil.stages.recruitment.models import Application
from jurdil.stages.recruitment.reach import seen_by
from jurdil.stages.vetting.models import EXCLUDING, About, Clarification, Match, Objection, Presence, Ruling, Screening
from jurdil.stages.vetting.prints import print_of
from jurdil.stages.vetting.subjects import values_now
from jurdil.stages.vetting.suspicion_models import SuspicionState

# Partners never see vetting, a PPK reads counts only, applicants see their own through `matches_of_person`.
READERS = (Role.KPU_REGENCY, Role.PPS, Role.KPU_PROVINCE, Role.SUPERVISOR)
APPOINT = "appoint"
MOST_JOBS = 50


SCREENING = "vetting.screen"


def running_screening(region: str) -> Job | None:
    """Return the newest job that screens any part of `region` again, if it is not done. No scope: it names nobody."""
    for job in Job.objects.filter(kind=SCREENING).order_by("-id")[:MOST_JOBS]:
        screened = str(job.arguments.get("region", job.region))
        if covers(screened, region) or covers(region, screened):
            return None if job.state == JobState.DONE else job
    return None


def screened_at(election: Election, region: str) -> datetime | None:
    """Return when a run over `region`, part of it or more than it began last; runs that are done, of several people."""
    wider = Q(region__in=["", *parents(region)])
    runs = Screening.objects.filter(within("region", region) | wider, election=election, people__gt=1)
    found: datetime | None = runs.aggregate(last=Max("started_at"))["last"]
    return found


@dataclass(frozen=True)
class Filters:
    """What a work list is narrowed to; empty means all. ward: a region code inside the actor's region.

    outcome: only what was ruled so. name: a part of the person's name. also: a match that stays whatever became of it.
    """

    roster: str = ""
    kind: str = ""
    grade: str = ""
    evidence: str | None = None
    state: str = ""
    outcome: str = ""
    ward: str = ""
    presence: str = ""
    name: str = ""
    also: UUID | None = None


@dataclass(frozen=True)
class Suspect:
    """One person of the work list with the open matches. Not a judgement: the place is held.

    due: the day on which seats of the body are filled, the day itself for somebody who serves already.
    """

    person: Person
    region: str
    body: str
    due: date | None
    is_serving: bool
    matches: tuple[Match, ...]

    @property
    def is_waiting(self) -> bool:
        """Return whether any of the matches is not ruled on: where all are, nothing is due."""
        return any(match.state != SuspicionState.RULED for match in self.matches)


@query(*READERS)
def open_matches(*, actor: Actor, filters: Filters) -> QuerySet[Match]:
    """Return the matches of the actor's region that `filters` leave.

    Undecided ones unless a state or an outcome is asked for. Raises NotFound for a ward outside the actor's region.
    """
    if filters.ward and not covers(actor.region, filters.ward):
        raise NotFound("Wilayah ini tidak ada, atau bukan wilayah Anda.")
    rows = Match.objects.filter(within("region", filters.ward or actor.region))
    if not filters.state and not filters.outcome:
        rows = rows.exclude(state=SuspicionState.RULED)
    narrowed = ("roster", "kind", "grade", "state", "outcome", "presence")
    for name, value in ((name, getattr(filters, name)) for name in narrowed):
        if value:
            rows = rows.filter(**{name: value})
    if filters.name:
        rows = rows.filter(person__name__icontains=filters.name)
    if filters.evidence is not None:
        rows = rows.filter(evidence_class=filters.evidence)
    if filters.also is not None:
        rows = rows | Match.objects.filter(within("region", actor.region), id=filters.also)
    return rows


@query(*READERS)
def worklist(*, actor: Actor, election: Election, filters: Filters, on: date) -> QuerySet[Person]:
    """Return the people with matches that `filters` leave, those whose seats are filled next first.

    Annotated with `is_serving`, `body`, `due`, `top` (highest probability) and `count`; page it, then hand the page to
    `suspects`.
    """
    matches = open_matches(actor=actor, filters=filters).filter(election=election)
    applied = Application.objects.filter(
        person=OuterRef("pk"), opening__election=election, withdrawn_at__isnull=True
    ).order_by("id")
    serves = Appointment.objects.filter(
        person=OuterRef("pk"),
        seat__body__election=election,
        corrected_by__isnull=True,
        start__lte=on,
        end__gte=on,
    )
    people = Person.objects.filter(id__in=matches.values("person_id")).annotate(
        is_serving=Exists(serves), body=Subquery(applied.values("body")[:1])
    )
    mine = Q(matches__in=matches.values("id"))
    people = people.annotate(due=_due(election, on), top=Max("matches__probability", filter=mine))
    return people.annotate(count=Count("matches", filter=mine)).order_by("-is_serving", "due", "-top", "id")


def _due(election: Election, on: date) -> Case:
    """Return the day by which a person's matches should be decided, by the calendar of the body."""
    profile = load_profile(election.profile)
    bodies = Application.objects.filter(opening__election=election).values_list("body", flat=True).distinct()
    whens = [When(is_serving=True, then=Value(on))]
    for body in bodies.order_by("body"):
        window = profile.window(body, APPOINT) or profile.window(profile.checked_like(body), APPOINT)
        if window is not None:
            whens.append(When(body=body, then=Value(window.start)))
    return Case(*whens, default=Value(election.voting_day), output_field=DateField())


def suspects(people: Iterable[Person], matches: QuerySet[Match]) -> list[Suspect]:
    """Return a page of `worklist` with the matches of each person, the most probable first."""
    page = list(people)
    grouped: dict[UUID, list[Match]] = defaultdict(list)
    rows = matches.filter(person_id__in=[person.id for person in page]).defer("entry", "reasons")
    for match in rows.order_by("-probability", "id"):
        grouped[match.person_id].append(match)
    return [
        Suspect(
            person=person,
            region=grouped[person.id][0].region,
            body=person.body or "",  # type: ignore[attr-defined]  # annotated by `worklist`
            due=person.due,  # type: ignore[attr-defined]
            is_serving=person.is_serving,  # type: ignore[attr-defined]
            matches=tuple(grouped[person.id]),
        )
        for person in page
        if grouped[person.id]
    ]


@query(*READERS)
def match_of(*, actor: Actor, match_id: UUID) -> Match:
    """Return one match of the actor's region with its snapshot and person. Raises NotFound."""
    rows = Match.objects.filter(within("region", actor.region), id=match_id)
    match = rows.select_related("person", "snapshot", "sought_in__follows", "election").first()
    if match is None:
        raise NotFound("Kecocokan ini tidak ada, atau bukan di wilayah Anda.")
    return match


def applications_of(actor: Actor, match: Match) -> list[Application]:
    """Return the files of a match's person in its election that the actor may read, the newest first."""
    rows = Application.objects.filter(seen_by(actor), person=match.person_id, opening__election=match.election_id)
    return list(rows.order_by("-id"))


@query(*READERS)
def other_matches_of(*, actor: Actor, match: Match) -> list[Match]:
    """Return the same person's other matches in the election and the actor's region, the most probable first."""
    rows = Match.objects.filter(within("region", actor.region), election_id=match.election_id, about=match.about)
    return list(rows.filter(person_id=match.person_id).exclude(id=match.id).order_by("-probability", "id"))


@query(*READERS, Role.PPK)
def match_counts(*, actor: Actor, election: Election) -> dict[str, dict[str, int]]:
    """Return how many matches stand in each state, by ward of the actor's region: numbers only, no people."""
    rows = Match.objects.filter(within("region", actor.region), election=election)
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for region, state, count in rows.order_by().values_list("region", "state").annotate(Count("id")):
        ward = region.split("/")[0]
        counts[ward][state] = counts[ward].get(state, 0) + count
    return dict(sorted(counts.items()))


@query(*READERS)
def dropped_counts(*, actor: Actor, election: Election) -> dict[str, int]:
    """Return how many matches of the actor's region speak of an entry that its list no longer has, where any do.

    `undecided` ones, and those on which somebody was `ruled_out`; `in_doubt` are undecided ones whose entry
    was not found in a delivery that may be incomplete.
    """
    rows = Match.objects.filter(within("region", actor.region), election=election)
    gone, ruled = Q(presence=Presence.DROPPED), Q(state=SuspicionState.RULED)
    counts = rows.filter(presence__in=[Presence.DROPPED, Presence.LACKING]).aggregate(
        undecided=Count("id", filter=gone & ~ruled),
        ruled_out=Count("id", filter=gone & ruled & Q(outcome__in=sorted(EXCLUDING))),
        in_doubt=Count("id", filter=~gone & ~ruled),
    )
    return {name: count for name, count in counts.items() if count}


def signed_by(actor: Actor) -> QuerySet[Ruling]:
    """Return the rulings that the actor's hand proposed and nobody signed yet, and its own that are under objection.

    Other officers decide on their matches: `is_same_hand` and `hands_of`, for many rows at once.
    """
    hand = Q(proposed_by__contains=str(actor.account_id))
    proposed = hand & Q(decided_at__isnull=True, declined="", match__state=SuspicionState.PROPOSED)
    disputed = Objection.objects.filter(decided_at__isnull=True).values("match_id")
    reviewed = Q(decided_at__isnull=False, match_id__in=disputed)
    return Ruling.objects.filter(proposed | (hand | Q(seconded_by__contains=str(actor.account_id))) & reviewed)


@query(*READERS, Role.PPK)
def signatures_waiting(*, actor: Actor, election: Election) -> list[datetime]:
    """Return since when each proposal of the actor's region waits for a signature, the oldest first; not one's own."""
    rows = Ruling.objects.filter(within("match__region", actor.region), decided_at__isnull=True, declined="")
    rows = rows.filter(match__election=election, match__state=SuspicionState.PROPOSED)
    rows = rows.exclude(match_id__in=signed_by(actor).values("match_id"))
    return list(rows.order_by("proposed_at").values_list("proposed_at", flat=True))


@query(*READERS)
def rosters_with_matches(*, actor: Actor) -> list[str]:
    """Return the names of the lists with matches in the actor's region."""
    rows = Match.objects.filter(within("region", actor.region))
    return list(rows.order_by("roster").values_list("roster", flat=True).distinct())


@query(Role.APPLICANT)
def matches_of_person(*, actor: Actor) -> list[Match]:
    """Return everything that was found about the actor, the newest first; nobody else's."""
    if actor.person_id is None:
        return []
    rows = Match.objects.filter(person_id=actor.person_id).select_related("snapshot", "sought_in__follows", "election")
    return list(rows.order_by("-found_at", "-id"))


@query(Role.APPLICANT)
def clarification_of(*, actor: Actor, clarification_id: UUID) -> Clarification:
    """Return one question put to the actor. Raises NotFound for anybody else's."""
    rows = Clarification.objects.filter(id=clarification_id).select_related(
        "match__snapshot", "match__sought_in__follows", "match__election", "match__person"
    )
    found = rows.first()
    if found is None or found.match.person_id != actor.person_id:
        raise NotFound("Pertanyaan ini tidak ada, atau bukan untuk Anda.")
    return found


def excluded_person_ids(election: Election, region: str) -> set[UUID]:
    """Return whom two officers have ruled out in `region`. Nobody else is ever in this set."""
    rows = Match.objects.filter(
        within("region", region), election=election, state=SuspicionState.RULED, outcome__in=sorted(EXCLUDING)
    )
    return set(rows.values_list("person_id", flat=True))


def held_person_ids(election: Election, region: str) -> set[UUID]:
    """Return whose place is held in `region`: an undecided match, and no ruling that excludes.

    They keep score, order and place; the mark is for those who rule. Somebody who was cleared and objects to the words
    of it stays cleared: nothing is held.
    """
    cleared = Objection.objects.filter(
        match=OuterRef("pk"), decided_at__isnull=True, filed_at__gte=OuterRef("found_at")
    ).exclude(ruling__outcome__in=sorted(EXCLUDING))
    rows = Match.objects.filter(within("region", region), election=election).exclude(state=SuspicionState.RULED)
    rows = rows.filter(~Exists(cleared))
    return set(rows.values_list("person_id", flat=True)) - excluded_person_ids(election, region)


def is_of_earlier_data(match: Match, on: date) -> bool:
    """Return whether the person's data changed since they were compared; a run that finds the entry anew renews it."""
    values = values_now(match.election, match.person_id, About(match.about), on)
    return bool(values) and match.person_print not in {print_of(one) for one in values}


def clarifications_of(match: Match) -> Sequence[Clarification]:
    """Return what was asked about a match, oldest first."""
    return list(match.questions.order_by("id"))
