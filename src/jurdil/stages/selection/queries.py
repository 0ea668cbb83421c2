"""Who can be selected, who stands where, and what a stranger needs to redo the draw."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from jurdil.engines.lot import DrawRecord
from jurdil.errors import NotFound
from jurdil.foundation.accounts.roles import OFFICERS, Actor, Role, own_person
from jurdil.foundation.accounts.verbs import query
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.storage.codes import within
from jurdil.registry.elections.models import Election
from jurdil.stages.recruitment.models import Application, Opening, ReviewState
from jurdil.stages.selection.models import Lot, ScoreSheet, Standing
from jurdil.stages.vetting.queries import excluded_person_ids

READERS = (*OFFICERS, Role.SUPERVISOR)


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
    excluded = excluded_person_ids(election, region)
    return [Selectable(*row) for row in rows if row[1] not in excluded]


@query(*READERS)
def openings_within(*, actor: Actor, body: str = "KPPS") -> QuerySet[Opening]:
    """Return the openings of a body in the actor's region, by region, with how far the selection of each has come.

    eligible: applications found eligible and not withdrawn. scored: those of them with points. frozen_at, drawn_at:
    of the lot, None where there is none.
    """
    ready = Q(applications__review=ReviewState.ELIGIBLE, applications__withdrawn_at__isnull=True)
    lots = Lot.objects.filter(election=OuterRef("election"), body=OuterRef("body"), region=OuterRef("region"))
    rows = Opening.objects.filter(within("region", actor.region), body=body).annotate(
        eligible=Count("applications", filter=ready),
        scored=Count("applications__score_sheet", filter=ready),
        frozen_at=Subquery(lots.values("committed_at")[:1]),
        drawn_at=Subquery(lots.values("drawn_at")[:1]),
    )
    return rows.order_by("region")


@query(*READERS)
def opening_of(*, actor: Actor, region: str, body: str = "KPPS") -> Opening:
    """Return the opening of a ward for the newest election. Raises NotFound outside the actor's region."""
    rows = Opening.objects.filter(region=region, body=body).select_related("election")
    opening = rows.order_by("-election__voting_day").first() if actor.reaches(region) else None
    if opening is None:
        raise NotFound("Di wilayah ini tidak ada penerimaan untuk badan itu, atau bukan wilayah Anda.")
    return opening


@query(Role.PPS, Role.KPU_REGENCY)
def scorable(*, actor: Actor, opening: Opening, only_unscored: bool = False) -> QuerySet[Application]:
    """Return the applications of an opening that enter its list, by number, with person and score sheet."""
    if not actor.reaches(opening.region):
        raise NotFound("Wilayah ini bukan wilayah Anda.")
    rows = Application.objects.filter(opening=opening, review=ReviewState.ELIGIBLE, withdrawn_at__isnull=True)
    rows = rows.exclude(person_id__in=excluded_person_ids(opening.election, opening.region))
    if only_unscored:
        rows = rows.filter(~Exists(ScoreSheet.objects.filter(application=OuterRef("pk"))))
    return rows.select_related("person", "score_sheet").order_by("number")


@query(*READERS)
def standings_of(*, actor: Actor, region: str, body: str = "KPPS") -> QuerySet[Standing]:
    """Return a ward's standings with the people, best rank first. Raises NotFound outside the actor's region."""
    if not actor.reaches(region):
        raise NotFound("Wilayah ini bukan wilayah Anda.")
    rows = Standing.objects.filter(region=region, lot__body=body).select_related("application__person")
    return rows.order_by(F("rank").asc(nulls_last=True), "band", "id")


@query(*READERS)
def lots_within(*, actor: Actor, body: str = "KPPS") -> QuerySet[Lot]:
    """Return the lots of a body in the actor's region, by region; without the lists."""
    return Lot.objects.filter(within("region", actor.region), body=body).order_by("region").defer("listed")


def public_lots() -> QuerySet[Lot]:
    """Return every lot, for everybody, by region; without the lists."""
    return Lot.objects.order_by("region", "body").defer("listed")


def lot_of(region: str, body: str = "KPPS") -> Lot:
    """Return the newest lot of a ward, for everybody. Raises NotFound."""
    lot = Lot.objects.filter(region=region, body=body).order_by("-committed_at").first()
    if lot is None:
        raise NotFound("Daftar kelurahan ini belum dibekukan.")
    return lot


def public_order(lot: Lot) -> QuerySet[Standing]:
    """Return the drawn order of a lot, best first; for everybody pseudonym, band and rank only."""
    return Standing.objects.filter(lot=lot, rank__isnull=False).only("pseudonym", "band", "rank").order_by("rank")


def public_draw(lot: Lot) -> dict[str, object]:
    """Return what a stranger needs to redo the draw with `jurdil draw --verify`: pseudonyms and bands, no person."""
    rows = list(public_order(lot).values_list("pseudonym", "band"))
    beacons = tuple(sorted(value for _source, value in lot.beacons))
    order, bands = tuple(name for name, _ in rows), tuple(str(band) for _, band in rows)
    return DrawRecord(lot.commitment, beacons, order, bands).as_json()


def frozen_leaf(lot: Lot) -> UUID:
    """Return the line of the log in which a list was committed to; its record names no person. Raises NotFound."""
    leaf = Leaf.objects.filter(subject=lot.commitment, kind="selection.frozen", region=lot.region).first()
    if leaf is None:
        raise NotFound("Baris catatan daftar ini tidak ditemukan.")
    return leaf.id


@query(Role.APPLICANT)
def own_scores(*, actor: Actor) -> list[tuple[ScoreSheet, Standing | None]]:
    """Return the applicant's own score sheets with their standing, once the points are fixed."""
    person = own_person(actor)
    sheets = ScoreSheet.objects.filter(application__person=person, published_at__isnull=False)
    sheets = sheets.select_related("application")
    standings = {row.application_id: row for row in Standing.objects.filter(application__person=person)}
    return [(sheet, standings.get(sheet.application_id)) for sheet in sheets]
