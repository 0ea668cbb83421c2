"""`jurdil link PEOPLE ROSTER... -o MATCHES`: who of these people may stand in those lists, and why."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from fcntl import LOCK_EX, LOCK_NB, flock
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jurdil.cli import link_itself, link_language, link_one, link_report, link_spark, link_tokens, link_truth
from jurdil.cli.link_reading import COLUMNS, NO_FILE, NO_ROWS, read_people, read_rows, told_in
from jurdil.cli.link_words import TOLD_EARLIER, counted, say, say_again
from jurdil.cli.link_writing import write_found
from jurdil.engines.linkage import Model, RosterIndex, is_prepared, link_people, model_of, prepare_roster
from jurdil.engines.linkage.evaluating import Evaluation
from jurdil.engines.linkage.memory import give_memory_back
from jurdil.engines.linkage.rosters import open_rosters
from jurdil.engines.tables import MissingColumn, UnreadableFile, named

VOTING_DAY = date(2024, 11, 27)
ENDINGS = (".parquet", ".csv", ".xlsx")
GRADES = ("strong", "likely", "possible")
FOUND = "{} people: {} strong, {} likely, {} possible suspicions in {}. No suspicion is a judgement."
EXIT_STATUS = (
    "Exit status: 0 done, and a list of nobody beside others is named; 1 done, but rows without id or name, or broken "
    "ones, were left out (each is told); 2 nothing was linked: the words, a file or the disk. A message says "
    "which and what to do. More: docs/linkage.md."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the files, the day that fixes a NIK's century, and the lowest probability of a row."""
    parser.epilog = EXIT_STATUS
    parser.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        help="PEOPLE and ROSTERs (.csv, .xlsx, .parquet); with --one ROSTERs only. "
        "Columns: id and name; nik, birth_date, birth_place, sex, address, region where they are known. "
        "What cannot be read is told by row and column; the rest is linked",
    )
    parser.add_argument("-o", "--output", type=Path, help="where the matches go: .parquet, .csv or .xlsx")
    parser.add_argument("--min-probability", type=float, default=0.05, metavar="P",
                        help="the lowest probability of a row, else 0.05")  # fmt: skip
    parser.add_argument("--on", type=_day, default=VOTING_DAY, metavar="DATE",
                        help=f"the day that tells the century in a NIK, else {VOTING_DAY}")  # fmt: skip
    parser.add_argument(
        "--one", action="store_true", help="read one person as JSON on standard input, print one object"
    )
    parser.add_argument("--engine", default="duckdb", help=link_spark.ENGINES)
    parser.add_argument("--model", type=Path, metavar="FILE", help="rest the weights on this model instead of learning")
    parser.add_argument("--save-model", type=Path, metavar="FILE", help="where the model goes that was learnt")
    parser.add_argument(
        "--work", type=Path, metavar="FOLDER", help="keep prepared rosters and finished parts here, and go on from them"
    )
    parser.add_argument("--language", choices=link_language.LANGUAGES,
                        help="of the reasons and their pictures, else id, and of what is told about the files and in "
                        "the report of --truth, else en")  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print one object for machines")
    link_truth.add_arguments(parser)
    link_tokens.add_arguments(parser)
    link_itself.add_arguments(parser)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise argparse.ArgumentTypeError(f"{text} is no day of the calendar: write it as {VOTING_DAY}") from fault


def run(args: argparse.Namespace) -> int:
    """Link, write the matches, say what was found. Exit status 1 for rows that were left out, 2 for nothing done."""
    args.told_in, args.language = args.language or "en", args.language or "id"
    trouble = _bad_files(args)
    if trouble:
        print(trouble, file=sys.stderr)
        return 2
    give_memory_back()
    read = partial(read_people, on=args.on, language=args.told_in)
    if link_tokens.is_asked(args) and 0 <= args.min_probability <= 1:
        return link_tokens.run(args, read, COLUMNS)
    if link_itself.is_asked(args) and 0 <= args.min_probability <= 1:
        return link_itself.run(args, read, _model)
    trouble = _bad_usage(args)
    if trouble:
        print(trouble, file=sys.stderr)
        return 2
    try:
        return _link_one(args) if args.one else _link(args)
    except (MissingColumn, UnreadableFile, OSError, link_spark.NoEngine) as fault:
        print(told_in(fault, args.told_in), file=sys.stderr)
        return 2


