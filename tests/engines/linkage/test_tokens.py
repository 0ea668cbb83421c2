"""Private matching: Budi is found through tokens, Rina is not accused, and a delivery without its key says little."""

from __future__ import annotations

import hmac
from collections import Counter
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from jurdil.engines.linkage.tokens import (
    METADATA,
    MOST_SHARING,
    ROUND_TO,
    TOKENS_A_ROW,
    NoTokens,
    make_tokens,
    read_tokens,
    write_tokens,
)
from jurdil.engines.linkage.tokens_explaining import all_sentences
from jurdil.engines.linkage.tokens_keys import BETWEEN, BadKey, ExchangeKey, read_key, token_maker, write_key
from jurdil.engines.linkage.tokens_kinds import Compared, entry_messages, questions, shorter_by_one
from jurdil.engines.linkage.tokens_linking import link_tokens
from jurdil.engines.linkage.values import LIKELY

from .conftest import Row, nik, table_of

ON = date(2024, 11, 27)
KEY = ExchangeKey("partai rekaan kepada kpu rekaan 2024", sha256(b"secret").digest())


BUDI: Row = {
    "id": "e1",
    "name": "BUDI SANTOSO WIJAYA",
    "nik": nik("317101", "1985-03-14", 2),
    "birth_date": "1985-03-14",
    "sex": "L",
    "region": "31.71.01.1001",
}


def _deliver(folder: Path, rows: list[Row], key: ExchangeKey = KEY) -> tuple[Path, dict[str, str]]:
    tokens, kept = make_tokens(table_of(rows), key, roster="party", on=ON, seed=bytes(32))
    path = folder / "tokens.parquet"
    write_tokens(tokens, path)
    return path, dict(zip(kept["entry_id"].to_pylist(), kept["id"].to_pylist(), strict=True))


def _found(folder: Path, person: Row, entries: list[Row]) -> list[dict[str, object]]:
    path, _ = _deliver(folder, entries)
    found: list[dict[str, object]] = link_tokens(
        table_of([person]), [path], KEY, on=ON, min_probability=0.0
    ).to_pylist()
    return found


def _probability(folder: Path, person: Row, entry: Row) -> float:
    found = _found(folder, {**person, "id": "p"}, [entry])
    return float(str(found[0]["probability"])) if found else 0.0


def test_budi_is_found_by_number_name_and_day_and_only_the_owner_knows_whose_entry_it_is(tmp_path: Path) -> None:
    path, kept = _deliver(tmp_path, [{"id": "e0", "name": "Agus Salim"}, BUDI])

    matches = link_tokens(table_of([{**BUDI, "id": "p"}]), [path], KEY, on=ON).to_pylist()

    assert [kept[match["entry_id"]] for match in matches] == ["e1"]
    assert matches[0]["grade"] == "strong"
    assert matches[0]["evidence_class"] == "E1"
    assert matches[0]["roster"] == "party"


@pytest.mark.parametrize(
    "fault",
    [
        {"nik": None},
        {"nik": None, "name": "H. Boedi Santoso Widjaja, S.H."},
        {"nik": None, "name": "Wijaya Budi Santoso"},
        {"nik": None, "name": "BudiSantoso Wijaya"},
        {"nik": None, "name": "Budi Satoso Wijaya"},
        {"nik": None, "name": "Budi Santoso"},
        {"nik": None, "birth_date": "1985-03-15"},
        {"nik": nik("317101", "1985-03-14", 2)[:15] + "9"},
        {"birth_date": None, "region": None},
        {"name": "Budi", "birth_date": "1985-04-14"},
    ],
)
def test_usual_faults_are_seen_through(tmp_path: Path, fault: Row) -> None:
    assert _probability(tmp_path, BUDI, {**BUDI, **fault}) >= 0.5


def test_beside_the_number_the_front_of_a_name_says_more_than_a_word_that_relatives_share(tmp_path: Path) -> None:
    front, back = (_probability(tmp_path, BUDI, {**BUDI, "name": name, "birth_date": "1960-02-20"})
                   for name in ("Budi Hartono", "Sri Wijaya"))  # fmt: skip

    assert 0.05 < back < LIKELY < front


@pytest.mark.parametrize("name", ["Budarti Hartono", "Sri Atmajaya"])
def test_letters_at_one_end_of_a_name_make_nobody_likely_whose_number_somebody_else_uses(
    tmp_path: Path, name: str
) -> None:
    found = _found(tmp_path, {**BUDI, "id": "p"}, [{**BUDI, "name": name, "birth_date": "1960-02-20", "region": None}])

    assert found[0]["grade"] == "possible"
    assert 0.05 < float(str(found[0]["probability"])) < LIKELY
    assert "letters" in {reason["level"] for reason in found[0]["reasons"]}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "other",
    [
        {"name": "Sri Wahyuni", "sex": "P"},
        {"name": "Sri Wahyuni", "sex": "P", "region": None, "birth_date": None},
        {"nik": nik("317101", "1985-03-14", 3), "name": "Badu Santoso Wijaya"},
        {"nik": nik("317305", "1985-03-14", 7), "name": "Budi Hartono", "region": "31.73.05.1002"},
        {"nik": None, "birth_date": "1971-09-02"},
        {"nik": None, "birth_date": None, "region": None},
    ],
)
def test_nobody_is_accused_by_one_agreement_alone(tmp_path: Path, other: Row) -> None:
    found = _found(tmp_path, {**BUDI, "id": "p"}, [{**BUDI, **other}])

    assert [match["grade"] for match in found if match["grade"] != "possible"] == []
    assert [match for match in found if float(str(match["probability"])) > LIKELY] == []


