"""A plenary's words as a spreadsheet: handed out with a row per applicant, and read back; faults are named by row."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pyarrow as pa
from django.http import FileResponse

from jurdil.engines.tables import Column, Fault, read_table, write_table
from jurdil.foundation.accounts.roles import Actor
from jurdil.law import Profile, load_profile
from jurdil.stages.recruitment.models import Application
from jurdil.stages.selection.importing import ALIASES, NUMBER, PLACE, unusable_row
from jurdil.stages.selection.models import Plenary
from jurdil.stages.selection.plenaries import Weighed, weigh_applications


@dataclass(frozen=True)
class ReadWords:
    """What an import of words did: how many people were written, and the rows that were left out.

    titles, charts: what was passed over, as in `Reading`.
    """

    written: int
    faults: list[Fault]
    titles: int = 0
    charts: Sequence[str] = ()


def word_columns(profile: Profile) -> tuple[Column, ...]:
    """Return the columns of such a file: the number of the file, the place, and every criterion."""
    criteria = profile.words("selection.criteria")
    return (
        Column(NUMBER, "int", required=True, aliases=ALIASES[NUMBER]),
        Column(PLACE, "int", aliases=ALIASES[PLACE]),
        *(Column(name, required=True, aliases=ALIASES.get(name, ())) for name in criteria),
    )


def import_words(
    *, actor: Actor, plenary: Plenary, applications: Iterable[Application], path: Path, now: datetime
) -> ReadWords:
    """Write the words of a file's good rows. Raises MissingColumn, UnreadableFile, and as `weigh_applications`.

    applications: those before the plenary; rows of others are faults.
    """
    reading = read_table(path, word_columns(load_profile(plenary.election.profile)), titled=True, numbered=True)
    faults, entries = list(reading.faults), dict[UUID, Weighed]()
    known = {one.number: one.id for one in applications}
    for row, cells in zip(reading.rows, reading.table.to_pylist(), strict=True):
        key, place = known.get(cells.pop(NUMBER)), cells.pop(PLACE)
        if key is None:
            faults.append(unusable_row(row, NUMBER, "unknown"))
        elif key in entries:
            faults.append(unusable_row(row, NUMBER, "repeated"))
        elif place is not None and place < 1:
            faults.append(unusable_row(row, PLACE, "range"))
        else:
            entries[key] = Weighed(key, place, cells)
    given = list(entries.values())
    if given:
        weigh_applications(actor=actor, plenary_id=plenary.id, entries=given, now=now)
    faults.sort(key=lambda fault: fault.row)
    return ReadWords(len(given), faults, reading.titles, reading.charts)


def words_file(profile: Profile, applications: Iterable[Application], name: str) -> FileResponse:
    """Return a workbook with a row per applicant and what was written so far, to be filled in and brought back."""
    criteria = profile.words("selection.criteria")
    found = [(one, getattr(one, "consideration", None)) for one in applications]
    columns: dict[str, pa.Array] = {
        "nomor": pa.array([one.number for one, _words in found], pa.int32()),
        "nama": pa.array([one.person.name for one, _words in found], pa.string()),
        "urutan": pa.array([words.place if words else None for _one, words in found], pa.int32()),
    }
    for criterion in criteria:
        texts = [words.grounds.get(criterion, "") if words else "" for _one, words in found]
        columns[ALIASES[criterion][0]] = pa.array(texts, pa.string())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.xlsx"
        write_table(pa.table(columns), path)
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)
