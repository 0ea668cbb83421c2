"""`jurdil link` with keyed tokens: make a key, make the tokens of a list, link people to delivered tokens.

jurdil link --make-key EXCHANGE --key-file KEY                        once, by both sides together
jurdil link --make-tokens ROSTER --key-file KEY -o TOKENS.parquet     by whoever holds the list
jurdil link --tokens PEOPLE TOKENS... --key-file KEY -o MATCHES       by whoever screens
jurdil link --tokens --one TOKENS... --key-file KEY --work FOLDER     the same for one person, by indexes kept in FOLDER
"""

from __future__ import annotations

import argparse
import json
import secrets
import sys
from collections.abc import Callable, Sequence
from errno import EEXIST
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from jurdil.cli import link_one
from jurdil.cli.link_language import in_language
from jurdil.cli.link_reading import told_in
from jurdil.cli.link_writing import write_found
from jurdil.engines.linkage.index import match_of
from jurdil.engines.linkage.tokens import NoTokens, count_tokens, make_tokens, write_tokens
from jurdil.engines.linkage.tokens_index import Indexed
from jurdil.engines.linkage.tokens_keys import SECRET_BYTES, BadKey, ExchangeKey, read_key, write_key
from jurdil.engines.linkage.tokens_linking import Source, link_tokens, token_model_of
from jurdil.engines.linkage.tokens_model import TokenModel, starting_token_model
from jurdil.engines.tables import Column, MissingColumn, Reading, UnreadableFile, named, write_table

