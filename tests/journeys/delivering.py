"""A list of the journey delivered as keyed tokens."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
from tests.journeys.calling import ON
from tests.journeys.one_life import WARD, Life

from jurdil.engines.linkage.tokens import make_tokens, write_tokens
from jurdil.engines.linkage.tokens_keys import ExchangeKey, write_key
from jurdil.registry.rosters.deliveries import Delivery
from jurdil.registry.rosters.models import RosterKind


def token_files(life: Life, exchange: str = "rekaan") -> dict[str, Path]:
    """Write the tokens of an invented member and their key; returns them as the verb takes them."""
    key = ExchangeKey(exchange, b"k" * 32)
    members = pa.table({"id": ["1"], "name": ["Budi Rekaan"]})
    tokens, _kept = make_tokens(members, key, roster="rekaan", on=ON, seed=b"s" * 32)
    paths = {"path": life.folder / "tokens.parquet", "key_path": life.folder / "key"}
    write_tokens(tokens, paths["path"])
    paths["key_path"].unlink(missing_ok=True)
    write_key(key, paths["key_path"])
    return paths


def delivery(roster: str, words: str = "Rekaan") -> Delivery:
    """Return what is known of a delivery for the ward of the journey."""
    return Delivery(roster, RosterKind.PARTY, words, date(2024, 9, 20), WARD, words, date(2199, 1, 1))
