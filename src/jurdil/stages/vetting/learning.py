"""The model of an election: learnt by the first run over many people, frozen, and replaced by an officer's act only.

A model learnt anew would move the probability of people about whom nothing changed. So a later learning is a proposal:
it is shown with the matches before and after it, and holds from the day on which an officer adopts it, with a reason.
Law: vetting.frozen_model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from uuid import UUID

import numpy as np
import pyarrow as pa
from django.db import transaction

from jurdil.engines.linkage import Model
from jurdil.engines.linkage.linking import learn_model, prepare_people
from jurdil.engines.linkage.model import starting_model
from jurdil.engines.linkage.rosters import People, open_rosters
from jurdil.engines.linkage.tokens_linking import learn_token_model
from jurdil.engines.linkage.tokens_model import TokenModel, starting_token_model
from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import query, verb
from jurdil.foundation.jobs.work import ask_for
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.storage.codes import covers
from jurdil.registry.elections.models import Election
from jurdil.registry.rosters.deliveries import key_of
from jurdil.registry.rosters.files import indexed_tokens, prepared_path
from jurdil.registry.rosters.models import Snapshot
from jurdil.stages.vetting.kept import TOKENS, forget_all
from jurdil.stages.vetting.models import About, FrozenModel
from jurdil.stages.vetting.subjects import Subjects, grouped, subjects_within

ENOUGH_PEOPLE = 1_000
"""Fewer people teach nothing that others should be judged by."""
LEARN_FROM = 40_000
"""More people than this are drawn from evenly: the rates do not become better."""
Learnt = tuple[Model | TokenModel, int]
"""A model, and from how many people it was learnt."""
RULE = "vetting.frozen_model"
LEARNING = "vetting.learn"
LEAST_REASON = 5
KEEPERS = (Role.KPU_REGENCY, Role.KPU_PROVINCE)
SYSTEM = Actor(role=Role.SYSTEM, region="")


def kind_of(about: About, *, tokens: bool) -> str:
    """Return what names a model: whose values it weighs, beside lists of names or of keyed tokens."""
    return f"{about.value}{TOKENS}" if tokens else about.value


KINDS = tuple(kind_of(about, tokens=tokens) for tokens in (False, True) for about in About)


def lists_of(kind: str, snapshots: Sequence[Snapshot]) -> tuple[About, list[Snapshot]]:
    """Return whose values a kind of model weighs, and the lists that are compared with them."""
    about = About(kind.removesuffix(TOKENS))
    return about, grouped(snapshots, tokens=kind.endswith(TOKENS)).get(about, [])


def standing_model(election_id: str, kind: str) -> FrozenModel | None:
    """Return the model that holds: the newest that can be read, so that none leaves everybody unscreened."""
    rows = FrozenModel.objects.filter(election_id=election_id, about=kind, frozen_at__isnull=False)
    return next((row for row in rows.order_by("-frozen_at", "-id") if is_readable(row)), None)


def is_readable(row: FrozenModel) -> bool:
    """Return whether this version of the engine can weigh by a model; one that an earlier version learnt it may not."""
    reader = _token_model if row.about.endswith(TOKENS) else Model.from_json
    try:
        reader(row.text)
    except (LookupError, TypeError, ValueError):
        return False
    return True


@lru_cache(maxsize=4)
def _token_model(text: str) -> TokenModel:
    """Read a model once for many people: what is common in it takes longer to work out than to weigh a person."""
    return TokenModel.from_json(text)


def standing_digests(election_id: str) -> dict[str, str]:
    """Return what names the models that hold, by kind of comparison; a kind without one is weighed by judgement."""
    found = {kind: standing_model(election_id, kind) for kind in KINDS}
    return {kind: row.digest for kind, row in found.items() if row is not None}


def model_for(election: Election, about: About, lists: Sequence[Snapshot]) -> Model:
    """Return the model that holds; the engine's judgement as long as nothing was learnt."""
    standing = standing_model(election.key, about.value)
    if standing is not None:
        return Model.from_json(standing.text)
    return starting_model(sum(snapshot.entries for snapshot in lists))


def token_model_for(election: Election, about: About, lists: Sequence[Snapshot]) -> TokenModel:
    """Return the same for keyed tokens."""
    standing = standing_model(election.key, kind_of(about, tokens=True))
    if standing is not None:
        return _token_model(standing.text)
    return starting_token_model(_entries(lists))


