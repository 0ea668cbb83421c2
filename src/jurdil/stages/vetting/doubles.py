"""Who may have applied twice, in two wards or under two spellings: a question for whoever can read both files.

A number that stands in two applications is found when the second one comes in (recruitment.once). Here the rest are
looked for: another number or none, another spelling, another ward. Nothing is kept and nobody is held: an officer reads
both files, asks, and one application is withdrawn or corrected by the verbs there are.
Law: recruitment.once, vetting.scope.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from jurdil.engines.linkage import find_duplicates
from jurdil.errors import NotFound, Refused
from jurdil.foundation.accounts.roles import Actor
from jurdil.foundation.accounts.verbs import query
from jurdil.foundation.storage.codes import covers, within
from jurdil.registry.elections.models import Election
from jurdil.stages.recruitment.models import Application
from jurdil.stages.vetting.models import About
from jurdil.stages.vetting.queries import READERS
from jurdil.stages.vetting.subjects import subjects_within

FLOOR = 0.5
"""Pairs that are more probably one person than two; below, nearly all are twins, kin and namesakes."""
MOST_PEOPLE = 40_000
"""More people than the largest regency has at once are not compared while somebody waits for a page."""


@dataclass(frozen=True)
class Double:
    """Two running applications that may be of one person. reasons: the engine's; cluster: the same for all of one."""

    one: Application
    other: Application
    probability: Decimal
    grade: str
    reasons: Sequence[Mapping[str, Any]]  # Any: the engine's reasons, JSON values
    cluster: str


@query(*READERS)
def likely_doubles(*, actor: Actor, election: Election, region: str, on: date) -> list[Double]:
    """Return the pairs of running applications in `region` that may be of one person, the most probable first.

    on: who is in the process that day, and the day by which two-digit years of a NIK are read.
    Raises NotFound for a region out of the actor's, Refused (vetting.scope) where too many people applied.
    """
    if not covers(actor.region, region):
        raise NotFound("Wilayah ini tidak ada, atau bukan wilayah Anda.")
    running = Application.objects.filter(
        within("region", region), opening__election=election, withdrawn_at__isnull=True, person__erased_at__isnull=True
    )
    if running.count() > MOST_PEOPLE:
        raise Refused(
            "vetting.scope",
            "Pelamar di wilayah ini terlalu banyak untuk dibandingkan sekaligus.",
            "Pilih satu kabupaten/kota, kecamatan, atau kelurahan.",
        )
    people = subjects_within(election, region, on).table(About.SELF)
    found = find_duplicates(people, on=on, min_probability=FLOOR).to_pylist()
    wanted = {row[side] for row in found for side in ("person_id", "other_id")}
    rows = running.filter(person_id__in=wanted).select_related("person", "opening")
    files = {str(row.person_id): row for row in rows}
    return [
        Double(
            files[row["person_id"]], files[row["other_id"]], Decimal(str(row["probability"])), row["grade"],
            row["reasons"], row["cluster"],
        )
        for row in found
        if row["person_id"] in files and row["other_id"] in files
    ]  # fmt: skip
