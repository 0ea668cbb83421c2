"""Read snapshots, and the few entries that a match needs; entries are never listed in bulk."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.db.models import Exists, OuterRef, Q, QuerySet

from jurdil.errors import NotFound
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import query
from jurdil.foundation.storage.codes import parents, within
from jurdil.registry.rosters.files import entries_path
from jurdil.registry.rosters.models import Snapshot
from jurdil.registry.rosters.wording import title_of

READERS = (Role.KPU_REGENCY, Role.KPU_PROVINCE, Role.SUPERVISOR)
Entry = Mapping[str, object]


def current_snapshots(on: date) -> list[Snapshot]:
    """Return the snapshot of each roster that holds on the day `on` and was not removed, by name."""
    newer = Snapshot.objects.filter(supersedes=OuterRef("pk"), as_of__lte=on)
    rows = Snapshot.objects.filter(~Exists(newer), as_of__lte=on, removed_at__isnull=True)
    return list(rows.order_by("roster"))


def newest_of(roster: str) -> Snapshot | None:
    """Return the delivery of a list that none has replaced yet, also one that was removed; None for no such list."""
    return Snapshot.objects.filter(roster=roster, superseded_by__isnull=True).order_by("-id").first()


def titles_of(rosters: Iterable[str]) -> dict[str, str]:
    """Return what lists are called, by name, from who made the newest delivery of each."""
    rows = Snapshot.objects.filter(roster__in=set(rosters), superseded_by__isnull=True).order_by("id")
    return {name: title_of(kind, source) for name, kind, source in rows.values_list("roster", "kind", "source")}


def snapshot_entries(snapshot: Snapshot, entry_ids: Collection[str]) -> dict[str, Entry]:
    """Return the values of some entries by id, as the list has them; the file is read as a stream."""
    return {str(row["id"]): row for row in _entries_with(snapshot, "id", entry_ids)}


def entries_named(snapshot: Snapshot, names: Collection[str]) -> Iterator[Entry]:
    """Yield the entries that the list writes with exactly one of `names`; the file is read as a stream."""
    yield from _entries_with(snapshot, "name", names)


def _entries_with(snapshot: Snapshot, column: str, values: Collection[str]) -> Iterator[Entry]:
    wanted = pa.array(sorted(values), pa.string())
    with pq.ParquetFile(entries_path(snapshot)) as file:
        for batch in file.iter_batches(batch_size=131_072):
            yield from batch.filter(pc.is_in(batch.column(column), value_set=wanted)).to_pylist()


def _seen_by(actor: Actor) -> QuerySet[Snapshot]:
    # A list of the province or the nation is used in each of its regions, so their officers see where it comes from.
    wider = Q(region__in=["", *parents(actor.region)])
    return Snapshot.objects.filter(within("region", actor.region) | wider)


@query(*READERS)
def snapshots_within(*, actor: Actor, kind: str = "", only_current: bool = False) -> QuerySet[Snapshot]:
    """Return the snapshots that count in the actor's region, newest first."""
    rows = _seen_by(actor).order_by("-imported_at", "-id")
    if kind:
        rows = rows.filter(kind=kind)
    return rows.filter(superseded_by__isnull=True) if only_current else rows


@query(*READERS)
def doubted_within(*, actor: Actor) -> list[Snapshot]:
    """Return the current deliveries that count in the actor's region and may be incomplete, the newest first."""
    rows = _seen_by(actor).filter(is_lacking=True, whole_at__isnull=True, superseded_by__isnull=True)
    return list(rows.filter(removed_at__isnull=True).select_related("follows").order_by("-id"))


@query(*READERS)
def snapshot_of(*, actor: Actor, snapshot_id: UUID) -> Snapshot:
    """Return one snapshot that counts in the actor's region. Raises NotFound."""
    snapshot = _seen_by(actor).select_related("supersedes", "follows").filter(id=snapshot_id).first()
    if snapshot is None:
        raise NotFound("Daftar ini tidak ada, atau bukan di wilayah Anda.")
    return snapshot