def learn(election: Election, about: About, lists: Sequence[Snapshot], *, everybody: Subjects) -> Learnt | None:
    """Return a model learnt from `everybody` in the election, and from how many; None if they are too few.

    lists: all of names, or all of keyed tokens.
    """
    people = everybody.table(about)
    if people.num_rows < ENOUGH_PEOPLE:
        return None
    step = -(-people.num_rows // LEARN_FROM)
    some = people.take(pa.array(np.arange(0, people.num_rows, step)))
    if lists[0].is_tokens:
        deliveries = [(indexed_tokens(snapshot), key_of(snapshot)) for snapshot in lists]
        return learn_token_model(some, deliveries, on=election.voting_day), some.num_rows
    asked = People.of(prepare_people(some, on=election.voting_day, threads=2))
    return learn_model(asked, open_rosters([prepared_path(snapshot) for snapshot in lists])), some.num_rows


def freeze_first_models(election: Election, snapshots: Sequence[Snapshot], *, on: date, now: datetime) -> None:
    """Learn and freeze a model for each kind of comparison that has none yet, where enough people applied."""
    lacking = {
        (about, tokens): lists
        for tokens in (False, True)
        for about, lists in grouped(snapshots, tokens=tokens).items()
        if standing_model(election.key, kind_of(about, tokens=tokens)) is None
    }
    if not lacking:
        return
    everybody = subjects_within(election, election.region, on)
    for (about, tokens), lists in lacking.items():
        if learnt := learn(election, about, lists, everybody=everybody):
            kind = kind_of(about, tokens=tokens)
            row = propose_model(
                actor=SYSTEM, election=election, kind=kind, learnt=learnt, entries=_entries(lists), now=now
            )
            freeze_model(actor=SYSTEM, model_id=row.id, reason="", now=now)


def _entries(lists: Sequence[Snapshot]) -> int:
    return sum(snapshot.entries for snapshot in lists)


@verb(Role.SYSTEM)
def propose_model(
    *, actor: Actor, election: Election, kind: str, learnt: Learnt, entries: int, now: datetime
) -> FrozenModel:
    """Write down what was learnt; nothing is weighed by it before it is frozen. Raises Refused (access.region)."""
    actor.must_reach(election.region)
    model, people = learnt
    text = model.to_json()
    digest = sha256(text.encode()).hexdigest()
    row = FrozenModel.objects.create(
        election=election, about=kind, text=text, digest=digest, people=people, entries=entries, learnt_at=now
    )
    record = {"about": kind, "model": digest, "people": people, "entries": entries, "by": actor.label}
    record_act(Act("vetting.model_learnt", election.region, str(row.id), record, RULE), now=now)
    return row


@verb(Role.SYSTEM)
def count_changes(*, actor: Actor, model_id: UUID, counts: Mapping[str, Mapping[str, int]], now: datetime) -> None:
    """Write down how many matches of each grade there are without and with a proposed model. Raises Refused."""
    row = FrozenModel.objects.select_for_update(of=("self",)).select_related("election").get(id=model_id)
    actor.must_reach(row.election.region)
    row.counts = {name: dict(by_grade) for name, by_grade in counts.items()}
    row.save(update_fields=["counts"])
    record = {"model": row.digest, "counts": row.counts, "by": actor.label}
    record_act(Act("vetting.model_compared", row.election.region, str(row.id), record, RULE), now=now)


@verb(*KEEPERS, Role.SYSTEM)
def freeze_model(*, actor: Actor, model_id: UUID, reason: str, now: datetime) -> FrozenModel:
    """Let a proposed model hold from now on, and screen everybody by it.

    An officer gives a reason and needs the counts before and after. The system freezes the first model only.
    Raises NotFound, Conflict for one that holds already or was overtaken, Refused (vetting.frozen_model).
    """
    row = FrozenModel.objects.select_for_update(of=("self",)).select_related("election").filter(id=model_id).first()
    if row is None or not actor.reaches(row.election.region):
        raise NotFound("Bobot ini tidak ada, atau bukan di wilayah Anda.")
    before = standing_model(row.election_id, row.about)
    if row.frozen_at is not None or (before is not None and before.learnt_at > row.learnt_at):
        raise Conflict("Bobot ini sudah berlaku, atau sudah didahului bobot lain.")
    if actor.role == Role.SYSTEM:
        if before is not None:
            raise Refused(RULE, "Bobot sudah dibekukan.", "Petugas melihat perubahannya lalu memutuskan.")
    elif not is_readable(row):
        raise Conflict("Bobot ini dipelajari versi program yang lama dan tidak terbaca lagi. Mintalah belajar ulang.")
    elif not row.counts or len(reason.strip()) < LEAST_REASON:
        raise Refused(
            RULE,
            "Mengganti bobot memerlukan perbandingan sebelum dan sesudahnya, serta alasan.",
            "Tunggu perbandingannya selesai, baca, lalu tuliskan alasannya.",
        )
    row.frozen_at, row.frozen_by, row.reason = now, actor.label, reason.strip()
    row.save(update_fields=["frozen_at", "frozen_by", "reason"])
    record = {
        "about": row.about, "model": row.digest, "instead": before.digest if before else "", "counts": row.counts,
        "reason": row.reason, "by": actor.label,
    }  # fmt: skip
    record_act(Act("vetting.model_frozen", row.election.region, str(row.id), record, RULE), now=now)
    if before is not None:
        election, about = row.election.key, row.about
        transaction.on_commit(lambda: forget_all(election, about))
        ask_for(
            actor=actor, kind="vetting.screen", region=row.election.region, now=now,
            arguments={"region": row.election.region},
        )  # fmt: skip
    return row


@verb(*KEEPERS)
def ask_to_learn(*, actor: Actor, election: Election, now: datetime) -> None:
    """Let the models of an election be learnt anew, as proposals. Raises Refused (access.region)."""
    actor.must_reach(election.region)
    asked = {"election": election.key}
    ask_for(actor=actor, kind=LEARNING, region=election.region, arguments=asked, now=now)


@query(*KEEPERS, Role.SUPERVISOR)
def models_of(*, actor: Actor, election: Election) -> list[FrozenModel]:
    """Return the models of an election, those that hold or held and the proposals, the newest first."""
    if not actor.reaches(election.region) and not covers(election.region, actor.region):
        raise NotFound("Pemilihan ini tidak ada, atau bukan di wilayah Anda.")
    return list(FrozenModel.objects.filter(election=election).defer("text").order_by("-learnt_at", "-id"))
