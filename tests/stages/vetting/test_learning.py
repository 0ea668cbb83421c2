"""The model of an election is learnt once and frozen; a later one is a proposal until an officer adopts it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256

import numpy as np
import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.urls import include, path, reverse

from jurdil.engines.linkage import Model
from jurdil.engines.linkage.model import CLASSES, Again, starting_model
from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.models import Account, Mandate
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.jobs.models import Job, JobState
from jurdil.foundation.jobs.work import work_off
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.storage.ids import new_id
from jurdil.registry.rosters.queries import current_snapshots
from jurdil.stages.vetting import learning, screening, work
from jurdil.stages.vetting.history import timeline_of
from jurdil.stages.vetting.learning import (
    ask_to_learn,
    count_changes,
    freeze_model,
    models_of,
    propose_model,
    standing_model,
)
from jurdil.stages.vetting.models import FrozenModel
from jurdil.stages.vetting.rulings import Verdict, rule_in_bulk
from jurdil.stages.vetting.suspicion_models import SuspicionState

from .conftest import NOW, ON, World, budi_entry, officer, strangers

SYSTEM = Actor(role=Role.SYSTEM, region="")
urlpatterns = [path("meja/penyaringan/", include("jurdil.stages.vetting.urls"))]
OF_EARLIER_VERSION = '{"expected": {"same": 0.03}}'
REASON = "Tiga daftar baru masuk."
LATER = NOW + timedelta(days=1)


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
        actor=SYSTEM, election=world.election, kind="self", learnt=(starting_model(), 2), entries=1, now=NOW
    )

    with pytest.raises(Refused, match=r"vetting\.frozen_model"):
        freeze_model(actor=dewan, model_id=blind.id, reason=REASON, now=NOW)
    with pytest.raises(Refused, match=r"vetting\.frozen_model"):
        freeze_model(actor=SYSTEM, model_id=blind.id, reason="", now=NOW)


def test_the_next_screening_freezes_a_model_in_place_of_one_of_an_earlier_version(
    world: World, frozen: FrozenModel
) -> None:
    FrozenModel.objects.filter(id=frozen.id).update(text=OF_EARLIER_VERSION)

    world.screen(*current_snapshots(ON))

    assert standing_model(world.election.key, "self") not in (None, frozen)


def test_a_proposal_of_an_earlier_version_is_not_adopted(world: World, frozen: FrozenModel, dewan: Actor) -> None:
    counts = {"before": {}, "after": {}}
    FrozenModel.objects.filter(id=frozen.id).update(text=OF_EARLIER_VERSION, frozen_at=None, counts=counts)

    with pytest.raises(Conflict, match="versi program yang lama"):
        freeze_model(actor=dewan, model_id=frozen.id, reason=REASON, now=NOW)


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
    FrozenModel.objects.filter(id=frozen.id).update(digest="0" * 64)  # as if learnt from other lists
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
    assert "0" * 16 in page
    assert standing_model(world.election.key, "self") == proposal


@pytest.fixture
def asked(client: Client, world: World, frozen: FrozenModel, settings: LazySettings) -> Client:
    """An officer of the province at a browser, who asked for a new learning."""
    settings.ROOT_URLCONF, settings.NOW = __name__, NOW
    account = Account.objects.create_user(new_id().hex)
    Mandate.objects.create(account=account, role=Role.KPU_PROVINCE.value, region="31", since="2024-01-01")
    client.force_login(account)
    client.post(reverse("vetting:learn"), {"idempotency_key": new_id().hex})
    return client


def read(client: Client) -> str:
    return client.get(reverse("vetting:models")).content.decode()


def test_the_page_says_that_learning_was_asked_for_and_when_it_failed(asked: Client) -> None:
    waiting = read(asked)
    Job.objects.update(state=JobState.FAILED)

    assert "sudah diminta" in waiting
    assert "mintalah lagi" in read(asked)


def test_a_model_of_an_earlier_version_weighs_nobody_and_another_can_be_learnt(
    asked: Client, world: World, frozen: FrozenModel
) -> None:
    FrozenModel.objects.filter(id=frozen.id).update(text=OF_EARLIER_VERSION)

    work_off(clock=lambda: NOW)

    page = read(asked)
    assert standing_model(world.election.key, "self") is None
    assert "dari versi program yang lama" in page
    assert "Berlakukan" in page


def test_a_learning_that_came_to_nothing_says_so(
    asked: Client, frozen: FrozenModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    FrozenModel.objects.update(learnt_at=NOW - timedelta(days=1))
    monkeypatch.setattr(learning, "ENOUGH_PEOPLE", 1_000)

    work_off(clock=lambda: NOW)

    assert "tidak menghasilkan usulan" in read(asked)


def test_a_proposal_equal_to_what_holds_is_not_offered(asked: Client, frozen: FrozenModel) -> None:
    work_off(clock=lambda: NOW)

    page = read(asked)

    assert FrozenModel.objects.filter(digest=frozen.digest).count() == 2
    assert "tidak ada yang perlu diberlakukan" in page
    assert reverse("vetting:adopt", args=[frozen.id]) not in page
    assert "Berlakukan dan saring ulang" not in page


def test_what_was_replaced_says_until_when_it_held(asked: Client, world: World, dewan: Actor) -> None:
    adopted(world, dewan)

    page = read(asked)

    assert "berlaku 1 Oktober 2024 10:00 sampai 2 Oktober 2024 10:00" in page
    assert page.count("berlaku sejak") == 1


def test_a_missing_reason_is_said_once_and_beside_its_proposal(asked: Client, world: World, dewan: Actor) -> None:
    work_off(clock=lambda: NOW)
    proposals = [
        propose_model(actor=SYSTEM, election=world.election, kind=about, learnt=(starting_model(), 2), entries=9,
                      now=LATER)
        for about in ("self", "spouse")
    ]  # fmt: skip
    for one in proposals:
        count_changes(actor=SYSTEM, model_id=one.id, counts={"before": {"strong": 1}}, now=LATER)

    page = asked.post(reverse("vetting:adopt", args=[proposals[0].id]), {"idempotency_key": new_id().hex})

    assert page.content.decode().count('class="errorlist"') == 1


def test_the_weights_stand_on_the_page_in_words(asked: Client, frozen: FrozenModel) -> None:
    page = read(asked)

    assert "NIK-nya sama." in page
    assert "1 dari 200.000" in page  # strangers with one long name, on average


def test_the_page_says_what_each_list_adds_to_the_base_rate(asked: Client, world: World, frozen: FrozenModel) -> None:
    again = Again(0.04, 0.2, {"partai-07": 0.32, "tim-01": 0.02}, {"tim-01": "partai-07"})
    model = replace(Model.from_json(frozen.text), lists={"partai-07": 2.0, "tim-01": 0.5}, again=again)
    model.expected[:] = [0.03, 0.01, *model.expected[2:]]
    text = model.to_json()
    FrozenModel.objects.create(
        election=world.election, about="self", text=text, digest=sha256(text.encode()).hexdigest(), people=2_000,
        entries=8_000, learnt_at=LATER, frozen_at=LATER,
    )  # fmt: skip

    page = re.sub(r"<[^>]*>", " ", read(asked))

    assert re.search(r"partai-07\s+2,0 %\s+1 dari 100\.000\s+\+1,0 bit\s+32,0 %\s+\+3,0, −0,5 bit", page)
    assert page.count("Hampir sama kata demi kata dengan partai-07;") == 1
    assert re.search(r"tim-01\s+H[^.]*\.\s+1 dari 200\s+1 dari 400\.000\s+−1,0 bit\s+2,0 %\s+−1,0, \+0,0 bit", page)
    assert "2.000 orang yang dipakai belajar" in page
    assert "tidak membedakan daftar" in page  # the first one learnt from too few pairs


def test_a_model_of_before_own_entries_were_counted_says_so(asked: Client, world: World, frozen: FrozenModel) -> None:
    told = json.loads(replace(Model.from_json(frozen.text), lists={"partai-07": 2.0}).to_json())
    del told["again"]
    FrozenModel.objects.create(
        election=world.election, about="self", text=json.dumps(told), digest="1" * 64, people=2_000, entries=8_000,
        learnt_at=LATER, frozen_at=LATER,
    )  # fmt: skip

    page = re.sub(r"<[^>]*>", " ", read(asked))

    assert re.search(r"partai-07\s.*\+1,0 bit\s+belum dihitung\s+\+0,0, \+0,0 bit", page)


def adopted(world: World, dewan: Actor, *, weight: float = 1e-9) -> FrozenModel:
    """Another model, learnt and compared, adopted by an officer, and everybody screened by it."""
    standing = standing_model(world.election.key, "self")
    assert standing is not None
    other = Model.from_json(standing.text)
    share = np.array([weight if name.startswith("same") else 1.0 for name in CLASSES])
    other = replace(other, expected=other.expected * share)
    proposal = propose_model(
        actor=SYSTEM, election=world.election, kind="self", learnt=(other, 2), entries=301, now=LATER
    )
    count_changes(actor=SYSTEM, model_id=proposal.id, counts={"before": {"strong": 1}}, now=LATER)
    freeze_model(actor=dewan, model_id=proposal.id, reason=REASON, now=LATER)
    work_off(clock=lambda: LATER)
    return proposal


def test_an_open_match_is_weighed_anew_and_keeps_what_it_was(world: World, frozen: FrozenModel, dewan: Actor) -> None:
    before = world.match("Budi")

    proposal = adopted(world, dewan, weight=1e-9)

    match = world.match("Budi")
    assert match.id == before.id
    assert (before.model, match.model) == (frozen.digest, proposal.digest)
    assert match.probability < before.probability
    assert match.earlier == [
        {
            "probability": str(before.probability),
            "grade": before.grade,
            "model": frozen.digest,
            "until": LATER.isoformat(),
        }
    ]
    assert (match.state, match.found_at) == (before.state, before.found_at)
    assert Leaf.objects.filter(kind="vetting.match_reweighed", subject=str(match.id)).count() == 1
    assert any("ditimbang ulang" in str(event.title).lower() for event in timeline_of(match))


def test_a_ruled_match_is_not_weighed_anew(world: World, frozen: FrozenModel, dewan: Actor) -> None:
    match = world.match("Budi")
    rule_in_bulk(
        actor=world.agus,
        second=world.wati,
        verdicts=[Verdict(match.id, "other_person", "Orang lain, alamatnya berbeda.")],
        now=NOW,
    )

    adopted(world, dewan, weight=1e-9)

    after = world.match("Budi")
    assert (after.probability, after.reasons.reveal(), after.model, after.earlier) == (
        match.probability,
        match.reasons.reveal(),
        frozen.digest,
        [],
    )


def test_a_match_below_the_threshold_of_the_new_model_stays_open_with_its_new_probability(
    world: World, frozen: FrozenModel, dewan: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    threshold = Decimal("0.99")
    monkeypatch.setattr(screening, "floor_of", lambda election: threshold)

    adopted(world, dewan, weight=1e-9)

    match = world.match("Budi")
    assert match.state == SuspicionState.OPEN
    assert match.probability < threshold
    assert len(match.earlier) == 1


def test_another_run_under_the_same_model_changes_nothing(world: World, frozen: FrozenModel, dewan: Actor) -> None:
    adopted(world, dewan, weight=1e-9)
    before = world.match("Budi")

    world.screen(*current_snapshots(ON))

    after = world.match("Budi")
    assert (after.probability, after.earlier, after.model) == (before.probability, before.earlier, before.model)


@pytest.mark.django_db(transaction=True)
def test_learning_holds_no_lock_while_it_computes(world: World, dewan: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "ENOUGH_PEOPLE", 1)
    world.bring([budi_entry(), *strangers()])
    held: list[bool] = []

    def learn(*args: object, **given: object) -> object:
        held.append(connection.in_atomic_block)
        return learning.learn(*args, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(work, "learn", learn)
    ask_to_learn(actor=dewan, election=world.election, now=NOW)
    work_off(clock=lambda: NOW)

    assert held == [False]
    assert FrozenModel.objects.count() == 1
