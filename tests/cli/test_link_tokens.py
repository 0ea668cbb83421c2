"""`jurdil link` with keyed tokens: key, delivery, matches, and what is refused."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path

import pytest

from jurdil.cli import main

HEADER = "id,name,birth_date,sex,region\n"
BUDI = "Budi Santoso Wijaya,1985-03-14,L,31.71.01.1001\n"


@pytest.fixture
def key(tmp_path: Path) -> str:
    path = str(tmp_path / "key.txt")
    assert main(["link", "--make-key", "partai rekaan 2024", "--key-file", path]) == 0
    return path


def _write(path: Path, text: str) -> str:
    path.write_text(text)
    return str(path)


def test_a_list_is_delivered_as_tokens_and_linked(tmp_path: Path, key: str, capsys: pytest.CaptureFixture[str]) -> None:
    roster = _write(tmp_path / "party.csv", f"{HEADER}m-1,{BUDI}m-2,Agus Salim,1970-02-03,L,31.71.01.1001\n")
    people = _write(tmp_path / "people.csv", f"{HEADER}007,{BUDI}")
    tokens, output = str(tmp_path / "tokens.parquet"), tmp_path / "out.csv"

    assert main(["link", "--make-tokens", roster, "--key-file", key, "-o", tokens]) == 0
    assert main(["link", "--tokens", people, tokens, "--key-file", key, "-o", str(output), "--json"]) == 0

    assert json.loads(capsys.readouterr().out.splitlines()[-1])["people"] == 1
    matches = list(csv.DictReader(output.open()))
    kept = {row["entry_id"]: row["id"] for row in csv.DictReader((tmp_path / "tokens.kept.csv").open())}
    assert [(row["person_id"], row["roster"], kept[row["entry_id"]]) for row in matches] == [("007", "party", "m-1")]
    delivered = Path(tokens).read_bytes().upper()
    assert not any(word in delivered for word in (b"SANTOSO", b"WIJAYA"))  # four letters come by chance


def test_which_number_is_whose_in_an_earlier_delivery_is_never_written_over(
    tmp_path: Path, key: str, capsys: pytest.CaptureFixture[str]
) -> None:
    roster = _write(tmp_path / "party.csv", f"{HEADER}m-1,{BUDI}")
    words = ["link", "--make-tokens", roster, "--key-file", key, "-o", str(tmp_path / "tokens.parquet")]
    assert main(words) == 0
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    assert main(words) == 2
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert "tokens.kept.csv: it is there already and is kept. Name another file." in capsys.readouterr().err


def test_a_list_that_is_called_like_what_is_kept_is_not_lost(tmp_path: Path, key: str) -> None:
    roster = _write(tmp_path / "tokens.kept.csv", f"{HEADER}m-1,{BUDI}")
    tokens = tmp_path / "tokens.parquet"

    assert main(["link", "--make-tokens", roster, "--key-file", key, "-o", str(tokens)]) == 2
    assert BUDI in Path(roster).read_text()
    assert not tokens.exists()


def test_tokens_without_room_for_what_is_kept_are_no_delivery(
    tmp_path: Path, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    roster = _write(tmp_path / "party.csv", f"{HEADER}m-1,{BUDI}")
    before = {path.name for path in tmp_path.iterdir()}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pyarrow.csv.write_csv", full)

    assert main(["link", "--make-tokens", roster, "--key-file", key, "-o", str(tmp_path / "tokens.parquet")]) == 2
    assert {path.name for path in tmp_path.iterdir()} == before


def test_a_saved_model_weighs_again_and_another_file_is_no_model(
    tmp_path: Path, key: str, capsys: pytest.CaptureFixture[str]
) -> None:
    roster = _write(tmp_path / "party.csv", f"{HEADER}m-1,{BUDI}")
    tokens, model = str(tmp_path / "tokens.parquet"), str(tmp_path / "model.json")
    main(["link", "--make-tokens", roster, "--key-file", key, "-o", tokens])
    words = ["link", "--tokens", roster, tokens, "--key-file", key, "-o"]

    assert main([*words, str(tmp_path / "first.csv"), "--save-model", model]) == 0
    assert main([*words, str(tmp_path / "again.csv"), "--model", model]) == 0

    assert (tmp_path / "first.csv").read_text() == (tmp_path / "again.csv").read_text()
    assert main([*words, str(tmp_path / "none.csv"), "--model", _write(tmp_path / "x.json", "{}")]) == 2
    assert "x.json is no model for tokens" in capsys.readouterr().err


def test_a_model_saved_by_an_earlier_version_is_refused_with_what_to_do(
    tmp_path: Path, key: str, capsys: pytest.CaptureFixture[str]
) -> None:
    roster = _write(tmp_path / "party.csv", f"{HEADER}m-1,{BUDI}")
    tokens, model = str(tmp_path / "tokens.parquet"), tmp_path / "model.json"
    main(["link", "--make-tokens", roster, "--key-file", key, "-o", tokens])
    words = ["link", "--tokens", roster, tokens, "--key-file", key, "-o", str(tmp_path / "matches.csv")]
    main([*words, "--save-model", str(model)])
    model.write_text(json.dumps({**json.loads(model.read_text()), "tokens": 3}))
    capsys.readouterr()

    assert main([*words, "--model", str(model)]) == 2

    told = capsys.readouterr().err
    assert "model.json is no model for tokens of this version: another version learnt it" in told
    assert "--save-model" in told


def _ask(person: dict[str, str], words: list[str], monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr("sys.stdin", StringIO(json.dumps(person)))
    return main(["link", "--tokens", "--one", *words])


def test_one_person_gets_the_answer_of_the_table_by_an_index_or_without(
    tmp_path: Path, key: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    roster = _write(tmp_path / "party.csv", f"{HEADER}m-1,{BUDI}m-2,Agus Salim,1970-02-03,L,31.71.01.1001\n")
    tokens, model, output = (str(tmp_path / name) for name in ("tokens.parquet", "model.json", "out.csv"))
    main(["link", "--make-tokens", roster, "--key-file", key, "-o", tokens])
    people = _write(tmp_path / "people.csv", f"{HEADER}007,{BUDI}")
    main(["link", "--tokens", people, tokens, "--key-file", key, "-o", output, "--save-model", model])
    (match,) = csv.DictReader(Path(output).read_text().splitlines())
    budi = dict(zip(HEADER.strip().split(","), f"007,{BUDI.strip()}".split(","), strict=True))
    words, work = [tokens, "--key-file", key, "--model", model], ["--work", str(tmp_path / "work")]
    capsys.readouterr()

    answers = []
    for more in ([], work, work):
        assert _ask(budi, [*words, *more], monkeypatch) == 0
        answers.append(json.loads(capsys.readouterr().out))

    assert answers[0] == answers[1] == answers[2]
    (found,) = answers[0]["matches"]
    assert (found["entry_id"], str(found["probability"])) == (match["entry_id"], match["probability"])
    assert found["reasons"] == json.loads(match["reasons"])
    assert (tmp_path / "work" / "tokens.tokens-1").is_dir()


def test_one_person_is_weighed_by_judgement_where_no_model_is_given(
    tmp_path: Path, key: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tokens = str(tmp_path / "tokens.parquet")
    main(["link", "--make-tokens", _write(tmp_path / "party.csv", f"{HEADER}m-1,{BUDI}"), "--key-file", key,
          "-o", tokens])  # fmt: skip
    capsys.readouterr()

    assert _ask({"id": "1", "nama": "Budi Santoso Wijaya", "tanggal_lahir": "14-03-1985"},
                [tokens, "--key-file", key, "--language", "en"], monkeypatch) == 0  # fmt: skip

    (match,) = json.loads(capsys.readouterr().out)["matches"]
    assert match["grade"] == "likely"
    assert "The birth dates are the same." in [reason["words"] for reason in match["reasons"]]
    assert _ask({"name": "Budi"}, [tokens, "--key-file", key], monkeypatch) == 1


def test_a_wrong_key_is_told_and_not_taken_for_an_empty_list(
    tmp_path: Path, key: str, capsys: pytest.CaptureFixture[str]
) -> None:
    roster = _write(tmp_path / "party.csv", f"{HEADER}m-1,{BUDI}")
    tokens, other = str(tmp_path / "tokens.parquet"), str(tmp_path / "other.txt")
    main(["link", "--make-tokens", roster, "--key-file", key, "-o", tokens])
    main(["link", "--make-key", "partai rekaan 2029", "--key-file", other])

    status = main(["link", "--tokens", roster, tokens, "--key-file", other, "-o", str(tmp_path / "out.csv")])

    assert status == 2
    assert "another key" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ["--tokens", "people.csv", "tokens.parquet", "-o", "out.csv"],
        ["--make-tokens", "list.csv", "--key-file", "none.txt", "-o", "tokens.csv"],
        ["--make-tokens", "list.csv", "--key-file", "none.txt"],
        ["--tokens", "--make-tokens", "list.csv", "--key-file", "none.txt", "-o", "tokens.parquet"],
        ["--tokens", "people.csv", "tokens.parquet", "--key-file", "none.txt", "-o", "out.csv", "--one"],
        ["--tokens", "tokens.parquet", "--key-file", "none.txt", "--one", "--save-model", "model.json"],
        ["--tokens", "--key-file", "none.txt", "--one"],
        ["--tokens", "tokens.parquet", "--one"],
        ["--make-tokens", "list.csv", "--key-file", "none.txt", "--one"],
        ["--tokens", "tokens.parquet", "--key-file", "none.txt", "--one"],
        ["--tokens", "people.csv", "tokens.parquet", "--key-file", "none.txt", "-o", "out.csv"],
    ],
)
def test_bad_usage_is_told(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["link", *words]) == 2
    assert capsys.readouterr().err