def test_reasons_add_up_to_the_probability_and_show_no_value_of_the_entry(tmp_path: Path) -> None:
    found = _found(tmp_path, {**BUDI, "id": "p"}, [{**BUDI, "nik": None}])

    reasons = found[0]["reasons"]

    assert isinstance(reasons, list)
    probability = float(str(found[0]["probability"]))
    assert sum(reason["bits"] for reason in reasons) == pytest.approx(np.log2(probability / (1 - probability)), abs=0.2)
    assert {reason["person_value"] + reason["entry_value"] for reason in reasons} == {""}
    assert {reason["words"] for reason in reasons} <= set(all_sentences())


def test_a_token_is_the_start_of_an_hmac_under_a_derived_key() -> None:
    message = BETWEEN.join(("name-day", "BUDI", "19850314"))

    token = token_maker(KEY)(message)

    extracted = hmac.digest(b"jurdil/tokens/v1", KEY.secret, "sha256")
    derived = hmac.digest(extracted, b"token\n" + KEY.exchange.encode() + b"\x01", "sha256")
    assert token == hmac.digest(derived, message.encode(), "sha256")[:8]


def test_an_entry_answers_every_question_that_its_own_values_ask() -> None:
    row = Compared("BUDI SANTOSO", "BUDISANTOSO", nik("317101", "1985-03-14", 2), "19850314", True, "L", "3171011001")

    unanswered = {message.split(BETWEEN)[0] for _, message in questions(row)} - {
        message.split(BETWEEN)[0] for message in entry_messages(row)
    }

    assert unanswered == set()


def test_two_names_one_slip_apart_share_a_shorter_form() -> None:
    for other in ("BUDI", "BUDDI", "BUD", "BDUI", "BUDA"):
        assert set(shorter_by_one("BUDI")) & set(shorter_by_one(other)), other
    assert not set(shorter_by_one("BUDI")) & set(shorter_by_one("SITI"))


def test_every_entry_has_as_many_tokens_and_the_count_is_rounded_up(tmp_path: Path) -> None:
    path, kept = _deliver(tmp_path, [BUDI, {"id": "e2", "name": "Siti"}])

    delivery = read_tokens(path, KEY)

    assert delivery.tokens.shape == (ROUND_TO, TOKENS_A_ROW)
    assert (np.diff(delivery.tokens.astype(object), axis=1) > 0).all()
    assert delivery.ids.to_pylist() == sorted(delivery.ids.to_pylist())
    assert sorted(kept.values()) == ["e1", "e2"]


def test_no_token_is_shared_by_many_entries(tmp_path: Path) -> None:
    siti: Row = {"name": "Siti Aminah", "birth_date": "1980-01-01", "region": "31.71.01.1001"}
    namesakes: list[Row] = [{**siti, "id": f"e{nth}"} for nth in range(40)]

    path, _ = _deliver(tmp_path, namesakes)

    shared = Counter(read_tokens(path, KEY).tokens.reshape(-1).tolist())
    assert max(shared.values()) <= MOST_SHARING


def test_two_exchanges_have_no_token_in_common(tmp_path: Path) -> None:
    elsewhere = replace(KEY, exchange="another exchange")
    made = [make_tokens(table_of([BUDI]), key, roster="party", on=ON, seed=bytes([nth]) * 32)[0]
            for nth, key in enumerate((KEY, elsewhere))]  # fmt: skip

    first, second = (set(np.frombuffer(b"".join(table["tokens"].to_pylist()), ">u8").tolist()) for table in made)

    assert not first & second


def test_a_delivery_with_another_key_or_of_another_kind_is_refused(tmp_path: Path) -> None:
    path, _ = _deliver(tmp_path, [BUDI])
    other = tmp_path / "other.parquet"
    pq.write_table(table_of([BUDI]), other)

    with pytest.raises(NoTokens, match="another key"):
        read_tokens(path, replace(KEY, secret=bytes(32)))
    with pytest.raises(NoTokens, match="no tokens of the format"):
        read_tokens(other, KEY)


def test_a_list_of_nobody_can_be_delivered(tmp_path: Path) -> None:
    path, kept = _deliver(tmp_path, [])

    assert kept == {}
    assert link_tokens(table_of([BUDI]), [path], KEY, on=ON).num_rows == 0


def test_a_key_file_is_read_back_hidden_and_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "key"
    write_key(KEY, path)

    assert read_key(path) == KEY
    assert path.stat().st_mode & 0o077 == 0
    assert KEY.secret.hex() not in repr(KEY)
    with pytest.raises(FileExistsError):
        write_key(KEY, path)
    path.write_text("jurdil/tokens/v1\nx\nabc\n")
    with pytest.raises(BadKey):
        read_key(path)


@pytest.mark.parametrize("told", [b"no JSON", b"[]", b'{"format": "jurdil/tokens/v1"}'])
def test_a_delivery_that_tells_nothing_of_itself_is_refused_with_a_remedy(tmp_path: Path, told: bytes) -> None:
    path, _ = _deliver(tmp_path, [BUDI])
    table = pq.read_table(path)
    write_tokens(table.replace_schema_metadata({METADATA: told}), path)

    with pytest.raises(NoTokens, match=r"comes from jurdil link --make-tokens|ask for tokens"):
        link_tokens(table_of([BUDI]), [path], KEY, on=ON)


def test_a_delivery_that_was_cut_short_is_refused_with_a_remedy(tmp_path: Path) -> None:
    path, _ = _deliver(tmp_path, [BUDI])
    path.write_bytes(path.read_bytes()[:-2_000])

    with pytest.raises(NoTokens, match="copy it again"):
        link_tokens(table_of([BUDI]), [path], KEY, on=ON)
