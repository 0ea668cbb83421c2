"""The only place that speaks to DuckDB: blocking keys, counts of values, candidates and levels, in SQL.

Every table that goes in or out is an Arrow table. The statements stand in `sql/`, one step per named table expression.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any  # DuckDB's connection and parameters are untyped

import duckdb
import pyarrow as pa

ENGINE = f"duckdb {duckdb.__version__}"
"""Hashes in a prepared roster hold for this version; another one prepares it again."""

_SQL = files("jurdil.engines.linkage") / "sql"
_KEYS, _VALUES, _PEOPLE, _COMPARE = (
    (_SQL / f"{name}.sql").read_text(encoding="utf-8") for name in ("keys", "values", "people", "compare")
)

_BOUNDED_CANDIDATES = """
WITH common AS (SELECT key FROM hits GROUP BY key HAVING count(*) > $most)
SELECT DISTINCT asked.row AS person, hits.row AS entry
FROM asked JOIN hits USING (key)
WHERE key NOT IN (SELECT key FROM common)
"""


class Database:
    """One DuckDB connection in memory. threads, memory_limit: what it may use; beyond that it spills to disk."""

    def __init__(self, *, threads: int = 1, memory_limit: str = "2GB") -> None:
        settings: dict[str, Any] = {"threads": threads, "memory_limit": memory_limit, "preserve_insertion_order": False}
        self._connection = duckdb.connect(":memory:", config=settings)

    def close(self) -> None:
        """Let go of all tables and memory."""
        self._connection.close()

    def keys_of(self, prepared: pa.Table, *, is_probe: bool = False, is_sorted: bool = False) -> pa.Table:
        """Blocking keys (key, row) of a prepared table, each once per row."""
        query = f"SELECT DISTINCT key, row::INT AS row FROM ({_KEYS})" + (" ORDER BY key, row" if is_sorted else "")
        return self._ask(query, {"prepared": prepared}, {"probing": is_probe})

    def values_of(self, prepared: pa.Table) -> pa.Table:
        """Values whose frequency counts (row, field, nth, value) of a prepared table."""
        return self._ask(_VALUES, {"prepared": prepared})

    def count_values(self, prepared: pa.Table) -> pa.Table:
        """How often each value stands in a prepared table (value, n), sorted by value."""
        query = f"SELECT value, count(*)::INT AS n FROM ({_VALUES}) GROUP BY value ORDER BY value"
        return self._ask(query, {"prepared": prepared})

    def sum_counts(self, counts: Sequence[pa.Table], wanted: pa.Table) -> pa.Table:
        """Counts (value, n) over all rosters of the values in `wanted`."""
        names = {f"counts_{nth}": table for nth, table in enumerate(counts)}
        union = " UNION ALL ".join(f"SELECT value, n FROM {name}" for name in names)
        query = f"SELECT value, sum(n)::BIGINT AS n FROM ({union}) SEMI JOIN wanted USING (value) GROUP BY value"
        return self._ask(query, {**names, "wanted": wanted})

    def with_counts(
        self, prepared: pa.Table, values: pa.Table, counted: pa.Table, *, word: float, size: float
    ) -> pa.Table:
        """People with the counts of their values; word, size: what is added to a word's count and to the total."""
        tables = {"prepared": prepared, "person_values": values, "counted": counted}
        return self._ask(_PEOPLE, tables, {"word": word, "size": size})

    def candidates(self, asked: pa.Table, rosters: Sequence[tuple[int, pa.Table]], *, most: int) -> pa.Table:
        """Pairs (person, entry) that share a key which at most `most` entries carry.

        asked: keys of the people. rosters: the number that is added to each row, and the keys (key, row).
        """
        names = {f"keys_{nth}": table for nth, (_, table) in enumerate(rosters)}
        parts = [
            f"SELECT key, row::BIGINT + {start} AS row FROM {name} SEMI JOIN asked USING (key)"
            for name, (start, _) in zip(names, rosters, strict=True)
        ]
        self._register({**names, "asked": asked})
        self._connection.execute(f"CREATE OR REPLACE TEMP TABLE hits AS {' UNION ALL '.join(parts)}")
        pairs: pa.Table = self._connection.sql(_BOUNDED_CANDIDATES, params={"most": most}).to_arrow_table()
        self._connection.execute("DROP TABLE hits")
        self._forget([*names, "asked"])
        return pairs

    def compare(self, candidates: pa.Table, people: pa.Table, entries: pa.Table) -> pa.Table:
        """Levels of agreement of each pair, in the order of person and entry."""
        tables = {"candidates": candidates, "people": people, "entries": entries}
        return self._ask(_COMPARE, tables)

    def _ask(self, query: str, tables: Mapping[str, pa.Table], parameters: Mapping[str, Any] | None = None) -> pa.Table:
        self._register(tables)
        found: pa.Table = self._connection.sql(query, params=dict(parameters or {})).to_arrow_table()
        self._forget(list(tables))
        return found

    def _register(self, tables: Mapping[str, pa.Table]) -> None:
        for name, table in tables.items():
            self._connection.register(name, table)

    def _forget(self, names: Sequence[str]) -> None:
        for name in names:
            self._connection.unregister(name)
