"""Points from a spreadsheet: the good rows are given, each faulty one is named by row and column with its remedy.

The same file twice changes nothing; other points for somebody who has some are a correction, logged as such.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from jurdil.engines.tables import Column, Fault, read_table
from jurdil.foundation.accounts.roles import Actor
from jurdil.law import load_profile
from jurdil.stages.recruitment.models import Application, Opening
from jurdil.stages.selection.actions import Points, parts_given, score_application, score_applications
from jurdil.stages.selection.models import ScoreSheet
from jurdil.stages.selection.queries import scorable

NUMBER, PLACE = "number", "place"
ALIASES: Mapping[str, tuple[str, ...]] = {
    NUMBER: ("nomor", "no", "berkas"),
    PLACE: ("urutan",),
    "written_test": ("tes_tertulis",),
    "interview": ("wawancara",),
    "experience": ("pengalaman",),
    "competence": ("kompetensi",),
    "capacity": ("kapasitas",),
    "integrity": ("integritas",),
    "independence": ("kemandirian",),
}


@dataclass
class ImportedScores:
    """What an import of points did, counted, and the rows that were left out.

    titles, charts: what was passed over, as in `Reading`.
    """

    given: int = 0
    corrected: int = 0
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)
    titles: int = 0
    charts: Sequence[str] = ()


def score_columns(opening: Opening, now: datetime) -> tuple[Column, ...]:
    """Return the columns of a spreadsheet of points for a body: the number of the file and every part filled in."""
    parts = parts_given(opening.election, opening.region, opening.body, now)
    return tuple(Column(name, "int", required=True, aliases=ALIASES.get(name, ())) for name in (NUMBER, *parts))


def import_scores(*, actor: Actor, opening: Opening, path: Path, now: datetime) -> ImportedScores:
    """Give the points of a file to the applications of an opening. Raises MissingColumn, UnreadableFile, and as the
    verbs that it calls.
    """
    columns = score_columns(opening, now)
    reading = read_table(path, columns, titled=True, numbered=True)
    done = ImportedScores(faults=list(reading.faults), titles=reading.titles, charts=reading.charts)
    known = {one.number: one for one in scorable(actor=actor, opening=opening)}
    scale = load_profile(opening.election.profile).value("selection.score")
    new: list[Points] = []
    seen: set[int] = set()
    for row, cells in zip(reading.rows, reading.table.to_pylist(), strict=True):
        number = cells.pop(NUMBER)
        outside = next((name for name, value in cells.items() if not scale["lowest"] <= value <= scale["highest"]), "")
        if number not in known:
            done.faults.append(unusable_row(row, NUMBER, "unknown"))
        elif number in seen:
            done.faults.append(unusable_row(row, NUMBER, "repeated"))
        elif outside:
            done.faults.append(unusable_row(row, outside, "range"))
        else:
            seen.add(number)
            _give(actor, known[number], cells, new, done, now)
    if new:
        done.given = score_applications(actor=actor, election=opening.election, entries=new, now=now)
    done.faults.sort(key=lambda fault: fault.row)
    return done


def _give(
    actor: Actor,
    application: Application,
    points: dict[str, int],
    new: list[Points],
    done: ImportedScores,
    now: datetime,
) -> None:
    sheet: ScoreSheet | None = getattr(application, "score_sheet", None)
    if sheet is None:
        new.append(Points(application.id, application.region, points))
    elif {part: given[0] for part, given in sheet.points.items() if part in points} == points:
        done.unchanged += 1
    else:
        score_application(actor=actor, application_id=application.id, points=points, now=now)
        done.corrected += 1


SENTENCES = {
    "unknown": ("No file that can be scored has this number.", "Compare it with the list on the page."),
    "repeated": ("An earlier row has the same number.", "Keep one row per file."),
    "range": ("The points are outside the range.", "Write a whole number within the range of the sheet."),
}


def unusable_row(row: int, column: str, code: str) -> Fault:
    """Return the fault of a row that could be read and cannot be used."""
    return Fault(row, column, *SENTENCES[code], code)


def score_fault_words(code: str) -> tuple[str, str]:
    """Return what is wrong with a row of points and what to do, in the language of the page."""
    words = {
        "blank": (_("Sel wajib ini kosong."), _("Isi selnya.")),
        "int": (_("Ini bukan bilangan bulat."), _("Tulis bilangan bulat tanpa huruf.")),
        "cells": (_("Jumlah sel baris ini tidak sama dengan kepala tabel."), _("Bandingkan dengan kepala tabel.")),
        "numbering": (
            _("Baris ini hanya menomori kolom dan dilewati."),
            _("Hapus barisnya; bila isinya sungguhan, tukar urutan kolomnya."),
        ),
        "unknown": (_("Tidak ada berkas yang dapat dinilai dengan nomor ini."), _("Bandingkan dengan daftar halaman.")),
        "repeated": (_("Baris sebelumnya bernomor sama."), _("Sisakan satu baris untuk satu berkas.")),
        "range": (_("Nilai di luar rentang."), _("Tulis nilai di dalam rentang lembar nilai.")),
    }
    return words.get(code, (_("Sel ini tidak dapat dibaca."), _("Periksa isinya.")))
