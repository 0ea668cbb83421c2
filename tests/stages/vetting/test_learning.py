"""The model of an election is learnt once and frozen; a later one is a proposal until an officer adopts it."""

from __future__ import annotations

from hashlib import sha256

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import include, path, reverse

from jurdil.engines.linkage.model import starting_model
from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.models import Account, Mandate
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.jobs.models import Job, JobState
from jurdil.foundation.jobs.work import work_off
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.storage.ids import new_id
from jurdil.registry.rosters.queries import current_snapshots
from jurdil.stages.vetting import learning
from jurdil.stages.vetting.learning import ask_to_learn, freeze_model, models_of, propose_model, standing_model
from jurdil.stages.vetting.models import About, FrozenModel

from .conftest import NOW, ON, World, budi_entry, officer, strangers

SYSTEM = Actor(role=Role.SYSTEM, region="")
urlpatterns = [path("meja/penyaringan/", include("jurdil.stages.vetting.urls"))]
REASON = "Tiga daftar baru masuk."


@pytest.fixture
def dewan() -> Actor:
    """An officer of the province, whose election it is."""
    return officer("31", Role.KPU_PROVINCE)


@pytest.fixture
def frozen(world: World, monkeypatch: pytest.MonkeyPatch) -> FrozenModel:
    """The model of the first run."""
    monkeypatch.setattr(learning, "ENOUGH_PEOPLE", 1)
    world.screen(world.bring([budi_entry(), *strangers()]))
    found = standing_model(world.election.key, "self")
    assert found is not None
    return found


def test_the_first_run_over_enough_people_freezes_a_model(frozen: FrozenModel) -> None:
    assert frozen.digest == sha256(frozen.text.encode()).hexdigest()
    assert (frozen.people, frozen.entries, frozen.frozen_by) == (2, 301, "system:-")
    kinds = Leaf.objects.filter(subject=str(frozen.id)).order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["vetting.model_learnt", "vetting.model_frozen"]


def test_few_people_teach_nothing(world: World) -> None:
    world.screen(world.bring([budi_entry()]))

    assert FrozenModel.objects.count() == 0


def test_a_later_run_learns_nothing_new(world: World, frozen: FrozenModel) -> None:
    world.screen(world.bring([budi_entry(), *strangers(40)], roster="partai-08"), *current_snapshots(ON))

    assert FrozenModel.objects.get() == frozen


def test_a_new_learning_is_a_proposal_with_counts_before_and_after(
    world: World, frozen: FrozenModel, dewan: Actor
) -> None:
    ask_to_learn(actor=dewan, election=world.election, now=NOW)

    work_off(clock=lambda: NOW)

    assert Job.objects.get().state == JobState.DONE
    proposal = models_of(actor=dewan, election=world.election)[0]
    assert proposal.frozen_at is None
    assert proposal.counts["before"] == {"strong": 1}
    assert sum(proposal.counts["after"].values()) == 1
    assert (proposal.counts["come"], proposal.counts["gone"]) == ({}, {})
    assert standing_model(world.election.key, "self") == frozen


def test_an_officer_adopts_it_with_a_reason_and_everybody_is_screened_by_it(
    world: World, frozen: FrozenModel, dewan: Actor
) -> None:
    ask_to_learn(actor=dewan, election=world.election, now=NOW)
    work_off(clock=lambda: NOW)
    proposal = models_of(actor=dewan, election=world.election)[0]
    with pytest.raises(Refused, match=r"vetting\.frozen_model"):
        freeze_model(actor=dewan, model_id=proposal.id, reason=" ", now=NOW)

    freeze_model(actor=dewan, model_id=proposal.id, reason=REASON, now=NOW)

    assert standing_model(world.election.key, "self") == proposal
    assert Job.objects.filter(kind="vetting.screen", state=JobState.WAITING).count() == 1
    with pytest.raises(Conflict):
        freeze_model(actor=dewan, model_id=proposal.id, reason=REASON, now=NOW)


def test_nothing_is_adopted_before_it_was_compared(world: World, frozen: FrozenModel, dewan: Actor) -> None:
    blind = propose_model(
        actor=SYSTEM, election=world.election, about=About.SELF, learnt=(starting_model(), 2), entries=1, now=NOW
    )

    with pytest.raises(Refused, match=r"vetting\.frozen_model"):
        freeze_model(actor=dewan, model_id=blind.id, reason=REASON, now=NOW)
    with pytest.raises(Refused, match=r"vetting\.frozen_model"):
        freeze_model(actor=SYSTEM, model_id=blind.id, reason="", now=NOW)


def test_another_province_does_not_see_or_replace_it(world: World, frozen: FrozenModel) -> None:
    banten = officer("36", Role.KPU_PROVINCE)

    with pytest.raises(NotFound):
        models_of(actor=banten, election=world.election)
    with pytest.raises(NotFound):
        freeze_model(actor=banten, model_id=frozen.id, reason=REASON, now=NOW)
    with pytest.raises(Refused, match=r"access\.region"):
        ask_to_learn(actor=world.agus, election=world.election, now=NOW)


def test_the_page_shows_what_would_change_and_adopts_it(
    client: Client, world: World, frozen: FrozenModel, dewan: Actor, settings: LazySettings
) -> None:
    settings.ROOT_URLCONF, settings.NOW = __name__, NOW
    account = Account.objects.create_user(new_id().hex)
    Mandate.objects.create(account=account, role=Role.KPU_PROVINCE.value, region="31", since="2024-01-01")
    client.force_login(account)
    client.post(reverse("vetting:learn"), {"idempotency_key": new_id().hex})
    work_off(clock=lambda: NOW)
    proposal = models_of(actor=dewan, election=world.election)[0]

    page = client.get(reverse("vetting:models")).content.decode()
    given = {"idempotency_key": new_id().hex, "reason": REASON}
    client.post(reverse("vetting:adopt", args=[proposal.id]), given)

    assert "Berlakukan" in page
    assert frozen.digest[:16] in page
    assert standing_model(world.election.key, "self") == proposal
