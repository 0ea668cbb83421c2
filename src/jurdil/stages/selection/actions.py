"""Score, freeze the list and publish its hash, draw the order."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection

from jurdil.engines.lot import commit, commit_bands, draw_bands
from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act, record_acts
from jurdil.foundation.storage.bulk import insert_rows
from jurdil.law import Profile, load_profile
from jurdil.registry.bodies.models import BodyKind
from jurdil.registry.elections.models import Election
from jurdil.stages.recruitment.models import Application
from jurdil.stages.selection.models import Lot, ScoreSheet, Standing
from jurdil.stages.selection.queries import Selectable, selectable

SCORE_STEP = Decimal("0.001")
PSEUDONYM_BYTES = 12


@dataclass(frozen=True)
class Points:
    """What one officer gave one application: points per criterion, on the scale of the profile."""

    application_id: UUID
    region: str
    points: Mapping[str, int]


def _checked(points: Mapping[str, int], profile: Profile) -> None:
    criteria = set(profile.value("selection.criteria"))
    scale = profile.value("selection.score")
    if set(points) != criteria:
        raise Refused(
            "selection.criteria",
            "Setiap kriteria harus dinilai, dan tidak ada kriteria lain.",
            "Isi nilai untuk: " + ", ".join(sorted(criteria)) + ".",
        )
    if not all(scale["lowest"] <= value <= scale["highest"] for value in points.values()):
        raise Refused(
            "selection.score",
            f"Nilai harus antara {scale['lowest']} dan {scale['highest']}.",
            "Perbaiki nilai yang di luar rentang itu.",
        )


def _sheet(entry: Points, author: str, now: datetime, *, is_simulated: bool) -> ScoreSheet:
    total = Decimal(sum(entry.points.values())) / len(entry.points)
    return ScoreSheet(
        application_id=entry.application_id,
        region=entry.region,
        points={criterion: [value, author, now.isoformat()] for criterion, value in entry.points.items()},
        total=total.quantize(SCORE_STEP),
        is_simulated=is_simulated,
    )


def _act(sheet: ScoreSheet, actor: Actor) -> Act:
    points = {criterion: int(given[0]) for criterion, given in sheet.points.items()}
    record = {"total": str(sheet.total), "points": points, "by": actor.label}
    return Act("selection.scored", sheet.region, str(sheet.application_id), record, "selection.criteria")


@verb(Role.PPS, Role.KPU_REGENCY)
def score_application(*, actor: Actor, application_id: UUID, points: Mapping[str, int], now: datetime) -> ScoreSheet:
    """Give an application its points per criterion; each score keeps its author.

    Raises Refused (access.region, selection.criteria, selection.score), Conflict once the ward's list is frozen.
    """
    application = (
        Application.objects.select_for_update(of=("self",))
        .select_related("opening__election")
        .filter(id=application_id)
        .first()
    )
    if application is None or not actor.reaches(application.region):
        raise NotFound("Berkas ini tidak ada, atau bukan di wilayah Anda.")
    election = application.opening.election
    _checked(points, load_profile(election.profile))
    if Standing.objects.filter(application=application).exists():
        raise Conflict("Daftar kelurahan ini sudah dibekukan; nilai tidak dapat diubah lagi.")
    ScoreSheet.objects.filter(application=application).delete()
    entry = Points(application.id, application.region, points)
    sheet = _sheet(entry, actor.label, now, is_simulated=actor.is_simulated)
    sheet.save(force_insert=True)
    record_act(_act(sheet, actor), now=now)
    return sheet


@verb(Role.PPS, Role.KPU_REGENCY)
def score_applications(*, actor: Actor, election: Election, entries: Sequence[Points], now: datetime) -> int:
    """Enter the points of many applications that have none yet; returns how many. One leaf per application.

    Raises Refused (access.region, selection.criteria, selection.score) for the whole chunk.
    """
    profile = load_profile(election.profile)
    for region in {entry.region for entry in entries}:
        actor.must_reach(region)
    for entry in entries:
        _checked(entry.points, profile)
    sheets = [_sheet(entry, actor.label, now, is_simulated=actor.is_simulated) for entry in entries]
    insert_rows(sheets)
    record_acts((_act(sheet, actor) for sheet in sheets), now=now)
    return len(sheets)


def band_of(total: Decimal, width: int, highest: int) -> int:
    """Return the merit band of a total: 1 holds the best `width` points, 2 the next, and so on."""
    return min(int((Decimal(highest) - total) // width), (highest - 1) // width) + 1


@verb(Role.PPS, Role.KPU_REGENCY)
def freeze_list(*, actor: Actor, election: Election, region: str, body: BodyKind, now: datetime) -> Lot:
    """Freeze a ward's list of selectable applications and publish its hash in the log, before any beacon is known.

    The list holds pseudonyms and bands only. An open match keeps its place in it. Raises Refused (access.region,
    selection.eligible where nobody is selectable or somebody has no score), Conflict if it is frozen already.
    """
    actor.must_reach(region)
    if Lot.objects.select_for_update().filter(election=election, body=body, region=region).exists():
        raise Conflict("Daftar kelurahan ini sudah dibekukan.")
    profile = load_profile(election.profile)
    rows = selectable(election, region, body)
    _refuse_unready(rows)
    width, highest = int(profile.value("selection.merit_band")), int(profile.value("selection.score")["highest"])
    standings = [
        Standing(
            application_id=row.application_id,
            region=region,
            pseudonym=secrets.token_hex(PSEUDONYM_BYTES),
            total=row.total,
            band=band_of(row.total, width, highest),
        )
        for row in rows
        if row.total is not None
    ]
    listed = sorted((str(standing.band), standing.pseudonym) for standing in standings)
    lot = Lot(
        election=election,
        body=body,
        region=region,
        policy="selection.merit_band",
        commitment=commit_bands(listed),
        listed=listed,
        committed_at=now,
        is_simulated=actor.is_simulated,
    )
    lot.save(force_insert=True)
    for standing in standings:
        standing.lot = lot
    insert_rows(standings)
    record = {"commitment": lot.commitment, "count": len(listed), "band_points": width, "by": actor.label}
    record_act(Act("selection.frozen", region, lot.commitment, record, "selection.lot"), now=now)
    return lot


def _refuse_unready(rows: Sequence[Selectable]) -> None:
    unscored = sum(row.total is None for row in rows)
    if not rows or unscored:
        raise Refused(
            "selection.eligible",
            f"{unscored} pelamar belum dinilai." if unscored else "Belum ada pelamar yang memenuhi syarat.",
            "Nilai dahulu semua pelamar yang memenuhi syarat, lalu bekukan daftarnya.",
        )


@verb(Role.PPS, Role.KPU_REGENCY)
def draw_order(*, actor: Actor, lot_id: UUID, beacons: Sequence[str], now: datetime) -> Lot:
    """Draw the order of a frozen list from public beacon values that were unknown when it was frozen.

    Raises Refused (access.region, selection.lot without two beacons or too early), Conflict if drawn already.
    """
    lot = Lot.objects.select_for_update().filter(id=lot_id).first()
    if lot is None or not actor.reaches(lot.region):
        raise NotFound("Undian ini tidak ada, atau bukan di wilayah Anda.")
    if lot.drawn_at is not None:
        raise Conflict("Undian ini sudah dilakukan; hasilnya tetap.")
    if len(set(beacons)) < 2 or now <= lot.committed_at:
        raise Refused(
            "selection.lot",
            "Undian memerlukan dua angka acak publik yang terbit sesudah daftar dibekukan.",
            "Masukkan dua nilai dari dua sumber yang berbeda.",
        )
    order = draw_bands([(band, name) for band, name in lot.listed], list(beacons), lot.commitment)
    lot.beacons, lot.drawn_at = list(beacons), now
    lot.order_hash = commit(f"{place:09d} {name}" for place, (_, name) in enumerate(order, start=1))
    lot.save(update_fields=["beacons", "drawn_at", "order_hash"])
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE selection_standing SET rank = %s WHERE pseudonym = %s",
            [(place, name) for place, (_, name) in enumerate(order, start=1)],
        )
    record = {"commitment": lot.commitment, "beacons": list(beacons), "order": lot.order_hash, "by": actor.label}
    record_act(Act("selection.drawn", lot.region, lot.commitment, record, "selection.lot"), now=now)
    return lot