def _bad_files(args: argparse.Namespace) -> str:
    """Return which file would be lost or confused with another, or nothing."""
    read = [path.absolute() for path in (*args.files, args.truth, args.model, args.key_file) if path]
    written = [path.absolute() for path in (args.output, args.save_model) if path]
    for path in written:
        if path.is_dir():
            return f"{path.name} is a folder: name a file."
        if path in read or any(path.exists() and other.exists() and path.samefile(other) for other in read):
            return f"{path.name} is read and would be written over: name another file."
        if path.parent.is_dir() and not os.access(path.parent, os.W_OK):
            return f"{path}: nothing can be written into this folder: name another one."
    if args.save_model and not args.save_model.absolute().parent.is_dir():
        return f"--save-model {args.save_model}: there is no such folder."
    if args.work and args.work.exists() and not args.work.is_dir():
        return f"--work {args.work} is a file: name a folder."
    names = Counter(path.stem for path in args.files[0 if args.one else 1 :])
    twice = [name for name, count in names.items() if count > 1]
    return f"Two rosters are called {twice[0]}: a match could not say which. Rename one of the files." if twice else ""


def _bad_usage(args: argparse.Namespace) -> str:
    if not 0 <= args.min_probability <= 1:
        return "--min-probability takes a number from 0 to 1."
    if (args.one and not args.files) or (not args.one and (len(args.files) < 2 or args.output is None)):
        return (
            "Name the people, at least one roster, and where the matches go: jurdil link PEOPLE ROSTER... -o MATCHES."
        )
    if args.one and (args.output or args.save_model):
        return "--one prints its answer: leave out -o and --save-model."
    if args.output and (args.output.suffix.lower() not in ENDINGS or not args.output.absolute().parent.is_dir()):
        return f"-o takes a file that ends in {', '.join(ENDINGS)}, in a folder that exists."
    return link_spark.bad_usage(args) or link_truth.bad_usage(args)


def _prepare(args: argparse.Namespace, rosters: list[Path], folder: Path) -> tuple[list[Path], int]:
    """Clean the rosters into `folder`, but for those that stand there from an earlier run; return them, and faults.

    A roster without entries is told, and is no fault beside others. Raises UnreadableFile where no roster has any.
    """
    on: date = args.on
    prepared, faults, empty = [], 0, []
    for path in rosters:
        if not path.exists():
            raise UnreadableFile(NO_FILE.format(path))
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        ready = folder / f"{path.stem}-{digest[:16]}-{on:%Y%m%d}.arrow"
        told = ready.with_suffix(".faults")
        if not (is_prepared(ready) and told.exists()):
            reading = read_rows(path, on=on, language=args.told_in)
            draft = folder / f"{ready.stem}.new"
            with named(draft):
                prepare_roster(reading.table, draft, name=path.stem, on=on)
            draft.replace(ready)
            told.write_text(str(len(reading.faults)), encoding="ascii")
        elif left_out := int(told.read_text(encoding="ascii")):
            print(say(TOLD_EARLIER, args.told_in, path.name, counted(left_out, args.told_in)), file=sys.stderr)
        faults += int(told.read_text(encoding="ascii"))
        prepared.append(ready)
        if not sum(segment.rows.num_rows for segment in open_rosters([ready])):
            empty.append(NO_ROWS.format(path.name))
    if len(empty) == len(rosters):
        raise UnreadableFile(empty[0])
    for sentence in empty:
        print(say_again(sentence, args.told_in), file=sys.stderr)
    return prepared, faults


@contextmanager
def _folder(work: Path | None) -> Iterator[Path]:
    """The folder to work in: the one that was named, or one that is gone afterwards.

    What is written there is for its owner only, also in a folder that was there before and that others can read.
    """
    before = os.umask(0o077)
    try:
        if work is None:
            with tempfile.TemporaryDirectory(prefix="jurdil-link-") as folder:
                yield Path(folder)
        else:
            work.mkdir(parents=True, exist_ok=True)
            yield work
    finally:
        os.umask(before)


