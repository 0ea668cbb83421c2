"""A list of keyed tokens is screened like any other; nobody here reads what its entries say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from jurdil.engines.linkage import tokens_indexing
from jurdil.engines.linkage.tokens import make_tokens, write_tokens
from jurdil.engines.linkage.tokens_keys import ExchangeKey, write_key
from jurdil.foundation.accounts.roles import Role
from jurdil.foundation.jobs.work import work_off
from jurdil.foundation.storage.ids import new_id
from jurdil.registry.rosters.deliveries import Delivery, receive_delivery
from jurdil.registry.rosters.files import indexed_tokens
from jurdil.registry.rosters.models import RosterKind, Snapshot
from jurdil.stages.vetting import learning
from jurdil.stages.vetting.clarifications import ask_clarification
from jurdil.stages.vetting.explaining import explain_match
from jurdil.stages.vetting.inquiries import export_inquiry, open_inquiry
from jurdil.stages.vetting.learning import ask_to_learn, models_of, standing_model
from jurdil.stages.vetting.linking import find_token_pairs
from jurdil.stages.vetting.models import Match
from jurdil.stages.vetting.rulings import propose_ruling, second_ruling
from jurdil.stages.vetting.screening import screen_one
from jurdil.stages.vetting.subjects import subjects_within

from .conftest import BUDI_BORN, NOW, ON, WARD, World, nik, officer
from .test_pages import sign_in

KEY = ExchangeKey("partai rekaan kepada kpu", b"k" * 32)


BUDI = {
    "id": "7", "name": "Budi Santoso Rekawan", "nik": nik(BUDI_BORN, 1), "birth_date": str(BUDI_BORN), "sex": "L",
    "region": WARD,
}  # fmt: skip


def token_files(folder: Path, seed: bytes, member: dict[str, str] = BUDI) -> tuple[Path, Path]:
    members = pa.Table.from_pylist([member])
    tokens, _kept = make_tokens(members, KEY, roster="anggota", on=date(2024, 11, 27), seed=seed)
    write_tokens(tokens, folder / "tokens.parquet")
    if not (folder / "key").exists():
        write_key(KEY, folder / "key")
    return folder / "tokens.parquet", folder / "key"


@pytest.fixture
def deliver(world: World, tmp_path: Path) -> Callable[..., Snapshot]:
    def made(seed: bytes, member: dict[str, str] = BUDI) -> Snapshot:
        path, key = token_files(tmp_path, seed * 32, member)
        given = Delivery(
            "partai-07", RosterKind.PARTY, "Partai Rekaan", date(2024, 9, 1), "31.71", "Wati", date(2024, 12, 1)
        )
        return receive_delivery(actor=world.agus, path=path, key_path=key, given=given, now=NOW)

    return made


def test_budi_is_found_by_tokens_and_reasons_hold_no_value(world: World, deliver: Callable[[bytes], Snapshot]) -> None:
    world.screen(deliver(b"a"))

    match = Match.objects.get()
    assert (match.person, match.grade, match.evidence_class) == (world.people["Budi"], "strong", "E1")
    assert nik(BUDI_BORN, 1) not in match.reasons.reveal() + match.entry.reveal()
    assert "Budi" not in match.reasons.reveal() + match.entry.reveal()
    assert {"tidak terlihat"} == {line.entry_value for line in explain_match(match).lines if line.field == "name"}


def test_who_was_cleared_stays_cleared_when_tokens_come_anew(
    world: World, deliver: Callable[[bytes], Snapshot]
) -> None:
    world.screen(deliver(b"a"))
    match = Match.objects.get()
    ruling = propose_ruling(
        actor=world.agus, match_id=match.id, outcome="other_person", reason="Partai menyebut orang lain.", now=NOW
    )
    second_ruling(actor=world.wati, ruling_id=ruling.id, now=NOW)

    later = deliver(b"b")
    world.screen(later)

    assert Match.objects.get() == match
    assert later.supersedes == match.snapshot


def test_one_application_is_screened_against_tokens_too(world: World, deliver: Callable[[bytes], Snapshot]) -> None:
    lists = [deliver(b"a"), world.bring(["B-1,Orang Lain,,1970-01-01,L,32.71"], roster="partai-08")]

    found = screen_one(actor=world.pps, application_id=world.applications["Budi"].id, snapshots=lists, now=NOW)

    assert [one.roster for one in found] == ["partai-07"]


def test_a_run_makes_the_index_and_one_application_is_asked_by_it(
    world: World, deliver: Callable[[bytes], Snapshot], monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = deliver(b"a")
    world.screen(snapshot)
    made = indexed_tokens(snapshot).index
    for reader in ("read_tokens", "numbers_in_parts"):
        monkeypatch.delattr(tokens_indexing, reader)

    found = screen_one(actor=world.pps, application_id=world.applications["Budi"].id, snapshots=[snapshot], now=NOW)

    assert made.is_dir()
    assert [one.roster for one in found] == ["partai-07"]


def test_the_first_run_over_enough_people_freezes_what_tokens_weigh(
    world: World, deliver: Callable[[bytes], Snapshot], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learning, "ENOUGH_PEOPLE", 1)

    world.screen(deliver(b"a"))

    model = standing_model(world.election.key, "self-tokens")
    assert model is not None
    assert (model.people, Match.objects.get().model) == (2, model.digest)
    assert "Budi" not in model.text
    assert "BUDI" not in model.text


def test_one_application_is_weighed_like_all_of_them(
    world: World, deliver: Callable[[bytes], Snapshot], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learning, "ENOUGH_PEOPLE", 1)
    for nth in range(9):
        world.apply("Budi Santoso Rekawan", date(1980, 1, 2 + nth), 3 + nth, key=f"Rina{nth}")
    snapshot = deliver(b"a")
    world.screen(snapshot)
    everybody = subjects_within(world.election, "31.71", ON)
    run = find_token_pairs(world.election, everybody, [snapshot], floor=Decimal(0))

    alone = [
        pair
        for key in everybody.own
        for pair in find_token_pairs(world.election, everybody.only({key}), [snapshot], floor=Decimal(0))
    ]

    assert len(run) == 10
    assert sorted(alone, key=lambda pair: pair.person_id) == sorted(run, key=lambda pair: pair.person_id)


def test_a_new_learning_is_compared_with_what_holds_for_tokens_too(
    client: Client, world: World, deliver: Callable[[bytes], Snapshot], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learning, "ENOUGH_PEOPLE", 1)
    world.screen(deliver(b"a"))
    dewan = officer("31", Role.KPU_PROVINCE)
    ask_to_learn(actor=dewan, election=world.election, now=NOW)

    work_off(clock=lambda: NOW)

    proposal = models_of(actor=dewan, election=world.election)[0]
    assert (proposal.about, proposal.frozen_at) == ("self-tokens", None)
    assert proposal.counts["before"] == proposal.counts["after"] == {"strong": 1}
    sign_in(client, Role.KPU_PROVINCE, "31")
    page = client.get(reverse("vetting:models")).content.decode()
    assert "Orangnya sendiri, dengan token berkunci" in page


def test_the_maker_is_asked_by_the_number_of_the_entry(
    world: World, deliver: Callable[[bytes], Snapshot], tmp_path: Path
) -> None:
    world.screen(deliver(b"a"))
    match = Match.objects.get()
    inquiry = open_inquiry(actor=world.agus, election=world.election, roster="partai-07", region="31.71", now=NOW)

    export_inquiry(actor=world.agus, inquiry_id=inquiry.id, path=tmp_path / "ask.csv", now=NOW)

    assert match.entry_id in (tmp_path / "ask.csv").read_text()
    assert "Budi" not in (tmp_path / "ask.csv").read_text()


def test_the_pages_from_the_delivery_to_its_end(client: Client, world: World, tmp_path: Path) -> None:
    sign_in(client, Role.KPU_REGENCY, "31.71")
    path, key = token_files(tmp_path, b"a" * 32)
    once = iter(new_id().hex for _ in range(9))
    given = {
        "roster": "partai-07", "kind": "party", "source": "Partai Rekaan", "as_of": "2024-09-01",
        "delivered_by": "Wati Rekaan", "delete_on": "2199-12-01",
    }  # fmt: skip
    wrong = {"file": SimpleUploadedFile("t.parquet", b"x"), "key": SimpleUploadedFile("k", key.read_bytes())}
    address = reverse("rosters:deliver")
    assert (
        "tidak memuat token" in client.post(address, {"idempotency_key": next(once), **given, **wrong}).content.decode()
    )
    files = {name: SimpleUploadedFile(name, one.read_bytes()) for name, one in (("file", path), ("key", key))}

    answer = client.post(address, {"idempotency_key": next(once), **given, **files})

    snapshot = Snapshot.objects.get()
    page = client.get(answer["Location"]).content.decode()
    assert snapshot.file_digest in page
    assert KEY.check in page
    world.screen(snapshot)
    match = Match.objects.get()
    ask_clarification(actor=world.agus, match_id=match.id, question="", now=NOW)
    assert "token berkunci" in client.get(reverse("vetting:match", args=[match.id])).content.decode()
    client.post(reverse("rosters:remove", args=[snapshot.id]), {"idempotency_key": next(once)})
    assert Snapshot.objects.get().removed_at is None
    client.post(reverse("rosters:remove", args=[snapshot.id]), {"idempotency_key": next(once), "is_sure": "on"})
    assert Snapshot.objects.get().removed_at is not None
    assert "dihapus" in client.get(reverse("rosters:list")).content.decode()
    assert sign_in(client, Role.SUPERVISOR, "31.71").get(address).status_code == 404
