"""Figures against a truth: worked by hand, whatever the order of rows, and drawn as pictures that stand alone."""

from __future__ import annotations

import random
from typing import Any
from xml.etree import ElementTree as Tree

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jurdil.engines.linkage.drawing import LETTER, WIDTH, reliability_svg, waterfall_svg
from jurdil.engines.linkage.evaluating import Evaluation, evaluate
from jurdil.engines.linkage.intervals import f1_share, per_100_000, wilson
from jurdil.engines.linkage.tongue import Tongue
from jurdil.engines.linkage.values import MATCHES, Match, Reason

SVG = "{http://www.w3.org/2000/svg}"
NAME = Reason("name", "Siti <Rekaan>", "Siti", "exact", 30.0, "Namanya sama & jarang.")
BASE = Reason("base_rate", "", "", "prior", -25.0, "Peluang awalnya kecil.")
TRUTH_FIELDS = ("person_id", "roster", "entry_id", "faults")


def _match(person: str, entry: str, probability: float) -> dict[str, Any]:
    reasons = [{name: getattr(reason, name) for name in Reason.__slots__} for reason in (NAME, BASE)]
    return {"person_id": person, "roster": "party", "entry_id": entry, "probability": probability, "grade": "likely",
            "evidence_class": "E3", "reasons": reasons}  # fmt: skip


def _matches(*rows: tuple[str, str, float]) -> pa.Table:
    return pa.Table.from_pylist([_match(*row) for row in rows], schema=MATCHES)


def _truth(*rows: tuple[str, str, str]) -> pa.Table:
    texts = [dict(zip(TRUTH_FIELDS, (person, "party", entry, faults), strict=True)) for person, entry, faults in rows]
    return pa.Table.from_pylist(texts, schema=pa.schema([(name, pa.string()) for name in TRUTH_FIELDS]))


FOUND = (
    ("budi", "b1", 0.999), ("budi", "b2", 0.85), ("rina", "b1", 0.995), ("rina", "b2", 0.4), ("siti", "s1", 0.3),
    ("agus", "b1", 0.1),
)  # fmt: skip
TRUE = (("budi", "b1", ""), ("budi", "b2", "typo,nik"), ("siti", "s1", "typo"), ("dewi", "d1", "nik"))


def _by_hand() -> Evaluation:
    return evaluate(_matches(*FOUND), _truth(*TRUE), 10)


def test_shares_at_a_threshold_are_those_worked_by_hand() -> None:
    strong, likely, possible = _by_hand().thresholds

    assert (strong.pairs, strong.precision.value, strong.recall.value) == (2, 0.5, 0.25)  # type: ignore[union-attr]
    assert (likely.pairs, likely.precision.hits, likely.recall.hits) == (3, 2, 2)  # type: ignore[union-attr]
    assert possible.f1 is not None
    assert possible.f1.value == pytest.approx(2 * 3 / (6 + 4))
    assert possible.f1.low < possible.f1.value < possible.f1.high


def test_an_innocent_is_counted_once_and_only_without_an_entry_of_their_own() -> None:
    found = _by_hand()

    assert found.innocents == 7
    assert [at.accused.hits for at in found.thresholds if at.accused] == [1, 1, 2]
    assert found.thresholds[0].accused is not None
    assert found.thresholds[0].accused.value == pytest.approx(1e5 / 7)


def test_a_true_pair_of_a_wrongly_listed_person_is_no_accusation() -> None:
    found = evaluate(_matches(("budi", "b9", 0.999)), _truth(("budi", "b1", "")), 10)

    assert found.thresholds[0].accused is not None
    assert found.thresholds[0].accused.hits == 0


def test_the_best_threshold_the_limit_and_what_must_be_read() -> None:
    found = _by_hand()

    assert found.best is not None
    assert found.best.threshold == 0.3
    assert found.within_limit is not None
    assert found.within_limit.threshold == 0.999
    assert found.to_read is None
    reached = evaluate(_matches(*FOUND), _truth(*TRUE[:3]), 10)
    assert reached.to_read is not None
    assert reached.to_read.threshold == 0.3
    assert reached.read_per_100_000 == pytest.approx(1e5 * 5 / 10)


def test_calibration_counts_each_pair_in_one_bin() -> None:
    bins = _by_hand().calibration

    assert [(at.low, at.pairs, at.true.hits) for at in bins] == [
        (0.05, 1, 0), (0.2, 1, 1), (0.4, 1, 0), (0.8, 1, 1), (0.99, 1, 0), (0.999, 1, 1),
    ]  # fmt: skip
    assert bins[1].mean_probability == pytest.approx(0.3)


def test_the_worst_mistakes_come_with_their_reasons() -> None:
    found = _by_hand()

    assert [(match.person_id, match.probability) for match in found.worst_false][:2] == [("rina", 0.995), ("rina", 0.4)]
    assert found.worst_doubted[0].person_id == "siti"
    assert found.worst_doubted[0].reasons == (NAME, BASE)
    assert (found.missed, found.missed_pairs) == (1, (("dewi", "party", "d1"),))


def test_recall_is_told_for_each_kind_of_fault() -> None:
    found = _by_hand()

    told = {fault.fault: [share.hits for share in fault.recalls] for fault in found.by_fault}
    assert told == {"nik": [0, 1, 1], "typo": [0, 1, 2]}


