"""List, commitment, order and record of a draw, to the byte: a draw of today must be redone in ten years.

The vectors are those of docs/lot.md.
"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

from jurdil.cli import main
from jurdil.engines.lot import Listing, commit, parse_lines, record_draw, seed_of

DOCS = (Path(__file__).resolve().parents[2] / "docs" / "lot.md").read_text()
LISTING = Listing(["a", "b", "c", "d", "e"], ["1", "1", "2", "1", "1"], ["X", "Y", "X", "X", "Y"])
BEACONS = ["suar satu", "suar dua"]
COMMITMENT = "47ab14e31d69385506294a282eb91197b54819326119f6510ccd8193c54ff7c2"
SEED = "e35ba9468f0a6692cdd30c87e76a4ade5e9f8813b70511da1b082209e5eab19d"
WITHOUT_STRATA = "def0c3b673f552e4a828c4de997581400a4b4249a9209c694402d3e791276768"


def test_a_commitment_is_the_hash_of_the_sorted_lines() -> None:
    text = "1\tX\ta\n1\tX\td\n1\tY\tb\n1\tY\te\n2\tX\tc\n"

    assert commit(LISTING) == commit(parse_lines(text)) == sha256(text.encode()).hexdigest() == COMMITMENT
    assert text in DOCS
    assert COMMITMENT in DOCS


def test_the_seed_and_the_orders_are_these() -> None:
    plain = Listing(LISTING.names, LISTING.bands)

    assert seed_of(COMMITMENT, BEACONS).hex() == SEED
    assert SEED in DOCS
    assert "".join(record_draw(LISTING, BEACONS).order) == "abdec"
    assert commit(plain) == WITHOUT_STRATA
    assert WITHOUT_STRATA in DOCS
    assert "".join(record_draw(plain, BEACONS).order) == "dabec"
    assert "".join(record_draw(Listing(LISTING.names), BEACONS).order) == "dcabe"


def test_a_record_has_these_parts() -> None:
    assert record_draw(LISTING, BEACONS, removed=["d"]).as_json() == {
        "type": "jurdil/draw/v1",
        "commitment": COMMITMENT,
        "beacons": ["suar dua", "suar satu"],
        "order": ["a", "b", "d", "e", "c"],
        "bands": ["1", "1", "1", "1", "2"],
        "strata": ["X", "Y", "X", "Y", "X"],
        "removed": ["d"],
    }
    assert list(record_draw(Listing(["a"]), ["1"]).as_json()) == ["type", "commitment", "beacons", "order"]


def test_an_order_as_a_table_has_these_columns(tmp_path: Path) -> None:
    (tmp_path / "list.tsv").write_text("".join(LISTING.lines()))
    (tmp_path / "removed").write_text("d\n")
    words = ["draw", str(tmp_path / "list.tsv"), "--beacon", *BEACONS, "--removed", str(tmp_path / "removed")]

    for name in ("order.csv", "order.json"):
        assert main([*words, "-o", str(tmp_path / name)]) == 0

    lines = (tmp_path / "order.csv").read_text().replace('"', "").split()
    assert lines == ["rank,id,band,stratum", "1,a,1,X", "2,b,1,Y", "4,e,1,Y", "5,c,2,X"]
    assert json.loads((tmp_path / "order.json").read_text())["removed"] == ["d"]
