"""The jobs of this room: screen everybody, screen one person, compare a model that was learnt anew.

`vetting.screen`: everybody again, one district a chunk. Whoever imports a list or takes in many people asks for it,
with {"region": code} where it is not the job's own: a list speaks about people wherever they apply, so imports name the
nation. Only what changed is asked (kept.py), against all lists that hold that day.
`vetting.screen_person`: one application, after it came in or was corrected; tried again after a fault.
`vetting.learn`: a model learnt anew as a proposal, then the matches under both models, one district a chunk.
A job is the system's own act: what asked for it stands in the log with its author.
Law: vetting.rescreen, vetting.frozen_model. Elections whose terms are over are left alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

import pyarrow as pa

from jurdil.engines.linkage import Model
from jurdil.engines.linkage.relinking import relink
from jurdil.engines.linkage.tokens_linking import link_tokens
from jurdil.engines.linkage.tokens_model import TokenModel
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.jobs.models import Job
from jurdil.foundation.jobs.work import Step, computes
from jurdil.foundation.storage.clock import day_of
from jurdil.foundation.storage.codes import covers
from jurdil.law import load_profile
from jurdil.registry.elections.models import Election
from jurdil.registry.rosters.deliveries import key_of
from jurdil.registry.rosters.files import indexed_tokens, prepared_path
from jurdil.registry.rosters.models import Snapshot
from jurdil.registry.rosters.queries import current_snapshots
from jurdil.stages.recruitment.models import Application, Opening
from jurdil.stages.vetting.kept import district_of
from jurdil.stages.vetting.learning import (
    KINDS,
    Learnt,
    count_changes,
    learn,
    lists_of,
    model_for,
    propose_model,
    token_model_for,
)
from jurdil.stages.vetting.models import FrozenModel
from jurdil.stages.vetting.screening import floor_of, screen_one, screen_people
from jurdil.stages.vetting.subjects import Subjects, subjects_within

TRIES = 6
Chunk = tuple[str, str]
SYSTEM = Actor(role=Role.SYSTEM, region="")


@computes("vetting.screen", tries=TRIES)
def screen_again(job: Job, now: datetime) -> Callable[[], Step]:
    """Screen one district of one election and say where the next chunk begins; its verbs write in small parts."""
    on = day_of(now)
    chunks = _chunks(str(job.arguments.get("region", job.region)), on)
    done = int(job.cursor.get("done", 0))
    pairs = int(job.cursor.get("pairs", 0))
    if done < len(chunks):
        key, region = chunks[done]
        election = Election.objects.get(key=key)
        lists = current_snapshots(on)
        screening = screen_people(actor=SYSTEM, election=election, region=region, snapshots=lists, now=now, on=on)
        done, pairs = done + 1, pairs + screening.pairs
    is_finished = done >= len(chunks)
    step = Step({"done": done, "pairs": pairs}, done, len(chunks), is_finished, {"pairs": pairs})
    return lambda: step


@computes("vetting.screen_person", tries=TRIES)
def screen_person(job: Job, now: datetime) -> Callable[[], Step]:
    """Screen the person of one application, unless it was withdrawn in the meantime or nothing is there to ask.

    Where a list has no index yet, the first who is asked about waits for it: no writer waits with them.
    """
    on = day_of(now)
    application = Application.objects.select_related("opening__election").get(id=job.arguments["application"])
    lists = current_snapshots(on)
    is_running = application.withdrawn_at is None and _last_day(application.opening.election) >= on
    if is_running and lists:
        screen_one(actor=SYSTEM, application_id=application.id, snapshots=lists, now=now)
    return lambda: Step({}, 1, 1, is_finished=True)


@computes("vetting.learn", tries=TRIES)
def learn_again(job: Job, now: datetime) -> Callable[[], Step]:
    """Learn in the first chunk, compare one district under both models in each of the others."""
    on, election = day_of(now), Election.objects.get(key=job.arguments["election"])
    chunks = [region for key, region in _chunks(election.region, on) if key == election.key]
    done = int(job.cursor.get("done", -1))
    if done < 0:
        everybody = subjects_within(election, election.region, on)
        learnt = {kind: found for kind in KINDS if (found := _learnt(election, kind, everybody, on))}
        return lambda: _propose(election, learnt, len(chunks), now)
    made, counts = job.cursor["made"], job.cursor["counts"]
    for kind, model_id in made.items():
        sides = _compared(election, kind, UUID(model_id), chunks[done], on) if done < len(chunks) else {}
        so_far = counts.setdefault(kind, {})
        for name, by_grade in sides.items():
            so_far[name] = dict(Counter(so_far.get(name, {})) + by_grade)
    step = Step(
        {"done": done + 1, "made": made, "counts": counts}, min(done + 1, len(chunks)), len(chunks),
        is_finished=done + 1 >= len(chunks),
    )  # fmt: skip
    return lambda: _count(step, made, counts, now)


def _learnt(election: Election, kind: str, everybody: Subjects, on: date) -> tuple[Learnt, int] | None:
    """Return a model with the numbers of people and entries it was learnt from; None where they are too few."""
    about, lists = lists_of(kind, current_snapshots(on))
    found = learn(election, about, lists, everybody=everybody) if lists else None
    return None if found is None else (found, sum(snapshot.entries for snapshot in lists))


def _propose(election: Election, learnt: Mapping[str, tuple[Learnt, int]], total: int, now: datetime) -> Step:
    made = {
        kind: str(propose_model(actor=SYSTEM, election=election, kind=kind, learnt=found, entries=entries, now=now).id)
        for kind, (found, entries) in learnt.items()
    }
    return Step({"done": 0, "made": made, "counts": {}}, 0, total, is_finished=not made)


def _count(step: Step, made: Mapping[str, str], counts: Mapping[str, Mapping[str, Mapping[str, int]]],
           now: datetime) -> Step:  # fmt: skip
    if step.is_finished:
        for about, model_id in made.items():
            count_changes(actor=SYSTEM, model_id=UUID(model_id), counts=counts.get(about, {}), now=now)
    return step


def _compared(election: Election, kind: str, model_id: UUID, region: str, on: date) -> dict[str, Counter[str]]:
    """Return matches by grade under the model that holds and under the proposed one, and how many come and go."""
    about, lists = lists_of(kind, current_snapshots(on))
    people = subjects_within(election, region, on).table(about)
    text = FrozenModel.objects.get(id=model_id).text
    if lists and lists[0].is_tokens:
        weights = (token_model_for(election, about, lists), TokenModel.from_json(text))
        tables = [_by_tokens(election, lists, people, model) for model in weights]
    else:
        models = (model_for(election, about, lists), Model.from_json(text))
        tables = [_by_names(election, lists, people, model) for model in models]
    sides: list[dict[tuple[str, str, str], str]] = []
    for table in tables:
        columns = [table.column(name).to_pylist() for name in ("person_id", "roster", "entry_id", "grade")]
        sides.append({(who, roster, entry): grade for who, roster, entry, grade in zip(*columns, strict=True)})
    before, after = sides
    return {
        "before": Counter(before.values()),
        "after": Counter(after.values()),
        "come": Counter(grade for pair, grade in after.items() if pair not in before),
        "gone": Counter(grade for pair, grade in before.items() if pair not in after),
    }


def _by_names(election: Election, lists: Sequence[Snapshot], people: pa.Table, model: Model) -> pa.Table:
    paths, floor = [prepared_path(snapshot) for snapshot in lists], float(floor_of(election))
    return relink(None, people, paths, on=election.voting_day, model=model, min_probability=floor)[0]


def _by_tokens(election: Election, lists: Sequence[Snapshot], people: pa.Table, model: TokenModel) -> pa.Table:
    floor = float(floor_of(election))
    return pa.concat_tables(
        link_tokens(
            people, [indexed_tokens(one)], key_of(one), on=election.voting_day, min_probability=floor, model=model
        )
        for one in lists
    )


def _chunks(region: str, on: date) -> list[Chunk]:
    """Return the districts with a call for applicants, per election that is still in its term."""
    found: set[Chunk] = set()
    for election in Election.objects.order_by("key"):
        if _last_day(election) < on:
            continue
        for code in Opening.objects.filter(election=election).values_list("region", flat=True):
            if covers(region, code):
                found.add((election.key, district_of(code)))
    return sorted(found)


def _last_day(election: Election) -> date:
    calendar = load_profile(election.profile).calendar
    return max([election.voting_day, *(window.end for window in calendar if window.stage == "term")])
