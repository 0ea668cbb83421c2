"""`jurdil link PEOPLE ROSTER... -o MATCHES`: who of these people may stand in those lists, and why."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jurdil.cli import link_itself, link_language, link_one, link_spark, link_tokens, link_truth
from jurdil.engines.linkage import (
    REMEDIES,
    UNREAD,
    Model,
    RosterIndex,
    is_prepared,
    link_people,
    model_of,
    prepare_roster,
    unread_values,
)
from jurdil.engines.linkage.evaluating import Evaluation
from jurdil.engines.tables import Column, MissingColumn, Reading, UnreadableFile, read_table, words_of, write_table
from jurdil.engines.tables.columns import header_key

NO_FILE = "there is no such file. Check the name and the folder."
MOST_WARNINGS = 20
COLUMNS = (
    Column("id", required=True, lenient=True),
    Column("name", required=True, lenient=True, personal=True, aliases=("nama", "nama_lengkap")),
    Column("nik", forgiving=True, personal=True, aliases=("no_ktp", "nomor_ktp")),
    Column("birth_date", kind="date", lenient=True, personal=True, aliases=("tanggal_lahir", "tgl_lahir")),
    *(
        Column(name, lenient=True, personal=True, aliases=aliases)
        for name, aliases in (
            ("birth_place", ("tempat_lahir",)),
            ("sex", ("jenis_kelamin", "kelamin", "jk", "l/p")),
            ("address", ("alamat", "alamat_rumah")),
            ("region", ("wilayah", "kode_wilayah", "kode_kelurahan", "kode_desa")),
        )
    ),
)
MOST_SHOWN = 100
"""Of the values of one column that cannot be read, so many are told one by one."""
VOTING_DAY = date(2024, 11, 27)
ENDINGS = (".parquet", ".csv", ".xlsx")
GRADES = ("strong", "likely", "possible")
EXIT_STATUS = (
    "Exit status: 0 done; 1 done, but rows without id or name, or broken ones, were left out (each is told); "
    "2 nothing was linked: the words, a file or the disk. A message says which and what to do. "
    "More: docs/linkage.md."
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
    parser.add_argument("--on", type=date.fromisoformat, default=VOTING_DAY, metavar="DATE",
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
    parser.add_argument("--language", choices=link_language.LANGUAGES, default="id", help="of the reasons, else id")
    parser.add_argument("--json", action="store_true", help="print one object for machines")
    link_truth.add_arguments(parser)
    link_tokens.add_arguments(parser)
    link_itself.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Link, write the matches, say what was found. Exit status 1 for rows that were left out, 2 for nothing done."""
    trouble = _bad_files(args)
    if trouble:
        print(trouble, file=sys.stderr)
        return 2
    if link_tokens.is_asked(args) and 0 <= args.min_probability <= 1:
        return link_tokens.run(args, _read, COLUMNS)
    if link_itself.is_asked(args) and 0 <= args.min_probability <= 1:
        return link_itself.run(args, _read, _model)
    trouble = _bad_usage(args)
    if trouble:
        print(trouble, file=sys.stderr)
        return 2
    try:
        return _link_one(args) if args.one else _link(args)
    except (MissingColumn, UnreadableFile, OSError, link_spark.NoEngine) as fault:
        print(words_of(fault), file=sys.stderr)
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


def _read(path: Path, more: Sequence[Column] = ()) -> Reading:
    try:
        reading = read_table(path, (*COLUMNS, *more))
    except MissingColumn as missing:
        raise UnreadableFile(f"{path.name}: {missing}") from missing
    except FileNotFoundError as missing:
        raise UnreadableFile(f"{path}: {NO_FILE}") from missing
    for fault in (*reading.faults, *reading.unread[:MOST_SHOWN]):
        place = f", column {fault.column}" if fault.column else ""
        print(f"{path.name}, row {fault.row}{place}: {fault.what} {fault.remedy}", file=sys.stderr)
    if len(reading.unread) > MOST_SHOWN:
        print(f"{path.name}: {len(reading.unread) - MOST_SHOWN:,} more numbers like this.", file=sys.stderr)
    _warn_of_repeated_ids(path, reading)
    taken = {header_key(name) for column in (*COLUMNS, *more) for name in (column.name, *column.aliases)}
    for name in reading.unknown:
        again = " It means the same as an earlier one: keep one of them." if header_key(name) in taken else ""
        print(f"{path.name}: the column {name} is not used.{again}", file=sys.stderr)
    for name, places in unread_values(reading.table).items():
        for place in places[:MOST_SHOWN].tolist():
            where = f"{path.name}, row {reading.rows[place]}, column {name}"
            print(f"{where}: {UNREAD} {REMEDIES[name]}", file=sys.stderr)
        if len(places) > MOST_SHOWN:
            print(f"{path.name}, column {name}: {len(places) - MOST_SHOWN:,} more like this.", file=sys.stderr)
    return reading


