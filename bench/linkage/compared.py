"""Columns that the anchor compares: the engine's own preparation of names, numbers, dates and places.

The anchor gets the same cleaned values as the engine, so that what differs is the model.
"""

from __future__ import annotations

from datetime import date

import duckdb
import pyarrow as pa

from jurdil.engines.linkage.prepare import cleaned_texts

NEEDED = ("id", "name", "key", "joined", "nik", "born", "sex", "place", "region", "ground", "house")


def compared(table: pa.Table, *, on: date) -> pa.Table:
    """Return id and the compared columns of people or entries; empty texts become null.

    name: canonical words. key: sorted spelling keys. joined: keys without blanks. born: yyyymmdd (read from the NIK
    where none was told). ground: RT/RW. house: street and number.
    """
    con = duckdb.connect()
    con.register("prepared", cleaned_texts(table, on=on).select(list(NEEDED)))
    query = """
        SELECT id AS unique_id, nullif(name, '') AS name, nullif(key, '') AS key, nullif(joined, '') AS joined,
               string_split(nullif(key, ''), ' ') AS words, string_split(key, ' ')[1] AS first_word,
               string_split(key, ' ')[-1] AS last_word, nik, nik[:12] AS nik_front, nik[-10:] AS nik_back,
               CAST(born AS INTEGER) AS born, CAST(born AS INTEGER) // 10000 AS year, sex, place, region,
               CASE WHEN length(region) >= 10 THEN region END AS ward,
               CASE WHEN length(region) >= 6 THEN region[:6] END AS district,
               CASE WHEN length(region) >= 4 THEN region[:4] END AS city, ground, house
        FROM prepared
    """
    return con.sql(query).to_arrow_table()