KEPT = ".kept.csv"
"""Ending of the file that tells the list's owner which number is whose; it is never delivered."""
GRADES = ("strong", "likely", "possible")
Reader = Callable[[Path], Reading]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what is asked for, and the file of the key."""
    parser.add_argument("--tokens", action="store_true", help="the lists are keyed tokens; PEOPLE stay here")
    parser.add_argument("--make-tokens", action="store_true", help="turn one ROSTER into keyed tokens to deliver")
    parser.add_argument("--make-key", metavar="EXCHANGE", help="write a new key for one exchange of tokens")
    parser.add_argument("--key-file", type=Path, metavar="FILE", help="the secret that both sides of an exchange hold")


def is_asked(args: argparse.Namespace) -> bool:
    """Return whether a command is about tokens."""
    return bool(args.tokens or args.make_tokens or args.make_key or args.key_file)


def run(args: argparse.Namespace, read: Reader, columns: Sequence[Column]) -> int:
    """Do what is asked for; status 2 for bad usage and keys or files that do not fit, 1 for faulty rows.

    columns: what a person on standard input may state.
    """
    trouble = _bad_usage(args)
    if trouble:
        print(trouble, file=sys.stderr)
        return 2
    try:
        if args.make_key:
            return _make_key(args)
        if args.one:
            return _link_one(args, columns)
        return _make_tokens(args, read) if args.make_tokens else _link(args, read)
    except (BadKey, NoTokens, MissingColumn, UnreadableFile, OSError) as fault:
        print(told_in(fault, args.told_in), file=sys.stderr)
        return 2


def _bad_usage(args: argparse.Namespace) -> str:
    if sum(map(bool, (args.tokens, args.make_tokens, args.make_key))) != 1:
        return "Say one of --make-key EXCHANGE, --make-tokens and --tokens beside --key-file."
    if args.key_file is None:
        return "Name the key of the exchange: --key-file FILE."
    if args.truth or args.engine != "duckdb":
        return "--truth and --engine do not go together with tokens."
    if args.one:
        return _bad_usage_of_one(args)
    if args.make_key:
        return "--make-key takes no other files." if args.files or args.output else ""
    if args.output is None or (len(args.files) != 1 and args.make_tokens) or (len(args.files) < 2 and args.tokens):
        return (
            "Say jurdil link --make-tokens ROSTER --key-file KEY -o TOKENS.parquet, "
            "or jurdil link --tokens PEOPLE TOKENS... --key-file KEY -o MATCHES."
        )
    if args.make_tokens and args.output.suffix.lower() != ".parquet":
        return "Tokens are written as .parquet."
    return ""


def _bad_usage_of_one(args: argparse.Namespace) -> str:
    if not args.tokens or not args.files:
        return "Say jurdil link --tokens --one TOKENS... --key-file KEY, with the person as JSON on standard input."
    if args.output or args.save_model:
        return "--one prints its answer: leave out -o and --save-model."
    return ""


def _make_key(args: argparse.Namespace) -> int:
    key = ExchangeKey(args.make_key, secrets.token_bytes(SECRET_BYTES))
    write_key(key, args.key_file)
    print(
        f"{args.key_file}: a new key for {key.exchange!r}, check {key.check}. Hand it over in person; publish it never."
    )
    return 0


def _make_tokens(args: argparse.Namespace, read: Reader) -> int:
    key = read_key(args.key_file)
    source: Path = args.files[0]
    beside = args.output.with_name(args.output.stem + KEPT)
    if beside.exists():
        raise FileExistsError(EEXIST, "there already", str(beside))
    reading = read(source)
    seed = secrets.token_bytes(32)
    tokens, kept = make_tokens(reading.table, key, roster=source.stem, on=args.on, seed=seed)
    draft = args.output.with_name(f".{args.output.name}.new")
    try:
        with named(args.output):
            write_tokens(tokens, draft)
        write_table(kept, beside)
        draft.replace(args.output)
    finally:
        draft.unlink(missing_ok=True)
    told = {"entries": kept.num_rows, "rows": tokens.num_rows, "check": key.check, "output": str(args.output)}
    if args.json:
        print(json.dumps({**told, "kept": str(beside), "faults": len(reading.faults)}))
    else:
        print(
            f"{kept.num_rows:,} entries as {tokens.num_rows:,} rows of tokens in {args.output}, key check {key.check}."
        )
        print(f"Deliver {args.output.name}. Keep {beside.name}: it says which number is whose.")
    return 1 if reading.faults else 0


def _link(args: argparse.Namespace, read: Reader) -> int:
    key = read_key(args.key_file)
    people = read(args.files[0])
    matches = link_tokens(
        people.table,
        _sources(args.files[1:], args.work),
        key,
        on=args.on,
        min_probability=args.min_probability,
        model=_model(args.model),
    )
    said = in_language(matches, args.language)
    text = token_model_of(matches).to_json() if args.save_model else ""
    write_found(said, args.output, model=args.save_model, text=text)
    grades = {grade: _count(matches, grade) for grade in GRADES}
    count, faults = people.table.num_rows, len(people.faults)
    if args.json:
        print(json.dumps({"people": count, "matches": grades, "faults": faults, "output": str(args.output)}))
    else:
        found = ", ".join(f"{number:,} {grade}" for grade, number in grades.items())
        print(f"{count:,} people: {found} suspicions in {args.output}. No suspicion is a judgement.")
    return 1 if faults else 0


def _sources(paths: Sequence[Path], work: Path | None) -> list[Source]:
    """Return deliveries to be asked: by indexes that stay in the folder, if one was named."""
    return [path if work is None else Indexed(path, work) for path in paths]


def _link_one(args: argparse.Namespace, columns: Sequence[Column]) -> int:
    key = read_key(args.key_file)
    model = _model(args.model) or starting_token_model(sum(map(count_tokens, args.files)))
    person, trouble = link_one.asked(columns, args.told_in)
    if trouble:
        print(f"Standard input holds no JSON object with {trouble}", file=sys.stderr)
        return 1
    asked = pa.table({name: pa.array([value], pa.string()) for name, value in person.items()})
    found = link_tokens(
        asked, _sources(args.files, args.work), key, on=args.on, min_probability=args.min_probability, model=model
    )
    print(link_one.as_json(person, [match_of(row) for row in found.to_pylist()], args.language))
    return 0


def _model(path: Path | None) -> TokenModel | None:
    try:
        return TokenModel.from_json(path.read_text(encoding="utf-8")) if path else None
    except (KeyError, TypeError, ValueError) as fault:
        raise UnreadableFile(
            f"{path.name if path else ''} is no model for tokens of this version: {fault}. "
            f"Learn one: --save-model, without --model."
        ) from fault


def _count(matches: pa.Table, grade: str) -> int:
    return int(pc.sum(pc.equal(matches["grade"], grade)).as_py() or 0)
