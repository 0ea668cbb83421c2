"""Insert many rows of one table with one prepared statement; the bulk verbs stand on it.

Django's `bulk_create` builds statements of a few dozen rows; at hundreds of thousands of rows most of the time goes
into building them. Signals are not sent and defaults are the model's own, as with `bulk_create`.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

from django.db import connection
from django.db.models import Model


def insert_rows(rows: Sequence[Model]) -> int:
    """Insert `rows`, all of one model and with their keys set; returns how many. Call it inside a transaction."""
    if not rows:
        return 0
    meta = type(rows[0])._meta
    fields = [field for field in meta.concrete_fields if not field.generated]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES ({marks})"
    readers = [(attrgetter(field.attname), field.get_db_prep_save) for field in fields]
    with connection.cursor() as cursor:
        cursor.executemany(
            statement, [tuple(prepare(read(row), connection) for read, prepare in readers) for row in rows]
        )
    return len(rows)
