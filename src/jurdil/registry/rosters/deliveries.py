"""A list delivered as keyed tokens: taken in with its key, and gone with it on the day that was promised.

Names, numbers and dates of the list never reach us: a token agrees with one of an applicant or does not. Whoever holds
the key can ask of anybody they can think of whether they are in the list (docs/linkage.md, "Private matching"), so the
key is sealed, every screening stands in the log, and file and key are destroyed on `delete_on`.
Law: rosters.provenance, rosters.kinds, privacy.purpose.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import transaction

from jurdil.engines.linkage.tokens import SCHEMA, rules_of_names, told_in
from jurdil.engines.linkage.tokens_keys import FORMAT, BadKey, ExchangeKey, read_key
from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.storage.clock import day_of
from jurdil.foundation.storage.codes import within
from jurdil.registry.rosters.actions import check_kind, check_provenance, current_of
from jurdil.registry.rosters.completeness import lacking_tokens
from jurdil.registry.rosters.files import digest_of, drop_index, entries_path, keep
from jurdil.registry.rosters.models import RosterKind, Snapshot

BRINGERS = (Role.KPU_REGENCY, Role.KPU_PROVINCE)
RULE = "rosters.provenance"


@dataclass(frozen=True)
class Delivery:
    """What is known of a delivery: which list, who made it and for which day, who handed it over, when it must go."""

    roster: str
    kind: RosterKind
    source: str
    as_of: date
    region: str
    delivered_by: str
    delete_on: date


@verb(*BRINGERS)
def receive_delivery(*, actor: Actor, path: Path, key_path: Path, given: Delivery, now: datetime) -> Snapshot:
    """Keep a file of tokens and its sealed key as the newest snapshot of the list, and return it.

    The file that is current already changes nothing. Whoever receives asks for a job `vetting.screen` afterwards, as
    after `import_roster`. Raises Refused (access.region, rosters.provenance, rosters.kinds).
    """
    actor.must_reach(given.region)
    current = current_of(given.roster)
    file_digest = digest_of(path)
    if current is not None and current.file_digest == file_digest and current.removed_at is None:
        return current
    check_provenance(given.roster, given.source, given.as_of, day_of(now), current)
    if current is not None:
        actor.must_reach(current.region)
        check_kind(given.kind, current)
    _check_promise(given, day_of(now))
    key = _key(key_path)
    table = _tokens(path, key)
    provenance = {
        "roster": given.roster, "kind": str(given.kind), "source": given.source, "as_of": given.as_of.isoformat(),
        "region": given.region,
    }  # fmt: skip
    digest = keep(table, {**provenance, "file": file_digest, "at": now.isoformat()})
    lacking = lacking_tokens(table.num_rows, given.roster, given.region)
    snapshot = Snapshot.objects.create(
        **{**provenance, "as_of": given.as_of},
        digest=digest,
        file_digest=file_digest,
        entries=table.num_rows,
        exchange=key.exchange,
        key_check=key.check,
        key=key_path.read_text(encoding="utf-8"),
        delivered_by=given.delivered_by.strip(),
        delete_on=given.delete_on,
        brought_by=actor.label,
        imported_at=now,
        follows=lacking.follows,
        missing=lacking.missing,
        is_lacking=lacking.is_much,
        supersedes=current,
    )
    record = {
        **provenance, "digest": digest, "file": file_digest, "entries": table.num_rows, "exchange": key.exchange,
        "key": key.check, "delete_on": given.delete_on.isoformat(), "by": actor.label,
    }  # fmt: skip
    if snapshot.is_lacking:
        record["missing"] = snapshot.missing
    record_act(Act("rosters.tokens_received", given.region, str(snapshot.id), record, RULE), now=now)
    if current is not None and current.is_tokens:
        transaction.on_commit(lambda: drop_index(current))
    snapshot.refresh_from_db(fields=["key"])  # sealed
    return snapshot


def _check_promise(given: Delivery, today: date) -> None:
    if not given.delivered_by.strip():
        raise Refused(RULE, "Siapa yang menyerahkan berkas ini belum diisi.", "Tulis nama orang yang menyerahkannya.")
    if given.delete_on <= today:
        raise Refused(
            RULE,
            "Hari penghapusan sudah lewat atau hari ini.",
            "Isi hari sesudah pemeriksaan selesai; pada hari itu token dan kuncinya dihapus.",
        )


def _key(path: Path) -> ExchangeKey:
    try:
        return read_key(path)
    except BadKey as fault:
        raise Refused(
            RULE,
            "Berkas kunci ini tidak dapat dibaca.",
            "Pakai berkas tiga baris yang dibuat oleh jurdil link --make-key, tanpa diubah.",
        ) from fault


def _tokens(path: Path, key: ExchangeKey) -> pa.Table:
    """Return the tokens of a file that was made with `key`. Raises Refused (rosters.provenance)."""
    try:
        schema = pq.read_schema(path)
    except (pa.ArrowInvalid, OSError):
        schema = pa.schema([])
    told = told_in(schema)
    if told.get("format") != FORMAT or not schema.equals(SCHEMA):
        raise Refused(
            RULE,
            "Berkas ini tidak memuat token.",
            "Mintalah berkas .parquet yang dibuat oleh jurdil link --make-tokens; "
            "daftar bernama dimasukkan di halaman lain.",
        )
    if told.get("check") != key.check:
        raise Refused(
            RULE,
            "Token ini dibuat dengan kunci lain.",
            "Bandingkan tanda kunci kedua pihak, lalu pakai kunci yang sama atau mintalah token baru.",
        )
    if told.get("names") != rules_of_names():
        raise Refused(
            RULE,
            "Token ini dibuat dengan versi lain, yang menyamakan nama secara lain.",
            "Mintalah token baru yang dibuat dengan versi jurdil yang sama.",
        )
    try:
        table = pq.ParquetFile(path).read()
    except (pa.ArrowInvalid, EOFError, OSError):
        table = None
    if table is None or any(column.null_count for column in table.columns):
        raise Refused(
            RULE,
            "Berkas token ini terpotong atau rusak.",
            "Bandingkan ukurannya dengan berkas asli, salin ulang, atau mintalah token baru.",
        )
    return table


def key_of(snapshot: Snapshot) -> ExchangeKey:
    """Return the key of a delivery that was not removed."""
    with tempfile.TemporaryDirectory() as folder:  # made 0700
        path = Path(folder) / "key"
        path.write_text(snapshot.key.reveal(), encoding="utf-8")
        return read_key(path)


@verb(*BRINGERS)
def remove_delivery(*, actor: Actor, snapshot_id: UUID, now: datetime) -> Snapshot:
    """Destroy the tokens and the key of a delivery; what was found stays, for it holds no value of the list.

    Raises NotFound, Refused (access.region), Conflict if they are gone already.
    """
    row = Snapshot.objects.select_for_update(of=("self",)).filter(id=snapshot_id).exclude(key_check="").first()
    if row is None:
        raise NotFound("Daftar ini tidak ada, atau bukan di wilayah Anda.")
    actor.must_reach(row.region)
    if row.removed_at is not None:
        raise Conflict("Token dan kunci daftar ini sudah dihapus.")
    return _remove(row, actor, now)


@verb(Role.SYSTEM)
def remove_due_deliveries(*, actor: Actor, now: datetime) -> list[UUID]:
    """Destroy the tokens and keys of the actor's region whose day has come, and return which deliveries went."""
    due = Snapshot.objects.select_for_update(of=("self",)).filter(delete_on__lte=day_of(now), removed_at__isnull=True)
    return [_remove(row, actor, now).id for row in due.filter(within("region", actor.region)).order_by("id")]


def _remove(row: Snapshot, actor: Actor, now: datetime) -> Snapshot:
    row.key, row.removed_at = "", now
    row.save(update_fields=["key", "removed_at"])
    transaction.on_commit(lambda: _destroy(row))
    record = {"roster": row.roster, "digest": row.digest, "key": row.key_check, "by": actor.label}
    record_act(Act("rosters.tokens_removed", row.region, str(row.id), record, "privacy.purpose"), now=now)
    return row


def _destroy(row: Snapshot) -> None:
    entries_path(row).unlink(missing_ok=True)  # first: no index outlives its delivery, not even one just being made
    drop_index(row)
