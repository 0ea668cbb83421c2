"""Score, freeze the list and publish its hash, draw the order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from jurdil.engines.lot import Listing, commit, draw
from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act, record_acts
from jurdil.foundation.storage.bulk import insert_values, uncollected
from jurdil.foundation.storage.ids import new_id, new_ids
from jurdil.foundation.storage.seals import lookup_hash
from jurdil.law import Profile, load_profile
from jurdil.registry.bodies.actions import FILLED_BY_PPS
from jurdil.registry.bodies.models import BodyKind
from jurdil.registry.elections.models import Election
from jurdil.stages.recruitment.models import Application, ReviewState
from jurdil.stages.selection.models import Lot, ScoreSheet, Standing
from jurdil.stages.selection.queries import Selectable, selectable
from jurdil.stages.selection.wording import criterion_words

SCORE_STEP = Decimal("0.001")
PSEUDONYM_DIGITS = 24
FEWEST_BEACONS = 2
FROZEN = gettext_noop("Daftar kelurahan ini sudah dibekukan; nilai tidak dapat diubah lagi.")


@dataclass(frozen=True)
class Points:
    """What one officer gave one application: points per criterion, on the scale of the profile."""

    application_id: UUID
    region: str
    points: Mapping[str, int]


@dataclass(frozen=True)
class Beacon:
    """A public random value that nobody could know when the list was frozen, and where everybody can look it up."""

    source: str
    value: str


def _may_select(actor: Actor, body: str) -> None:
    if actor.role == Role.PPS and body not in FILLED_BY_PPS:
        raise Refused(
            "access.authority",
            "Badan ini dipilih oleh KPU Kabupaten/Kota, bukan oleh PPS.",
            "Mintalah petugas KPU Kabupaten/Kota melakukannya.",
        )


def _checked(points: Mapping[str, int], profile: Profile) -> None:
    criteria = profile.words("selection.criteria")
    scale = profile.value("selection.score")
    if set(points) != set(criteria):
        raise Refused(
            "selection.criteria",
            "Setiap kriteria harus dinilai, dan tidak ada kriteria lain.",
            _("Isi nilai untuk: %(criteria)s.") % {"criteria": ", ".join(map(criterion_words, criteria))},
        )
    if not all(scale["lowest"] <= value <= scale["highest"] for value in points.values()):
        raise Refused(
            "selection.score",
            _("Nilai harus antara %(lowest)s dan %(highest)s.") % scale,
            "Perbaiki nilai yang di luar rentang itu.",
        )


SHEET = ("id", "application_id", "region", "points", "total", "is_simulated")
STANDING = ("id", "lot_id", "application_id", "region", "pseudonym", "total", "band")


def _total(entry: Points) -> Decimal:
    return (Decimal(sum(entry.points.values())) / len(entry.points)).quantize(SCORE_STEP)


def _sheet(sheet_id: UUID, entry: Points, author: str, at: str, *, is_simulated: bool) -> tuple[object, ...]:
    """Return the values of `SHEET` for one application; each criterion keeps who gave the points and when."""
    points = {criterion: [value, author, at] for criterion, value in entry.points.items()}
    return sheet_id, entry.application_id, entry.region, points, _total(entry), is_simulated


def _act(entry: Points, by: str) -> Act:
    points = {criterion: int(value) for criterion, value in entry.points.items()}
    record = {"total": str(_total(entry)), "points": points, "by": by}
    return Act("selection.scored", entry.region, str(entry.application_id), record, "selection.criteria")


@verb(Role.PPS, Role.KPU_REGENCY)
def score_application(*, actor: Actor, application_id: UUID, points: Mapping[str, int], now: datetime) -> ScoreSheet:
    """Give an application its points per criterion, or mend them; points that stay the same keep their author.

    Raises Refused (access.authority, selection.criteria, selection.score, selection.eligible), NotFound outside the
    actor's region, Conflict once the ward's list is frozen.
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
    _may_select(actor, application.body)
    _checked(points, load_profile(election.profile))
    if Lot.objects.filter(election=election, body=application.body, region=application.region).exists():
        raise Conflict(FROZEN)
    if application.review != ReviewState.ELIGIBLE or application.withdrawn_at is not None:
        raise Refused(
            "selection.eligible",
            "Berkas ini belum atau tidak dinyatakan memenuhi syarat.",
            "Selesaikan penelitian administrasinya dahulu.",
        )
    entry = Points(application.id, application.region, points)
    values = _sheet(new_id(), entry, actor.label, now.isoformat(), is_simulated=actor.is_simulated)
    sheet = ScoreSheet(**dict(zip(SHEET, values, strict=True)))
    earlier = ScoreSheet.objects.filter(application=application).first()
    if earlier is not None:
        sheet.id = earlier.id
        kept = {key: given for key, given in earlier.points.items() if given[0] == points.get(key)}
        sheet.points.update(kept)
    sheet.save(force_insert=earlier is None, force_update=earlier is not None)
    record_act(_act(entry, actor.label), now=now)
    return sheet