def test_a_table_of_people_limits_the_figures_to_them() -> None:
    women = pa.table({"id": ["siti", "rina", "dewi"]})

    found = evaluate(_matches(*FOUND), _truth(*TRUE), women)

    assert (found.people, found.innocents, found.truth) == (3, 1, 2)
    assert found.thresholds[0].pairs == 1


def test_nothing_found_and_nothing_true_are_no_failure() -> None:
    empty = evaluate(_matches(), _truth(), 3)
    unfound = evaluate(_matches(), _truth(*TRUE), 3)

    assert (empty.best, empty.to_read, empty.calibration) == (None, None, ())
    assert (unfound.missed, unfound.thresholds[0].precision) == (4, None)
    Tree.fromstring(reliability_svg(empty))


def test_a_truth_of_more_people_than_were_screened_is_refused() -> None:
    with pytest.raises(ValueError, match="3 people"):
        evaluate(_matches(), _truth(*TRUE), 2)


@settings(max_examples=30, deadline=None)
@given(st.randoms(use_true_random=False), st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("uvwxyz"),
       st.sampled_from([0.05, 0.3, 0.8, 0.99, 0.9999])), max_size=30, unique_by=lambda row: row[:2]))  # fmt: skip
def test_the_order_of_rows_changes_nothing(chance: random.Random, rows: list[tuple[str, str, float]]) -> None:
    truth = [("a", "u", "typo"), ("b", "v", ""), ("b", "w", "typo nik"), ("a", "u", "typo")]
    first = evaluate(_matches(*rows), _truth(*truth), 9)
    chance.shuffle(rows)
    chance.shuffle(truth)

    assert evaluate(_matches(*rows), _truth(*truth), 9) == first


def test_intervals_agree_with_published_values() -> None:
    half, none, some, all_of = wilson(5, 10), per_100_000(0, 100_000), per_100_000(3, 10), f1_share(4, 4, 4)

    assert half is not None
    assert (half.low, half.high) == pytest.approx((0.23659, 0.76341), abs=1e-5)
    assert none is not None
    assert none.high == pytest.approx(3.6888, abs=1e-3)  # the "rule of 3.7" of the exact interval
    assert some is not None
    assert (some.low / 1e5, some.high / 1e5) == pytest.approx((0.06674, 0.65245), abs=1e-5)
    assert all_of is not None
    assert (all_of.value, all_of.high) == (1.0, 1.0)


def test_the_pictures_are_xml_with_title_and_description_and_no_script() -> None:
    match = Match("1", "party", "b1", 0.9697, "likely", "E3", (NAME, BASE))

    for picture in (reliability_svg(_by_hand()), waterfall_svg(match)):
        root = Tree.fromstring(picture)
        assert root.get("role") == "img"
        assert root.findtext(f"{SVG}title")
        assert root.findtext(f"{SVG}desc")
        assert not [part for part in root.iter() if part.tag.endswith(("script", "style"))]
        assert min(float(text.get("font-size", "0")) for text in root.iter(f"{SVG}text")) >= 12


def test_a_waterfall_goes_from_the_base_rate_to_the_total_and_shows_no_value() -> None:
    plain = waterfall_svg(Match("1", "party", "b1", 0.969697, "likely", "E3", (NAME, BASE)))
    held = waterfall_svg(Match("1", "party", "b1", 0.5, "possible", "", (NAME, BASE)))

    texts = [text.text for text in Tree.fromstring(plain).iter(f"{SVG}text")]
    assert texts.index("Sebelum dibandingkan") < texts.index("Nama") < texts.index("jumlah")
    assert "+5,0" in texts
    assert "Rekaan" not in plain
    assert "penyesuaian" not in plain
    assert "penyesuaian" in held


def _reach(text: Tree.Element) -> tuple[float, float]:
    length = LETTER * float(text.get("font-size", "")) * len(text.text or "")
    left = float(text.get("x", "")) - length * {"start": 0.0, "middle": 0.5, "end": 1.0}[text.get("text-anchor", "")]
    return left, left + length


def test_no_word_of_a_picture_runs_out_of_it_or_into_another() -> None:
    match = Match("1", "party", "b1", 0.5, "possible", "", (NAME, BASE))

    for picture in (reliability_svg(_by_hand()), waterfall_svg(match)):
        texts = list(Tree.fromstring(picture).iter(f"{SVG}text"))
        for y in {text.get("y") for text in texts}:
            reaches = sorted(_reach(text) for text in texts if text.get("y") == y)
            ends = [0.0, *(end for _, end in reaches)]
            assert all(end <= start for end, (start, _) in zip(ends, reaches, strict=False))
            assert ends[-1] <= WIDTH


def test_a_picture_is_drawn_in_the_words_and_numbers_of_its_reader() -> None:
    tongue = Tongue(lambda words: f"<{words}>", comma=".")

    picture = waterfall_svg(Match("1", "party", "b1", 0.5, "possible", "", (NAME, BASE)), tongue)

    texts = [text.text for text in Tree.fromstring(picture).iter(f"{SVG}text")]
    assert {"<Nama>", "<jumlah>", "<penyesuaian>", "+30.0"} <= {*texts}
    assert NAME.words in texts


def test_numbers_are_written_as_the_language_writes_them() -> None:
    assert Tongue().number("1,234.5 (0.1-0.2)") == "1.234,5 (0,1-0,2)"
    assert Tongue(comma=".").number("1,234.5") == "1,234.5"
    assert [Tongue().share(value) for value in (0.0, 0.001, 0.5, 0.9999, 1.0)] == [
        "0,000", "0,0010", "0,500", "0,9999", "1,000",
    ]  # fmt: skip
