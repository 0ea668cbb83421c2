"""Freeze a list and publish its hash, draw its order, strike off who is lawfully gone, publish the points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jurdil.engines.lot import Listing, commit, draw
from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act, record_acts
from jurdil.foundation.storage.bulk import insert_values
from jurdil.foundation.storage.clock import day_of
from jurdil.foundation.storage.ids import new_ids
from jurdil.foundation.storage.seals import lookup_hash
from jurdil.law import ComingBeacon, Profile, load_profile
from jurdil.registry.bodies.models import BodyKind
from jurdil.registry.elections.models import Election
from jurdil.registry.elections.policies import lock_policies, require_policy
from jurdil.stages.recruitment.models import Application
from jurdil.stages.selection.actions import lock_place, must_select
from jurdil.stages.selection.merit import bands_of, strata_of
from jurdil.stages.selection.models import Lot, ScoreSheet, Standing
from jurdil.stages.selection.moves import held_moves
from jurdil.stages.selection.queries import Selectable, gone_ids, listing_of, selectable

PSEUDONYM_DIGITS = 24
STANDING = ("id", "lot_id", "application_id", "region", "pseudonym", "total", "band", "stratum")


@dataclass(frozen=True)
class Beacon:
    """A public random value that nobody could know when the list was frozen, and where everybody can look it up."""

    source: str
    value: str


@verb(Role.PPS, Role.KPU_REGENCY)
def freeze_list(
    *,
    actor: Actor,
    election: Election,
    region: str,
    body: BodyKind,
    beacons: Sequence[ComingBeacon],
    now: datetime,
) -> Lot:
    """Freeze a ward's list of selectable applications, publish its hash, and name the public values to come.

    The list holds pseudonyms, bands and strata only. An open match keeps its place in it.
    Raises Refused (access.region, access.authority, selection.policy, selection.beacons, selection.eligible where
    nobody is selectable or somebody has no score, selection.interview_bound while a rank is held), Conflict if it is
    frozen.
    """
    actor.must_reach(region)
    must_select(actor, body)
    lock_place(election, region, body)
    if Lot.objects.filter(election=election, body=body, region=region).exists():
        raise Conflict("Daftar kelurahan ini sudah dibekukan.")
    policy = require_policy(election, region, body, "order", day_of(now)).policy
    profile = load_profile(election.profile)
    must_be_to_come(beacons, profile, now)
    _lock_points(election, region, body)
    rows = selectable(election, region, body)
    _refuse_unready(rows)
    _refuse_held(election, region, body)
    bands = bands_of([row.total for row in rows if row.total is not None], policy, profile)
    strata = strata_of(rows, policy, profile, region)
    # Nobody without the key can tell whose it is, and nobody, with it or without, can choose another.
    pseudonyms = [lookup_hash(f"lot:{row.application_id}")[:PSEUDONYM_DIGITS] for row in rows]
    places = zip(map(str, bands), strata, pseudonyms, strict=True)
    listed = sorted([part for part in place if part] for place in places)
    lot = Lot(
        election=election,
        body=body,
        region=region,
        policy=policy,
        listed=listed,
        committed_at=now,
        frozen_by=actor.label,
        named=[[one.source, one.where, one.at.isoformat(), one.shape] for one in beacons],
        is_simulated=actor.is_simulated,
    )
    lot.commitment = commit(listing_of(lot))
    lot.save(force_insert=True)
    standings = (
        (key, lot.id, row.application_id, region, name, row.total, band, stratum)
        for key, row, name, band, stratum in zip(new_ids(len(rows)), rows, pseudonyms, bands, strata, strict=True)
    )
    insert_values(Standing, STANDING, standings)
    lock_policies(election, region, body, now=now)
    _record_freeze(lot, actor, now)
    return lot


def _lock_points(election: Election, region: str, body: str) -> None:
    """Wait for whoever mends points at this moment: they hold the application, and then see the frozen list."""
    rows = Application.objects.filter(opening__election=election, body=body, region=region)
    list(rows.select_for_update(of=("self",)).order_by("id").values_list("id"))


def _record_freeze(lot: Lot, actor: Actor, now: datetime) -> None:
    record = {
        "commitment": lot.commitment,
        "count": len(lot.listed),
        "policy": lot.policy,
        "beacons": [[source, where, at] for source, where, at, _shape in lot.named],
        # Everybody may read this record (the page hands out its receipt), so it names the office and not the account.
        "by": actor.role.value,
    }
    record_act(Act("selection.frozen", lot.region, lot.commitment, record, "selection.lot"), now=now)


def must_be_to_come(beacons: Sequence[ComingBeacon], profile: Profile, now: datetime) -> None:
    """Raise Refused (selection.beacons) unless enough sources are named and none of them is out soon."""
    rule = profile.value("selection.beacons")
    earliest = now + timedelta(minutes=rule["wait_minutes"])
    sources = {one.source.strip() for one in beacons} - {""}
    if len(sources) < max(rule["fewest"], len(beacons)) or any(one.at < earliest for one in beacons):
        raise Refused(
            "selection.beacons",
            _("Pembekuan menyebut %(fewest)s sumber yang berbeda, yang terbit paling cepat %(wait)s menit lagi.")
            % {"fewest": rule["fewest"], "wait": rule["wait_minutes"]},
            "Pilih waktu terbit yang lebih lambat.",
        )


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


def _refuse_held(election: Election, region: str, body: str) -> None:
    held = sum(not move.is_settled for move in held_moves(election, region, body))
    if held:
        raise Refused(
            "selection.interview_bound",
            ngettext(
                "%(count)s peringkat ditahan karena pergeseran oleh wawancara.",
                "%(count)s peringkat ditahan karena pergeseran oleh wawancara.",
                held,
            )
            % {"count": held},
            "Tulis alasannya dan minta petugas kedua menandatangani, atau perbaiki nilainya.",
        )


@verb(Role.PPS, Role.KPU_REGENCY)
def draw_order(*, actor: Actor, lot_id: UUID, beacons: Sequence[Beacon], now: datetime) -> Lot:
    """Draw the order of a frozen list from the public values that it named; points not yet public become so.

    Raises Refused (access.authority, selection.beacons unless each named source has its own value and all have
    appeared), NotFound outside the actor's region, Conflict if drawn already.
    """
    lot = _locked(actor, lot_id)
    if lot.drawn_at is not None:
        raise Conflict("Undian ini sudah dilakukan; hasilnya tetap.")
    given = {beacon.source.strip(): beacon.value.strip() for beacon in beacons}
    must_be_the_named(lot.named, given, now)
    order = draw(listing_of(lot), list(given.values()), lot.commitment).names
    lot.beacons, lot.drawn_at = [list(pair) for pair in given.items()], now
    lot.order_hash = commit(Listing([f"{place:09d} {name}" for place, name in enumerate(order, start=1)]))
    lot.save(update_fields=["beacons", "drawn_at", "order_hash"])
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE selection_standing SET rank = %s WHERE pseudonym = %s",
            [(place, name) for place, name in enumerate(order, start=1)],
        )
    record = {"commitment": lot.commitment, "beacons": lot.beacons, "order": lot.order_hash, "by": actor.label}
    record_act(Act("selection.drawn", lot.region, lot.commitment, record, "selection.lot"), now=now)
    if _unpublished(lot).exists():
        _publish(lot, actor, now)
    return lot


def must_be_the_named(coming: Sequence[Sequence[str]], given: dict[str, str], now: datetime) -> None:
    """Raise Refused (selection.beacons) unless `given` are the values of the sources of `coming`, all of them out."""
    named = {source: datetime.fromisoformat(at) for source, _where, at, _shape in coming}
    values = set(given.values()) - {""}
    if set(given) != set(named) or len(values) < len(named) or any(now < at for at in named.values()):
        raise Refused(
            "selection.beacons",
            "Undian memerlukan nilai dari setiap sumber yang disebut saat pembekuan, sesudah semuanya terbit.",
            "Tunggu sampai waktunya, lalu salin nilai masing-masing sumber.",
        )


def _locked(actor: Actor, lot_id: UUID) -> Lot:
    lot = Lot.objects.select_for_update(of=("self",)).select_related("election").filter(id=lot_id).first()
    if lot is None or not actor.reaches(lot.region):
        raise NotFound("Undian ini tidak ada, atau bukan di wilayah Anda.")
    must_select(actor, lot.body)
    return lot


@verb(Role.PPS, Role.KPU_REGENCY)
def publish_scores(*, actor: Actor, lot_id: UUID, now: datetime) -> int:
    """Let every applicant of a frozen list read their own points, band and rank from now on; returns how many.

    Raises NotFound outside the actor's region, Refused (access.authority), Conflict if they are public already.
    """
    lot = _locked(actor, lot_id)
    if not _unpublished(lot).exists():
        raise Conflict("Nilai daftar ini sudah dapat dibaca pemiliknya.")
    return _publish(lot, actor, now)


def _unpublished(lot: Lot) -> QuerySet[ScoreSheet]:
    return ScoreSheet.objects.filter(application__standing__lot=lot, published_at__isnull=True)


def _publish(lot: Lot, actor: Actor, now: datetime) -> int:
    count = _unpublished(lot).update(published_at=now)
    record = {"commitment": lot.commitment, "count": count, "by": actor.label}
    record_act(Act("selection.published", lot.region, lot.commitment, record, "selection.publication"), now=now)
    return count


@verb(Role.PPS, Role.KPU_REGENCY)
def settle_removals(*, actor: Actor, lot_id: UUID, now: datetime) -> int:
    """Strike off a frozen list whoever has withdrawn or is excluded by a ruling since, and put back whom a later ruling
    cleared; returns how many lines were written. Nobody is struck off on any other ground, and no rank changes.

    Raises NotFound outside the actor's region, Refused (access.authority).
    """
    lot = _locked(actor, lot_id)
    gone = gone_ids(lot)
    acts = []
    rows = list(Standing.objects.filter(lot=lot))
    changed = [row for row in rows if (row.application_id in gone) != (row.removed_at is not None)]
    for row in changed:
        kind, row.removed_at = ("removed", now) if row.removed_at is None else ("restored", None)
        record = {"commitment": lot.commitment, "ground": gone.get(row.application_id, ""), "by": actor.label}
        acts.append(Act(f"selection.{kind}", lot.region, str(row.application_id), record, "selection.removal"))
    Standing.objects.bulk_update(changed, ["removed_at"], batch_size=200)
    return record_acts(acts, now=now)
