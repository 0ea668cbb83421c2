"""Screen people against snapshots: the start is logged before any data is seen, the matches are kept with reasons.

Linking takes seconds and runs outside the write transaction; what it found is kept in chunks. A run that dies in
between is simply run again: a pair that is known already is not kept twice.
Law: vetting.scope, vetting.min_probability, vetting.cleared_stays, rosters.provenance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from django.db.models import Q

from jurdil.errors import NotFound
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.storage.codes import within
from jurdil.law import load_profile
from jurdil.registry.elections.models import Election
from jurdil.registry.rosters.models import Snapshot
from jurdil.stages.recruitment.models import Application
from jurdil.stages.vetting.keeping import keep_pairs
from jurdil.stages.vetting.kept import alone_with
from jurdil.stages.vetting.learning import freeze_first_models, kind_of, standing_digests
from jurdil.stages.vetting.linking import Pair, find_pairs, find_pairs_of_one
from jurdil.stages.vetting.models import About, Match, Presence, Screening
from jurdil.stages.vetting.presence import note_presence, seek_entries
from jurdil.stages.vetting.prints import print_of
from jurdil.stages.vetting.subjects import Subjects, subject_of, subjects_within
from jurdil.stages.vetting.suspicion_models import SuspicionState

CHUNK = 5_000
SCREENERS = (Role.KPU_REGENCY, Role.KPU_PROVINCE, Role.SYSTEM)


def screen_people(
    *,
    actor: Actor,
    election: Election,
    region: str,
    snapshots: Sequence[Snapshot],
    now: datetime,
    on: date,
) -> Screening:
    """Screen everybody in `region` with access to a polling station against `snapshots`, and keep the matches.

    Only what changed since the last run is asked, with the answer of a run over everything: with the model frozen for
    the election, and all current `snapshots`, because how common a value is hangs on all lists together.
    on: who is in the process that day. No match removes anybody. A pair once cleared stays cleared unless the entry or
    the person's data changed; an open match whose entry or person changed is renewed in place. Calls verbs of its own,
    each in its transaction. Raises Refused (access.role, access.region).
    """
    screening = begin_screening(actor=actor, election=election, region=region, snapshots=snapshots, now=now)
    freeze_first_models(election, snapshots, on=on, now=now)
    with alone_with(election.key):
        subjects = subjects_within(election, region, on)
        pairs = find_pairs(election, region, subjects, snapshots, floor=floor_of(election))
    ended = _keep_all(actor, screening, len(subjects.own), pairs, now)
    _weigh_the_faint(actor, screening, subjects, snapshots, pairs, now)
    _seek_again(actor, screening, subjects, snapshots, pairs, now)
    return ended


def _seek_again(
    actor: Actor,
    screening: Screening,
    subjects: Subjects,
    snapshots: Sequence[Snapshot],
    pairs: Sequence[Pair],
    now: datetime,
) -> None:
    """Say of the matches with earlier deliveries of a list whether its newest one still makes the claim."""
    found = seek_entries(screening, subjects, snapshots, pairs)
    for start in range(0, len(found), CHUNK):
        note_presence(actor=actor, screening_id=screening.id, found=found[start : start + CHUNK], now=now)


def _weigh_the_faint(
    actor: Actor,
    screening: Screening,
    subjects: Subjects,
    snapshots: Sequence[Snapshot],
    pairs: Sequence[Pair],
    now: datetime,
) -> None:
    """Weigh anew the undecided matches that fell below the threshold, so that no run finds them any more.

    Another model holds, the person's data were corrected, or another entry of theirs is gone. They stay open, with
    their new probability: a machine closes nothing. pairs: what the run found.
    """
    found = {(pair.person_id, pair.claim) for pair in pairs}
    rows = Match.objects.filter(
        within("region", screening.region),
        election=screening.election_id,
        roster__in=[one.roster for one in snapshots],
    ).exclude(Q(state=SuspicionState.RULED) | Q(presence__in=(Presence.ALTERED, Presence.DROPPED)))
    fallen = _fallen(screening.election, subjects, snapshots)
    wanted = {
        (str(row.person_id), row.pair)
        for row in rows.only("person_id", "pair", "person_print", "about", "model", "roster", "probability")
        if (str(row.person_id), row.pair) not in found and fallen(row)
    }
    few = subjects.only({person for person, _ in wanted})
    if few.own:
        faint = find_pairs_of_one(screening.election, few, snapshots, floor=Decimal(0))
        known = [pair for pair in faint if (pair.person_id, pair.claim) in wanted]
        keep_pairs(actor=actor, screening_id=screening.id, pairs=known, now=now)


def _fallen(election: Election, subjects: Subjects, snapshots: Sequence[Snapshot]) -> Callable[[Match], bool]:
    """Return what tells whether a match that was not found was given something else before than it would be today."""
    floor, models = floor_of(election), standing_digests(election.key)
    tokens = {one.roster: one.is_tokens for one in snapshots}

    def is_fallen(match: Match) -> bool:
        about = About(match.about)
        values = subjects.values(about).get(str(match.person_id))
        if values is None:
            return False  # the person was not screened in this run
        is_of_model = match.model == models.get(kind_of(about, tokens=tokens[match.roster]), "")
        return match.probability >= floor or not is_of_model or match.person_print != print_of(values)

    return is_fallen


def screen_one(*, actor: Actor, application_id: UUID, snapshots: Sequence[Snapshot], now: datetime) -> list[Match]:
    """Screen the person of one application and return the matches of that person that are not cleared.

    For an officer of the application's region, or the system in whose name a form is taken in.
    Raises NotFound, Refused (access.role).
    """
    application = Application.objects.select_related("opening__election").filter(id=application_id).first()
    if application is None or not actor.reaches(application.region):
        raise NotFound("Berkas ini tidak ada, atau bukan di wilayah Anda.")
    election = application.opening.election
    screening = begin_person_screening(
        actor=actor, election=election, region=application.region, snapshots=snapshots, now=now
    )
    subjects = subject_of(application)
    pairs = find_pairs_of_one(election, subjects, snapshots, floor=floor_of(election))
    _keep_all(actor, screening, 1, pairs, now)
    _weigh_the_faint(actor, screening, subjects, snapshots, pairs, now)
    _seek_again(actor, screening, subjects, snapshots, pairs, now)
    return list(Match.objects.filter(election=election, person_id=application.person_id).order_by("-probability"))


def floor_of(election: Election) -> Decimal:
    """Return the probability below which nothing is kept."""
    return load_profile(election.profile).decimal("vetting.min_probability")


def _keep_all(actor: Actor, screening: Screening, people: int, pairs: Sequence[Pair], now: datetime) -> Screening:
    for chunk in _chunks(pairs):
        keep_pairs(actor=actor, screening_id=screening.id, pairs=chunk, now=now)
    return end_screening(actor=actor, screening_id=screening.id, people=people, pairs=len(pairs), now=now)


def _chunks(pairs: Sequence[Pair]) -> Iterator[list[Pair]]:
    """Cut pairs into pieces of CHUNK or a little more, all of one person in one piece."""
    chunk: list[Pair] = []
    whose = attrgetter("person_id")
    for _, own in groupby(sorted(pairs, key=whose), key=whose):
        chunk += own
        if len(chunk) >= CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _begin(actor: Actor, election: Election, region: str, snapshots: Sequence[Snapshot], now: datetime) -> Screening:
    actor.must_reach(region)
    screening = Screening.objects.create(
        election=election,
        region=region,
        snapshots=[str(snapshot.id) for snapshot in snapshots],
        started_at=now,
        is_simulated=actor.is_simulated,
    )
    record = {
        "election": election.key,
        "rosters": [snapshot.digest for snapshot in snapshots],
        "min_probability": str(floor_of(election)),
        "by": actor.label,
    }
    record_act(Act("vetting.screening_begun", region, str(screening.id), record, "vetting.scope"), now=now)
    return screening


@verb(*SCREENERS)
def begin_screening(
    *, actor: Actor, election: Election, region: str, snapshots: Sequence[Snapshot], now: datetime
) -> Screening:
    """Open a run and log which lists and which threshold it uses, before it sees anybody.

    Raises Refused (access.region).
    """
    return _begin(actor, election, region, snapshots, now)


@verb(Role.PPS, *SCREENERS)
def begin_person_screening(
    *, actor: Actor, election: Election, region: str, snapshots: Sequence[Snapshot], now: datetime
) -> Screening:
    """Open the run of a single application, which the PPS of its ward may ask for too. Raises Refused."""
    return _begin(actor, election, region, snapshots, now)


@verb(Role.PPS, *SCREENERS)
def end_screening(*, actor: Actor, screening_id: UUID, people: int, pairs: int, now: datetime) -> Screening:
    """Write down how many people a run compared and how many pairs it found. Raises Refused (access.region)."""
    screening = Screening.objects.select_for_update().get(id=screening_id)
    actor.must_reach(screening.region)
    screening.people, screening.pairs = people, pairs
    screening.save(update_fields=["people", "pairs"])
    models = standing_digests(screening.election_id)
    record = {"people": people, "pairs": pairs, "models": models, "by": actor.label}
    act = Act("vetting.screening_ended", screening.region, str(screening.id), record, "vetting.scope")
    record_act(act, now=now)
    return screening
