"""The formats of letters, to the byte: they hang on walls and stand in phones that have no network."""

from __future__ import annotations

from datetime import UTC, date, datetime

from jurdil.engines import papers
from jurdil.engines.merkle import private_key
from jurdil.registry.bodies.letter_papers import code_of
from jurdil.registry.bodies.letters import _payload, annex_hash
from jurdil.registry.elections.models import Election

KEY = private_key(b"\x01" * 32)
ISSUED = datetime(2024, 11, 20, 3, 15, tzinfo=UTC)
ENDED, WRONG = "ab" * 16, "cd" * 16
ROW = {
    "person__name": "Siti Rekaan",
    "region": "31.71.01.1001/012",
    "seat__body__kind": "KPPS",
    "seat__role": "member",
    "seat__number": 4,
    "decree": "12/KPPS/2024",
    "authority": "31.71",
    "signatory": "Ketua PPS Rekaan",
    "basis": "kpps.term",
    "start": date(2024, 11, 7),
    "end": date(2024, 12, 8),
}


def test_a_letter_says_this_under_these_names() -> None:
    assert _payload(ROW, Election(key="pilgub"), date(2024, 11, 5)) == {
        "t": "sk",
        "e": "pilgub",
        "n": "Siti Rekaan",
        "r": "31.71.01.1001/012",
        "b": "KPPS",
        "o": "member",
        "k": 4,
        "d": "12/KPPS/2024",
        "a": "31.71",
        "s": "Ketua PPS Rekaan",
        "l": "kpps.term",
        "f": "2024-11-07",
        "u": "2024-12-08",
        "i": "2024-11-05",
    }


def test_a_list_of_revoked_letters_is_this_text() -> None:
    text = papers.sign_revocations({WRONG: None, ENDED: date(2024, 11, 14)}, KEY, number=2, issued=ISSUED)

    body, _, signature = text.partition("\n\n")
    assert body == (f"jurdil/revocations/v1\nnumber 2\nissued 2024-11-20T03:15Z\n{ENDED} 2024-11-14\n{WRONG}")
    assert signature.startswith(papers.token.short_id(KEY).hex() + " ")


def test_the_typed_code_is_the_beginning_of_the_identity() -> None:
    assert code_of("0123456789abcdef" * 2) == "0123-4567-89ab-cdef"


def test_the_seal_of_an_annex_is_a_hash_over_the_identities_in_their_order() -> None:
    assert annex_hash([ENDED, WRONG]) == "7dd1f2979d1151eef290ebee3e77c3aa"
    assert annex_hash([WRONG, ENDED]) != annex_hash([ENDED, WRONG])
