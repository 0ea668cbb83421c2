"""Insert many rows of one table with one prepared statement; the bulk verbs stand on it.

Django's `bulk_create` builds statements of a few dozen rows, and prepares each value through several calls; at hundreds
of thousands of rows most of the time goes there. Signals are not sent and defaults are the model's own, as with
`bulk_create`. A test compares the stored bytes with those of `save`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from jurdil.foundation.storage.seals import SealedField

Prepare = Callable[[Any], Any]  # Any: a field's value, and what the driver takes for it
AS_IT_IS = (models.CharField, models.TextField, models.BooleanField, models.IntegerField, models.FloatField)


@lru_cache(maxsize=64)
def _sqlite_moment(moment: datetime | None) -> str | None:
    """Return `moment` as Django stores it on SQLite: UTC without its zone."""
    return None if moment is None else str(moment.astimezone(UTC).replace(tzinfo=None))


def _prepare(field: models.Field[Any, Any], connection: BaseDatabaseWrapper) -> Prepare | None:
    """Return what turns a value of `field` into what the driver takes; None where it goes as it is."""
    if isinstance(field, models.ForeignKey):
        return _prepare(field.target_field, connection)
    if isinstance(field, AS_IT_IS):
        return None
    if isinstance(field, SealedField):
        return field.get_prep_value
    is_sqlite = connection.vendor == "sqlite"
    if isinstance(field, models.UUIDField):
        return (lambda value: value.hex if value is not None else None) if is_sqlite else None
    if isinstance(field, models.DateTimeField):
        return _sqlite_moment if is_sqlite else None
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
    steps = [(place, step) for place, field in enumerate(fields) if (step := _prepare(field, connection)) is not None]

    def line(row: Sequence[object]) -> list[Any]:  # Any: as the driver takes it
        values = list(row)
        for place, step in steps:
            values[place] = step(values[place])
        return values

    with connection.cursor() as cursor:
        lines = [line(row) for row in rows]
        cursor.executemany(statement, lines)
    return len(lines)
