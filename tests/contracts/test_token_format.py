"""The format of keyed tokens, to the byte: two sides with different versions of it would never find each other.

The vectors are those of docs/linkage.md, so that anybody can write the tokens with other tools.
"""

from __future__ import annotations

import re
from datetime import date
from hashlib import sha256
from pathlib import Path

import pyarrow as pa

from jurdil.engines.linkage.tokens import SCHEMA, TOKENS_A_ROW, make_tokens
from jurdil.engines.linkage.tokens_keys import BETWEEN, ExchangeKey, token_maker
from jurdil.engines.linkage.tokens_kinds import Compared, entry_messages

DOCS = Path(__file__).resolve().parents[2] / "docs" / "linkage.md"
KEY = ExchangeKey("contoh 2024", bytes(range(32)))
NIK = "317101" + "540385" + "0002"
SITI = Compared("AMINA SITI", "SITIAMINA", NIK, "19850314", True, "P", "3171011001")


def test_the_derived_key_and_its_check_are_these() -> None:
    assert KEY.derive("token").hex() == "bfac0abd20ce2ee95a87b51bf357c12bfb8c09981139ce8c9872293c7143e309"
    assert KEY.check == "199c2cc66633e86b"


def test_the_tokens_of_an_entry_are_these_in_this_order() -> None:
    make = token_maker(KEY)

    shown = [message.replace(BETWEEN, "|").replace(NIK, "NIK") for message in entry_messages(SITI)]
    lines = [f"{text} {make(message).hex()}" for text, message in zip(shown, entry_messages(SITI), strict=True)]

    assert len(lines) == 41
    assert sha256("\n".join(lines).encode()).hexdigest()[:16] == "5b6fe53f1fc87fd2"
    published = re.findall(r"^[a-z-]+\|.* [0-9a-f]{16}$", DOCS.read_text(), re.M)
    assert len(published) >= 8
    assert set(published) <= set(lines)


def test_a_delivery_has_this_schema() -> None:
    assert TOKENS_A_ROW == 56
    assert str(SCHEMA) == "entry_id: string\ntokens: fixed_size_binary[448]"


def test_padding_numbers_and_order_follow_from_the_seed() -> None:
    people = pa.table({"id": ["m-1", "m-2"], "name": ["123", "456"]})

    tokens, kept = make_tokens(people, KEY, roster="r", on=date(2024, 11, 27), seed=bytes(32))

    assert kept["entry_id"].to_pylist() == ["c75fa02658a2fb10", "ee2c3a94c67d2233"]
    assert sha256(b"".join(tokens["tokens"].to_pylist())).hexdigest()[:16] == "353004264ac47fa1"
