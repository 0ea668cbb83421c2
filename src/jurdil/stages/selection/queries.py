"""Who can be selected, who stands where, and what a stranger needs to redo the draw."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from jurdil.engines.lot import DrawRecord
from jurdil.errors import NotFound
from jurdil.foundation.accounts.roles import Actor, Role, own_person
from jurdil.foundation.accounts.verbs import query
from jurdil.foundation.storage.codes import within
from jurdil.registry.elections.models import Election
from jurdil.stages.recruitment.models import Application, ReviewState
from jurdil.stages.selection.models import Lot, ScoreSheet, Standing
from jurdil.stages.vetting.models import EXCLUDING, Match, MatchState


@dataclass(frozen=True)
class Selectable:
    """An application that may enter a ward's list; total is None while nobody has scored it."""

    application_id: UUID
    person_id: UUID
    total: Decimal | None


def selectable(election: Election, region: str, body: str) -> list[Selectable]:
    """Return the eligible, not withdrawn applications of a ward whose person no ruling excludes.

    An open match takes nobody off this list.
    """
    rows = (
        Application.objects.filter(
            opening__election=election,
            opening__body=body,
            region=region,
            review=ReviewState.ELIGIBLE,
            withdrawn_at__isnull=True,
        )
        .order_by("id")
        .values_list("id", "person_id", "score_sheet__total")
    )
    excluded = excluded_people(region)
    return [Selectable(*row) for row in rows if row[1] not in excluded]


def excluded_people(region: str) -> set[UUID]:
    """Return the people in `region` whom a ruling of two officers excludes."""
    rows = Match.objects.filter(within("region", region), state=MatchState.RULED, outcome__in=EXCLUDING)
    return set(rows.values_list("person_id", flat=True))


def held_people(region: str) -> set[UUID]:
    """Return the people in `region` with a match that nobody has ruled on yet: their place is held."""
    rows = Match.objects.filter(within("region", region)).exclude(state=MatchState.RULED)
    return set(rows.values_list("person_id", flat=True))


@query(Role.PPS, Role.PPK, Role.KPU_REGENCY, Role.KPU_PROVINCE, Role.SUPERVISOR)
def lots_within(*, actor: Actor) -> QuerySet[Lot]:
    """Return the lots of the actor's region, by region."""
    return Lot.objects.filter(within("region", actor.region)).order_by("region")


@query(Role.PPS, Role.PPK, Role.KPU_REGENCY, Role.KPU_PROVINCE, Role.SUPERVISOR)
def standings_of(*, actor: Actor, region: str) -> QuerySet[Standing]:
    """Return a ward's standings with the people, best rank first. Raises NotFound outside the actor's region."""
    if not actor.reaches(region):
        raise NotFound("Wilayah ini bukan wilayah Anda.")
    return Standing.objects.filter(region=region).select_related("application__person").order_by("rank", "band", "id")


def lot_of(region: str, body: str = "KPPS") -> Lot:
    """Return the newest lot of a ward, for everybody. Raises NotFound."""
    lot = Lot.objects.filter(region=region, body=body).order_by("-committed_at").first()
    if lot is None:
        raise NotFound("Daftar kelurahan ini belum dibekukan.")
    return lot


def public_draw(lot: Lot) -> dict[str, object]:
    """Return what a stranger needs to redo the draw with `jurdil draw --verify`: pseudonyms and bands, no person."""
    rows = Standing.objects.filter(lot=lot, rank__isnull=False).order_by("rank").values_list("pseudonym", "band")
    order = tuple(name for name, _ in rows)
    bands = tuple(str(band) for _, band in rows)
    return DrawRecord(lot.commitment, tuple(sorted(lot.beacons)), order, bands).as_json()


@query(Role.APPLICANT)
def own_scores(*, actor: Actor) -> list[tuple[ScoreSheet, Standing | None]]:
    """Return the applicant's own score sheets with their standing."""
    person = own_person(actor)
    sheets = ScoreSheet.objects.filter(application__person=person).select_related("application")
    standings = {row.application_id: row for row in Standing.objects.filter(application__person=person)}
    return [(sheet, standings.get(sheet.application_id)) for sheet in sheets]
