"""Read a table of seats that fell vacant; rows that cannot be used are reported with row, column and remedy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from django.utils.translation import gettext_noop

from jurdil.engines.tables import Column, Fault, read_table
from jurdil.foundation.accounts.roles import Actor
from jurdil.foundation.storage.codes import within
from jurdil.registry.bodies.models import Appointment, BodyKind, SeatRole
from jurdil.registry.elections.models import Election
from jurdil.stages.placement.vacating import Vacancy

GROUNDS = {
    "meninggal": "died",
    "mundur": "resigned",
    "berhalangan": "permanently_unable",
}
COLUMNS = (
    Column("tps", required=True, meaning=gettext_noop("Kode TPS, misalnya 31.71.01.1001/012")),
    Column("kursi", "int", required=True, meaning=gettext_noop("Nomor kursi; 1 adalah ketua")),
    Column(
        "alasan",
        required=True,
        choices=tuple(GROUNDS),
        meaning=gettext_noop("Alasan penggantian; pemberhentian diputus lewat perkara"),
    ),
    Column("uraian", required=True, meaning=gettext_noop("Uraian singkat, tanpa data kesehatan; orangnya membacanya")),
    Column("map", required=True, meaning=gettext_noop("Nomor map tempat surat dasarnya disimpan")),
    Column("hari_terakhir", "date", required=True, meaning=gettext_noop("Hari terakhir bertugas")),
)


@dataclass(frozen=True)
class Vacated:
    """What a file says. unknown: headers that were left out. titles, charts: what was passed over, as in `Reading`."""

    vacancies: list[Vacancy]
    faults: list[Fault]
    unknown: list[str]
    titles: int = 0
    charts: Sequence[str] = ()


def read_vacancies(path: Path, *, actor: Actor, election: Election, on: date) -> Vacated:
    """Return the vacancies of a file and its faults; nothing is written. Raises MissingColumn, UnreadableFile.

    on: seats whose term is over by then are not found.
    """
    reading = read_table(path, COLUMNS, titled=True, numbered=True)
    rows = reading.table.to_pylist()
    holders = _holders(actor, election, {str(row["tps"]).strip() for row in rows}, on)
    found: dict[UUID, Vacancy] = {}
    faults = list(reading.faults)
    for number, row in zip(reading.rows, rows, strict=True):
        holder = holders.get((str(row["tps"]).strip(), row["kursi"]))
        if holder is None:
            what = "This seat is not taken now, or is not in your region."
            faults.append(Fault(number, "kursi", what, "Check the station's code and the seat's number.", "seat"))
        elif row["hari_terakhir"] > holder[1]:
            what = "The last day lies after the term."
            faults.append(Fault(number, "hari_terakhir", what, "Write a day of the term.", "late"))
        elif empty := next((name for name in ("uraian", "map") if not str(row[name]).strip()), ""):
            faults.append(Fault(number, empty, "This cell is empty.", "Fill it.", "blank"))
        elif holder[0] in found:
            what = "This seat stands twice; the first row counts."
            faults.append(Fault(number, "kursi", what, "Remove one row.", "twice"))
        else:
            ground = GROUNDS[str(row["alasan"]).lower()]
            words = str(row["uraian"])[:200], str(row["map"]).strip()[:40]
            found[holder[0]] = Vacancy(holder[0], ground, *words, row["hari_terakhir"])
    faults.sort(key=lambda fault: fault.row)
    return Vacated(list(found.values()), faults, reading.unknown, reading.titles, reading.charts)


def _holders(
    actor: Actor, election: Election, stations: Iterable[str], on: date
) -> dict[tuple[str, int], tuple[UUID, date]]:
    """Return who holds which seat and until when, ward by ward, so that a long file asks few questions."""
    found: dict[tuple[str, int], tuple[UUID, date]] = {}
    for ward in sorted({station.split("/")[0] for station in stations}):
        rows = Appointment.objects.filter(
            within("region", ward),
            seat__body__election=election,
            seat__body__kind=BodyKind.KPPS,
            end_rule="",
            end__gte=on,
            corrected_by__isnull=True,
        ).exclude(seat__role=SeatRole.RESERVE)
        values = rows.filter(within("region", actor.region)).values_list("region", "seat__number", "id", "end")
        found |= {(region, number): (key, end) for region, number, key, end in values}
    return found
