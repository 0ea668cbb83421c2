"""A list may come as keyed tokens: no name of it is kept, and file and key go on the promised day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.db.models import Model

from jurdil.engines.linkage.tokens import make_tokens, write_tokens
from jurdil.engines.linkage.tokens_indexing import make_index
from jurdil.engines.linkage.tokens_keys import ExchangeKey, write_key
from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.ledger.models import Leaf
from jurdil.registry.rosters.actions import import_roster
from jurdil.registry.rosters.deliveries import (
    Delivery,
    key_of,
    receive_delivery,
    remove_delivery,
    remove_due_deliveries,
)
from jurdil.registry.rosters.files import digest_of, entries_path, indexed_tokens
from jurdil.registry.rosters.models import RosterKind, Snapshot
from jurdil.registry.rosters.queries import current_snapshots

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2024, 9, 29, 3, tzinfo=UTC)
AGUS = Actor(role=Role.KPU_REGENCY, region="31.71", account_id=uuid4())
SYSTEM = Actor(role=Role.SYSTEM, region="")
GIVEN = Delivery(
    "partai-07", RosterKind.PARTY, "DPP Partai Rekaan", date(2024, 9, 1), "31.71", "Wati Rekaan", date(2024, 12, 1)
)


@pytest.fixture
def files(tmp_path: Path, settings: pytest.FixtureRequest) -> tuple[Path, Path]:
    """Tokens of Budi, and their key."""
    settings.HOME = tmp_path / "home"  # type: ignore[attr-defined]
    key = ExchangeKey("partai rekaan kepada kpu", b"k" * 32)
    members = pa.table({"id": ["1"], "name": ["Budi Santoso Rekawan"], "birth_date": ["1990-05-12"]})
    tokens, _kept = make_tokens(members, key, roster="anggota", on=date(2024, 11, 27), seed=b"s" * 32)
    write_tokens(tokens, tmp_path / "tokens.parquet")
    write_key(key, tmp_path / "key")
    return tmp_path / "tokens.parquet", tmp_path / "key"


def receive(files: tuple[Path, Path], **given: object) -> Snapshot:
    about = replace(GIVEN, **given)  # type: ignore[arg-type]
    return receive_delivery(actor=AGUS, path=files[0], key_path=files[1], given=about, now=NOW)


def stored(row: Model) -> bytes:
    return b"".join(str(value).encode() for value in row.__dict__.values())


def test_the_receipt_names_hash_and_key_and_nobody_of_the_list(files: tuple[Path, Path]) -> None:
    snapshot = receive(files)

    assert (snapshot.file_digest, snapshot.key_check) == (digest_of(files[0]), key_of(snapshot).check)
    assert b"Budi" not in stored(snapshot) + entries_path(snapshot).read_bytes()
    assert digest_of(entries_path(snapshot)) == snapshot.digest
    assert Leaf.objects.get(subject=str(snapshot.id)).kind == "rosters.tokens_received"
    assert receive(files) == snapshot


def test_what_does_not_fit_says_what_to_do(files: tuple[Path, Path], tmp_path: Path) -> None:
    other = tmp_path / "other"
    write_key(ExchangeKey("partai rekaan kepada kpu", b"x" * 32), other)
    names = tmp_path / "names.parquet"
    pq.write_table(pa.table({"id": ["1"], "name": ["Budi"]}), names)

    with pytest.raises(Refused, match="kunci lain"):
        receive((files[0], other))
    with pytest.raises(Refused, match="tidak memuat token"):
        receive((names, files[1]))
    with pytest.raises(Refused, match="kunci ini tidak dapat dibaca"):
        receive((files[0], names))
    with pytest.raises(Refused, match="Hari penghapusan sudah lewat"):
        receive(files, delete_on=date(2024, 9, 29))
    with pytest.raises(Refused, match="menyerahkan"):
        receive(files, delivered_by=" ")
    assert not Snapshot.objects.exists()


def test_tokens_and_key_go_on_their_day(files: tuple[Path, Path]) -> None:
    snapshot = receive(files)
    path = entries_path(snapshot)

    assert remove_due_deliveries(actor=SYSTEM, now=datetime(2024, 11, 30, 3, tzinfo=UTC)) == []
    assert current_snapshots(date(2024, 11, 30)) == [snapshot]
    assert remove_due_deliveries(actor=SYSTEM, now=datetime(2024, 12, 1, 3, tzinfo=UTC)) == [snapshot.id]

    snapshot.refresh_from_db()
    assert not path.exists()
    assert not snapshot.key.reveal()
    assert current_snapshots(date(2024, 12, 1)) == []
    assert remove_due_deliveries(actor=SYSTEM, now=datetime(2024, 12, 2, 3, tzinfo=UTC)) == []


def test_an_officer_of_the_region_may_remove_it_before(files: tuple[Path, Path]) -> None:
    snapshot = receive(files)

    with pytest.raises(Refused, match=r"access\.region"):
        remove_delivery(actor=replace(AGUS, region="32.71"), snapshot_id=snapshot.id, now=NOW)
    remove_delivery(actor=AGUS, snapshot_id=snapshot.id, now=NOW)

    assert not entries_path(snapshot).exists()
    with pytest.raises(Conflict):
        remove_delivery(actor=AGUS, snapshot_id=snapshot.id, now=NOW)
    with pytest.raises(NotFound):
        remove_delivery(actor=AGUS, snapshot_id=uuid4(), now=NOW)


def test_the_index_goes_with_the_tokens(files: tuple[Path, Path]) -> None:
    snapshot = receive(files)
    make_index(indexed_tokens(snapshot))

    remove_delivery(actor=AGUS, snapshot_id=snapshot.id, now=NOW)

    assert not indexed_tokens(snapshot).folder.exists()


def test_the_index_of_a_list_that_is_delivered_anew_goes(files: tuple[Path, Path], tmp_path: Path) -> None:
    first = receive(files)
    make_index(indexed_tokens(first))
    members = pa.table({"id": ["1"], "name": ["Siti Aminah Rekawati"], "birth_date": ["1991-06-13"]})
    key = ExchangeKey("partai rekaan kepada kpu", b"k" * 32)
    tokens, _kept = make_tokens(members, key, roster="anggota", on=date(2024, 11, 27), seed=b"t" * 32)
    write_tokens(tokens, files[0])

    second = receive(files)
    assert not indexed_tokens(first).folder.exists()
    make_index(indexed_tokens(second))
    named = tmp_path / "list.csv"
    named.write_text("id,nama\n1,Budi Santoso Rekawan\n")
    import_roster(
        actor=AGUS, path=named, roster=GIVEN.roster, kind=GIVEN.kind, source=GIVEN.source, as_of=GIVEN.as_of,
        region=GIVEN.region, now=NOW,
    )  # fmt: skip

    assert not indexed_tokens(second).folder.exists()