@uncollected()
@verb(Role.PPS, Role.KPU_REGENCY)
def score_applications(*, actor: Actor, election: Election, entries: Sequence[Points], now: datetime) -> int:
    """Enter the points of many applications that have none yet; returns how many. One leaf per application.

    Raises Refused (access.region, access.authority, selection.criteria, selection.score) for the whole chunk, NotFound
    if an application does not lie where the entry says, Conflict if one has points or a ward's list is frozen.
    """
    profile = load_profile(election.profile)
    regions = {entry.region for entry in entries}
    for region in regions:
        actor.must_reach(region)
    for entry in entries:
        _checked(entry.points, profile)
    _must_be_free(actor, election, regions, entries)
    by, at, is_simulated = actor.label, now.isoformat(), actor.is_simulated
    ids = new_ids(len(entries))
    sheets = (_sheet(key, entry, by, at, is_simulated=is_simulated) for key, entry in zip(ids, entries, strict=True))
    insert_values(ScoreSheet, SHEET, sheets)
    return record_acts((_act(entry, by) for entry in entries), now=now)


def _must_be_free(actor: Actor, election: Election, regions: set[str], entries: Sequence[Points]) -> None:
    there: dict[UUID, tuple[str, str, bool]] = {}
    for region in regions:
        rows = Application.objects.filter(region=region, opening__election=election)
        found = rows.values_list("id", "region", "body", "score_sheet__id")
        there.update((key, (place, body, sheet is not None)) for key, place, body, sheet in found)
    bodies: set[tuple[str, str]] = set()
    for entry in entries:
        place, body, has_points = there.get(entry.application_id, ("", "", False))
        if place != entry.region:
            raise NotFound("Sebagian berkas tidak ada, atau bukan di kelurahan yang disebut.")
        if has_points:
            raise Conflict("Sebagian berkas sudah dinilai. Muat ulang daftarnya.")
        bodies.add((body, place))
    for body in {body for body, _place in bodies}:
        _may_select(actor, body)
    if bodies & set(Lot.objects.filter(election=election, region__in=regions).values_list("body", "region")):
        raise Conflict(FROZEN)


