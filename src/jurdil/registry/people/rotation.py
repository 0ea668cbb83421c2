"""Seal everything anew with the active key, chunk by chunk, so that an old key can be taken out of the ring.

Every sealed field of every room is found through Django's own registry of tables; no room is named here. The papers on
disk follow, folder by folder.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.models import Model

from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.jobs.models import Job
from jurdil.foundation.jobs.work import Step, ask_for, handles
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.storage.codes import NATION
from jurdil.foundation.storage.documents import SHELVES, reseal_shelf
from jurdil.foundation.storage.seals import Sealed, SealedField, is_sealed_with_active_key, seal, unseal

KIND = "people.rotate_seals"
CHUNK = 2000
Table = tuple[type[Model], tuple[str, ...]]


@verb(Role.KPU_PROVINCE, Role.SYSTEM)
def rotate_seals(*, actor: Actor, now: datetime) -> Job:
    """Ask for the rotation of all seals to the active key; the old key stays in the ring until it is done."""
    return ask_for(actor=actor, kind=KIND, region=actor.region, arguments={}, now=now, total=len(sealed_tables()))


def sealed_tables() -> list[Table]:
    """Return every table that holds sealed bytes with the fields that do, in a fixed order."""
    found: list[Table] = [(Leaf, ("record",))]
    for model in apps.get_models():
        fields = tuple(field.attname for field in model._meta.concrete_fields if isinstance(field, SealedField))
        if fields:
            found.append((model, fields))
    return sorted(found, key=lambda table: table[0]._meta.db_table)


@handles(KIND)
def rotate_chunk(job: Job, now: datetime) -> Step:
    """Seal the next rows or papers anew. done counts what was looked at; total counts all rows."""
    if "shelf" in job.cursor:
        return _papers_chunk(job)
    tables = sealed_tables()
    total = job.total if job.cursor else sum(model._default_manager.count() for model, _ in tables)
    place, after = int(job.cursor.get("table", 0)), job.cursor.get("after", NATION)
    model, fields = tables[place]
    rows = model._default_manager.order_by("id").values_list("id", *fields)
    batch = list((rows.filter(id__gt=UUID(after)) if after else rows)[:CHUNK])
    for position, field in enumerate(fields, start=1):
        _reseal(model, field, [(row[0], _stored(row[position])) for row in batch])
    done = job.done + len(batch)
    if len(batch) == CHUNK:
        return Step({"table": place, "after": str(batch[-1][0])}, done, total)
    is_last = place + 1 == len(tables)
    return Step({"shelf": 0} if is_last else {"table": place + 1}, done, max(total, done))


def _papers_chunk(job: Job) -> Step:
    after = int(job.cursor["shelf"]) + 1
    done = job.done + reseal_shelf(after - 1)
    is_last = after == SHELVES
    return Step({"shelf": after}, done, max(job.total, done), is_finished=is_last, result={"looked_at": done})


def _stored(value: object) -> bytes:
    if isinstance(value, Sealed):
        return value.stored if value else b""
    return bytes(value) if isinstance(value, bytes | memoryview) else b""


def _reseal(model: type[Model], field: str, rows: list[tuple[UUID, bytes]]) -> None:
    key = model._meta.pk
    late = [
        (seal(unseal(stored, field), field), key.get_db_prep_value(row_id, connection))
        for row_id, stored in rows
        if stored and not is_sealed_with_active_key(stored)
    ]
    quote = connection.ops.quote_name
    if late:
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {quote(model._meta.db_table)} SET {quote(field)} = %s WHERE {quote('id')} = %s", late
            )