def _warn_of_repeated_ids(path: Path, reading: Reading) -> None:
    """Both rows are linked, for an id is only text; but what comes out cannot tell them apart."""
    if pc.count_distinct(reading.table["id"]).as_py() == reading.table.num_rows:
        return
    ids = reading.table["id"].to_pylist()
    repeated = [one for one, count in Counter(ids).items() if count > 1]
    for one in repeated[:MOST_WARNINGS]:
        rows = ", ".join(str(row) for row, other in zip(reading.rows, ids, strict=True) if other == one)
        print(f"{path.name}, rows {rows}, column id: the same id. Give each row an id of its own.", file=sys.stderr)


def _prepare(rosters: list[Path], folder: Path, on: date) -> tuple[list[Path], int]:
    """Clean the rosters into `folder`, but for those that stand there from an earlier run; return them, and faults."""
    prepared, faults = [], 0
    for path in rosters:
        if not path.exists():
            raise UnreadableFile(f"{path}: {NO_FILE}")
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        ready = folder / f"{path.stem}-{digest[:16]}-{on:%Y%m%d}.arrow"
        told = ready.with_suffix(".faults")
        if not (is_prepared(ready) and told.exists()):
            reading = _read(path)
            draft = folder / f"{ready.stem}.new"
            prepare_roster(reading.table, draft, name=path.stem, on=on)
            draft.replace(ready)
            told.write_text(str(len(reading.faults)), encoding="ascii")
        faults += int(told.read_text(encoding="ascii"))
        prepared.append(ready)
    return prepared, faults


@contextmanager
def _folder(work: Path | None) -> Iterator[Path]:
    """The folder to work in: the one that was named, or one that is gone afterwards."""
    if work is None:
        with tempfile.TemporaryDirectory(prefix="jurdil-link-") as folder:
            yield Path(folder)
    else:
        work.mkdir(parents=True, exist_ok=True, mode=0o700)
        yield work


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
        linked = link_spark.link(args, _read, _model(args.model))
        return _tell(args, linked.matches, linked.people, linked.faults, None)
    people = _read(args.files[0])
    truth = link_truth.read_truth(args.truth, people.table, args.files[1:]) if args.truth else None
    with _folder(args.work) as folder, _alone(folder, "link"):
        with _alone(folder, "prepare"):
            prepared, faults = _prepare(args.files[1:], folder, args.on)
        matches = link_people(
            people.table, prepared, on=args.on, min_probability=args.min_probability, model=_model(args.model),
            progress=_show, work=args.work,
        )  # fmt: skip
    faults += len(people.faults) + (truth.faults if truth else 0)
    told = link_truth.judge(matches, truth, people.table, args) if truth else None
    return _tell(args, matches, people.table.num_rows, faults, told)


def _tell(args: argparse.Namespace, matches: pa.Table, people: int, faults: int, told: Evaluation | None) -> int:
    """Write the matches and say what was found. people: how many were asked about. told: how good the matches are."""
    write_table(link_language.in_language(matches, args.language), args.output)
    if args.save_model:
        args.save_model.write_text(model_of(matches).to_json(), encoding="utf-8")
    grades = {grade: _count(matches, grade) for grade in GRADES}
    if args.json:
        print(
            json.dumps(
                {"people": people, "matches": grades, "faults": faults, "output": str(args.output)}
                | ({"evaluation": link_truth.as_object(told)} if told else {})
            )
        )
    else:
        found = ", ".join(f"{count:,} {grade}" for grade, count in grades.items())
        print(f"{people:,} people: {found} suspicions in {args.output}. No suspicion is a judgement.")
        if told:
            print(link_truth.as_text(told))
    return 1 if faults else 0


def _count(matches: pa.Table, grade: str) -> int:
    return int(pc.sum(pc.equal(matches["grade"], grade)).as_py() or 0)


def _link_one(args: argparse.Namespace) -> int:
    person, trouble = link_one.asked(COLUMNS)
    if trouble:
        print(f"Standard input holds no JSON object with {trouble}", file=sys.stderr)
        return 1
    with _folder(args.work) as folder:
        with _alone(folder, "prepare"):
            prepared, faults = _prepare(args.files, folder, args.on)
        with RosterIndex(prepared, on=args.on, model=_model(args.model)) as index:
            found = index.link_one(person, min_probability=args.min_probability)
    print(link_one.as_json(person, found, args.language))
    return 1 if faults else 0