def band_of(total: Decimal, width: int, highest: int) -> int:
    """Return the merit band of a total: 1 holds the best `width` points, 2 the next, and so on."""
    return min(int((Decimal(highest) - total) // width), (highest - 1) // width) + 1


@verb(Role.PPS, Role.KPU_REGENCY)
def freeze_list(*, actor: Actor, election: Election, region: str, body: BodyKind, now: datetime) -> Lot:
    """Freeze a ward's list of selectable applications and publish its hash in the log, before any beacon is known.

    The list holds pseudonyms and bands only. An open match keeps its place in it. Raises Refused (access.region,
    access.authority, selection.eligible where nobody is selectable or somebody has no score), Conflict if it is frozen.
    """
    actor.must_reach(region)
    _may_select(actor, body)
    if Lot.objects.select_for_update().filter(election=election, body=body, region=region).exists():
        raise Conflict("Daftar kelurahan ini sudah dibekukan.")
    profile = load_profile(election.profile)
    rows = selectable(election, region, body)
    _refuse_unready(rows)
    width, highest = int(profile.value("selection.merit_band")), int(profile.value("selection.score")["highest"])
    bands = [band_of(row.total, width, highest) for row in rows if row.total is not None]
    # Nobody without the key can tell whose it is, and nobody, with it or without, can choose another.
    pseudonyms = [lookup_hash(f"lot:{row.application_id}")[:PSEUDONYM_DIGITS] for row in rows]
    listed = sorted((str(band), name) for band, name in zip(bands, pseudonyms, strict=True))
    lot = Lot(
        election=election,
        body=body,
        region=region,
        policy="selection.merit_band",
        commitment=commit(Listing([name for _, name in listed], [band for band, _ in listed])),
        listed=listed,
        committed_at=now,
        is_simulated=actor.is_simulated,
    )
    lot.save(force_insert=True)
    standings = (
        (key, lot.id, row.application_id, region, name, row.total, band)
        for key, row, name, band in zip(new_ids(len(rows)), rows, pseudonyms, bands, strict=True)
    )
    insert_values(Standing, STANDING, standings)
    # From here the points are fixed, so each applicant may read their own.
    ScoreSheet.objects.filter(application__standing__lot=lot).update(published_at=now)
    # Everybody may read this record (the page hands out its receipt), so it names the office and not the account.
    record = {"commitment": lot.commitment, "count": len(listed), "band_points": width, "by": actor.role.value}
    record_act(Act("selection.frozen", region, lot.commitment, record, "selection.lot"), now=now)
    return lot


def _refuse_unready(rows: Sequence[Selectable]) -> None:
    unscored = sum(row.total is None for row in rows)
    if not rows or unscored:
        raise Refused(
            "selection.eligible",
            ngettext("%(count)s pelamar belum dinilai.", "%(count)s pelamar belum dinilai.", unscored)
            % {"count": unscored}
            if unscored
            else _("Belum ada pelamar yang memenuhi syarat."),
            "Nilai dahulu semua pelamar yang memenuhi syarat, lalu bekukan daftarnya.",
        )


@verb(Role.PPS, Role.KPU_REGENCY)
def draw_order(*, actor: Actor, lot_id: UUID, beacons: Sequence[Beacon], now: datetime) -> Lot:
    """Draw the order of a frozen list from public beacon values that were unknown when it was frozen.

    Raises Refused (access.authority, selection.lot without two different beacons and sources, or not after the freeze),
    NotFound outside the actor's region, Conflict if drawn already.
    """
    lot = Lot.objects.select_for_update().filter(id=lot_id).first()
    if lot is None or not actor.reaches(lot.region):
        raise NotFound("Undian ini tidak ada, atau bukan di wilayah Anda.")
    if lot.drawn_at is not None:
        raise Conflict("Undian ini sudah dilakukan; hasilnya tetap.")
    _may_select(actor, lot.body)
    given = [Beacon(beacon.source.strip(), beacon.value.strip()) for beacon in beacons]
    values, sources = {beacon.value for beacon in given} - {""}, {beacon.source for beacon in given} - {""}
    if min(len(values), len(sources)) < FEWEST_BEACONS or len(values) < len(given) or now <= lot.committed_at:
        raise Refused(
            "selection.lot",
            "Undian memerlukan dua angka acak publik yang terbit sesudah daftar dibekukan.",
            "Masukkan dua nilai dari dua sumber yang berbeda.",
        )
    values_in_order = [beacon.value for beacon in given]
    listing = Listing([name for _, name in lot.listed], [band for band, _ in lot.listed])
    order = draw(listing, values_in_order, lot.commitment).names
    lot.beacons, lot.drawn_at = [[beacon.source, beacon.value] for beacon in given], now
    lot.order_hash = commit(Listing([f"{place:09d} {name}" for place, name in enumerate(order, start=1)]))
    lot.save(update_fields=["beacons", "drawn_at", "order_hash"])
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE selection_standing SET rank = %s WHERE pseudonym = %s",
            [(place, name) for place, name in enumerate(order, start=1)],
        )
    record = {"commitment": lot.commitment, "beacons": lot.beacons, "order": lot.order_hash, "by": actor.label}
    record_act(Act("selection.drawn", lot.region, lot.commitment, record, "selection.lot"), now=now)
    return lot