@contextmanager
def _alone(folder: Path, work: str) -> Iterator[None]:
    """Wait until no other run does the same work in this folder; whoever is killed leaves no lock behind."""
    with (folder / f".{work}.lock").open("w") as lock:
        try:
            flock(lock, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            print(f"{folder}: another run is at work in this folder; waiting for it.", file=sys.stderr)
            flock(lock, LOCK_EX)
        yield


def _model(path: Path | None) -> Model | None:
    if path is None:
        return None
    try:
        model = Model.from_json(path.read_text(encoding="utf-8"))
        _check_shares(model)
        return model
    except (LookupError, ValueError, TypeError, AttributeError) as fault:
        raise UnreadableFile(
            f"{path.name} is no model of this version: {fault}. Learn one: --save-model, without --model."
        ) from fault


def _check_shares(model: Model) -> None:
    """Raise ValueError where a model that somebody edited holds what no share or expected number can be."""
    counts = {"expected": model.expected, "alone": model.alone, "lists": np.array([1.0, *model.lists.values()])}
    tables = counts | {
        f"{kind} of {field}": table
        for kind, shares in (("agreement", model.agreement), ("strangers", model.strangers))
        for field, table in shares.items()
    }
    for name, table in tables.items():
        most = np.inf if name in counts else 1.0
        if not np.all(np.isfinite(table) & (table > 0) & (table <= most)):
            raise ValueError(f"{name} holds a number that is not above 0 and at most {most:g}")
    if not 0 <= model.unmet <= 1:
        raise ValueError("unmet is no share from 0 to 1")


def _show(step: str, done: int, of: int) -> None:
    print(f"{step}: {done:,} of {of:,} people", file=sys.stderr)


def _link(args: argparse.Namespace) -> int:
    if link_spark.is_asked(args):
        linked = link_spark.link(args, partial(read_rows, on=args.on, language=args.told_in), _model(args.model))
        if not linked.people:
            raise UnreadableFile(NO_ROWS.format(args.files[0].name))
        return _tell(args, link_language.in_language(linked.matches, args.language), linked.people, linked.faults, None)
    people = read_people(args.files[0], on=args.on, language=args.told_in)
    truth = (
        link_truth.read_truth(args.truth, people.table, args.files[1:], language=args.told_in) if args.truth else None
    )
    with _folder(args.work) as folder, _alone(folder, "link"):
        with _alone(folder, "prepare"):
            prepared, faults = _prepare(args, args.files[1:], folder)
        matches = link_people(
            people.table, prepared, on=args.on, min_probability=args.min_probability, model=_model(args.model),
            progress=_show, work=args.work,
        )  # fmt: skip
    matches = link_language.in_language(matches, args.language)
    faults += len(people.faults) + (truth.faults if truth else 0)
    told = link_truth.judge(matches, truth, people.table, args) if truth else None
    return _tell(args, matches, people.table.num_rows, faults, told)


def _tell(args: argparse.Namespace, matches: pa.Table, people: int, faults: int, told: Evaluation | None) -> int:
    """Write the matches and say what was found. people: how many were asked about. told: how good the matches are."""
    text = model_of(matches).to_json() if args.save_model else ""
    write_found(matches, args.output, model=args.save_model, text=text)
    grades = {grade: _count(matches, grade) for grade in GRADES}
    if args.json:
        print(
            json.dumps(
                {"people": people, "matches": grades, "faults": faults, "output": str(args.output)}
                | ({"evaluation": link_truth.as_object(told)} if told else {})
            )
        )
    else:
        counts = [counted(count, args.told_in) for count in (people, *grades.values())]
        print(say(FOUND, args.told_in, *counts, args.output))
        if told:
            print(link_report.as_text(told, link_language.tongue(args.told_in)))
    return 1 if faults else 0


def _count(matches: pa.Table, grade: str) -> int:
    return int(pc.sum(pc.equal(matches["grade"], grade)).as_py() or 0)


def _link_one(args: argparse.Namespace) -> int:
    person, trouble = link_one.asked(COLUMNS, args.told_in)
    if trouble:
        print(f"Standard input holds no JSON object with {trouble}", file=sys.stderr)
        return 1
    with _folder(args.work) as folder:
        with _alone(folder, "prepare"):
            prepared, faults = _prepare(args, args.files, folder)
        with RosterIndex(prepared, on=args.on, model=_model(args.model)) as index:
            found = index.link_one(person, min_probability=args.min_probability)
    print(link_one.as_json(person, found, args.language))
    return 1 if faults else 0
