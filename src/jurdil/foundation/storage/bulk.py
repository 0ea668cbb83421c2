"""Insert many rows of one table with one prepared statement; the bulk verbs stand on it.

Django's `bulk_create` builds statements of a few dozen rows, and prepares each value through several calls; at hundreds
of thousands of rows most of the time goes there. Here whole columns are prepared at a time. Signals are not sent and
defaults are the model's own, as with `bulk_create`. A test compares the stored bytes with those of `save`.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice
from operator import attrgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from jurdil.foundation.storage.seals import SealedField

Prepare = Callable[[Any], Any]  # Any: a field's value, and what the driver takes for it
AS_IT_IS = (models.CharField, models.TextField, models.BooleanField, models.IntegerField, models.FloatField)
PART = 1000  # rows prepared at a time, so that few wait in memory


@contextmanager
def uncollected() -> Iterator[None]:
    """Let Python's search for reference cycles rest while a chunk of rows is worked on.

    Thousands of rows come to life at once and none of them is a cycle; the search walks through all of them several
    times and finds nothing (a quarter of the time of a chunk). What is no longer used is freed at once all the same.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@lru_cache(maxsize=64)
def _sqlite_moment(moment: datetime | None) -> str | None:
    """Return `moment` as Django stores it on SQLite: UTC without its zone."""
    return None if moment is None else str(moment.astimezone(UTC).replace(tzinfo=None))


def _prepare(field: models.Field[Any, Any], connection: BaseDatabaseWrapper) -> Prepare | None:
    """Return what turns a value of `field` into what the driver takes; None where it goes as it is."""
    if isinstance(field, models.ForeignKey):
        return _prepare(field.target_field, connection)
    if isinstance(field, SealedField):
        return field.preparer()
    if isinstance(field, (*AS_IT_IS, models.BinaryField)):
        return None
    if connection.vendor == "sqlite":
        return _prepare_for_sqlite(field, connection)
    if isinstance(field, models.UUIDField | models.DateField):  # a DateTimeField is a DateField too
        return None
    return lambda value: field.get_db_prep_save(value, connection)


def _prepare_for_sqlite(field: models.Field[Any, Any], connection: BaseDatabaseWrapper) -> Prepare:
    """Return the same for SQLite, which keeps ids, days, moments and JSON as text."""
    if isinstance(field, models.UUIDField):
        return lambda value: None if value is None else value.hex
    if isinstance(field, models.DateTimeField):
        return _sqlite_moment
    if isinstance(field, models.DateField):
        return lambda value: None if value is None else value.isoformat()
    if isinstance(field, models.JSONField):
        return lambda value: None if value is None else json.dumps(value, cls=field.encoder)
    return lambda value: field.get_db_prep_save(value, connection)


def insert_rows(rows: Sequence[models.Model]) -> int:
    """Insert `rows`, all of one model and with their keys set; returns how many. Call it inside a transaction."""
    if not rows:
        return 0
    model = type(rows[0])
    names = [field.attname for field in model._meta.concrete_fields if not field.generated]
    return insert_values(model, names, map(attrgetter(*names), rows))


def insert_values(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Insert rows that are given as values of the columns `names`; returns how many. Call it inside a transaction."""
    connection = connections[DEFAULT_DB_ALIAS]
    meta = model._meta
    fields = [field for field in meta.concrete_fields if field.attname in set(names)]
    fields.sort(key=lambda field: names.index(field.attname))
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES ({marks})"
    steps = [_prepare(field, connection) for field in fields]
    waiting, count = iter(rows), 0
    with connection.cursor() as cursor:
        while part := list(islice(waiting, PART)):
            given = zip(steps, zip(*part, strict=True), strict=True)
            prepared = [column if step is None else map(step, column) for step, column in given]
            cursor.executemany(statement, list(zip(*prepared, strict=True)))
            count += len(part)
    return count
