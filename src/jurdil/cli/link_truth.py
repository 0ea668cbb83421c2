"""`jurdil link ... --truth TRUTH [--report FOLDER]`: say how good the matches are, in a form anybody can check."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from jurdil.cli import link_language, link_reading
from jurdil.cli.link_report import shown
from jurdil.cli.link_words import counted, say
from jurdil.engines.linkage.drawing import reliability_svg, waterfall_svg
from jurdil.engines.linkage.evaluating import THRESHOLDS, Evaluation, evaluate
from jurdil.engines.linkage.values import Match
from jurdil.engines.tables import Column, Fault, MissingColumn, UnreadableFile, read_table

COLUMNS = (
    Column("person_id", required=True, lenient=True),
    Column("roster", lenient=True),
    Column("entry_id", required=True, lenient=True),
    Column("faults", lenient=True),
)
IDS = link_reading.COLUMNS[:1]
FAULTS_SHOWN = 20
MORE_FAULTS = "{}: {} more rows with faults."
NO_PERSON = "Nobody in PEOPLE has this id."
NO_ROSTER, ROSTER_NAMES = "No roster has this name.", "Write the name of a file without its ending: {}."
NO_ENTRY = "No entry of {} has this id."
AS_THERE = "Write the id as it stands there, or take the row out."


@dataclass(frozen=True)
class Truth:
    """The true pairs that could be read, and how many rows could not."""

    table: pa.Table
    faults: int


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the truth and the folder of the pictures."""
    parser.add_argument(
        "--truth", type=Path, metavar="TRUTH", help="evaluate: person_id, roster, entry_id of the same human beings"
    )
    parser.add_argument("--report", type=Path, metavar="FOLDER", help="with --truth: where the pictures (SVG) go")


def bad_usage(args: argparse.Namespace) -> str:
    """Return what is wrong with the options, or an empty text."""
    if args.report is not None and args.truth is None:
        return "--report shows how good the matches are and needs --truth TRUTH."
    if args.truth is not None and args.one:
        return "--truth judges a whole run; leave out --one."
    return ""


def read_truth(path: Path, people: pa.Table, rosters: Sequence[Path], *, language: str = "en") -> Truth:
    """Read the true pairs; a row with an unknown id is told with its remedy, and the others are kept.

    people: with the column id. rosters: files; the stem is the name, and it may be left out if there is one only.
    language: in which it is told what is wrong. Raises UnreadableFile, also where a column is missing, and OSError.
    """
    try:
        reading = read_table(path, COLUMNS, numbered=True)
    except MissingColumn as missing:
        raise UnreadableFile(f"{path.name}: {missing}") from missing
    if reading.charts:
        print(say(link_reading.CHARTS, language, path.name, ", ".join(reading.charts)), file=sys.stderr)
    table, faults = reading.table, list(reading.faults)
    if table["roster"].null_count == table.num_rows:
        if len(rosters) > 1 and table.num_rows:
            raise UnreadableFile(f"{path.name}: {MissingColumn(['roster'])}")
        alone = pa.array([rosters[0].stem], pa.string()).take(pa.array([0] * table.num_rows, pa.int64()))
        table = table.set_column(table.column_names.index("roster"), "roster", alone)
    is_good = pa.chunked_array([pa.array([True] * table.num_rows, pa.bool_())])
    for column, what, remedy, is_known in _checks(table, people, rosters):
        wrong = pc.and_(is_good, pc.invert(is_known))
        faults += [
            Fault(reading.rows[row], column, what, remedy, "unknown") for row in pc.indices_nonzero(wrong).to_pylist()
        ]
        is_good = pc.and_(is_good, is_known)
    _tell(path, faults, reading.unknown, language)
    return Truth(table.filter(is_good), len(faults))


def _checks(
    table: pa.Table, people: pa.Table, rosters: Sequence[Path]
) -> Iterator[tuple[str, str, str, pa.ChunkedArray]]:
    """Yield per question to a row: the column, what is wrong if the answer is no, the remedy, and the answers."""
    known = pc.is_in(table["person_id"], value_set=people["id"].combine_chunks())
    yield "person_id", NO_PERSON, AS_THERE, known
    names = [roster.stem for roster in rosters]
    known = pc.is_in(table["roster"], value_set=pa.array(names, pa.string()))
    yield "roster", NO_ROSTER, ROSTER_NAMES.format(", ".join(names)), known
    for name in dict.fromkeys(names):
        ids = pa.concat_tables([read_table(path, IDS, titled=True).table for path in rosters if path.stem == name])
        known = pc.is_in(table["entry_id"], value_set=ids["id"].combine_chunks())
        elsewhere = pc.not_equal(table["roster"], name)
        yield "entry_id", NO_ENTRY.format(name), AS_THERE, pc.or_(elsewhere, known)


def _tell(path: Path, faults: list[Fault], unknown: Sequence[str], language: str) -> None:
    faults.sort(key=lambda fault: fault.row)
    for fault in faults[:FAULTS_SHOWN]:
        print(link_reading.said_of(path, fault, language), file=sys.stderr)
    if len(faults) > FAULTS_SHOWN:
        print(say(MORE_FAULTS, language, path.name, counted(len(faults) - FAULTS_SHOWN, language)), file=sys.stderr)
    for name in unknown:
        print(say("{}: the column {} is not used.", language, path.name, name), file=sys.stderr)


def judge(matches: pa.Table, truth: Truth, people: pa.Table, args: argparse.Namespace) -> Evaluation:
    """Evaluate at the usual thresholds, but at none below what was listed, and write the pictures if they are wanted.

    matches: with reasons in `args.language`. Raises OSError if the folder of the pictures cannot be written.
    """
    at = [threshold for threshold in THRESHOLDS if threshold >= args.min_probability] or [args.min_probability]
    evaluation = evaluate(matches, truth.table, people, thresholds=at)
    if args.report is not None:
        args.report.mkdir(parents=True, exist_ok=True)
        picture = reliability_svg(evaluation, link_language.tongue(args.told_in))
        (args.report / "reliability.svg").write_text(picture, encoding="utf-8")
        for name, worst in (("false", evaluation.worst_false), ("missed", evaluation.worst_doubted)):
            _write_waterfall(args.report / f"waterfall-{name}.svg", worst, args.language)
    return evaluation


def _write_waterfall(path: Path, worst: Sequence[Match], language: str) -> None:
    """Draw the worst one; a picture of an earlier run that no longer applies is taken away."""
    if worst:
        path.write_text(waterfall_svg(worst[0], link_language.tongue(language)), encoding="utf-8")
    else:
        path.unlink(missing_ok=True)


def as_object(evaluation: Evaluation) -> dict[str, Any]:  # Any: an object for JSON
    """Return the evaluation for machines; of the reasons field, level, bits and words, never the values."""
    found = asdict(evaluation)
    for kind in ("worst_false", "worst_doubted"):
        for match in found[kind]:
            for reason in match["reasons"]:
                del reason["person_value"], reason["entry_value"]
    hidden = _without_numbers(found)
    assert isinstance(hidden, dict)
    return hidden


def _without_numbers(value: object) -> object:
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, Mapping):
        return {key: _without_numbers(part) for key, part in value.items()}
    return [_without_numbers(part) for part in value] if isinstance(value, list | tuple) else value
