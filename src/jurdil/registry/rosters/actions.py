"""Bring a list into the system as an immutable snapshot with its provenance."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from jurdil.engines.tables import Fault, Reading
from jurdil.errors import Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.storage.clock import day_of
from jurdil.foundation.storage.codes import NATION
from jurdil.registry.regions.models import Region
from jurdil.registry.rosters.columns import read_entries
from jurdil.registry.rosters.completeness import lacking_names
from jurdil.registry.rosters.files import digest_of, drop_index, keep
from jurdil.registry.rosters.models import RosterKind, Snapshot
from jurdil.registry.rosters.wording import fault_words

FAULTS_KEPT = 1000
FAULTS_SAID = 3
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


def roster_name(words: str) -> str:
    """Return the name under which a list is kept: small letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", words.casefold()).strip("-")[:60]


@verb(Role.KPU_REGENCY, Role.KPU_PROVINCE, Role.SYSTEM)
def import_roster(
    *,
    actor: Actor,
    path: Path,
    roster: str,
    kind: RosterKind,
    source: str,
    as_of: date,
    region: str,
    now: datetime,
) -> Snapshot:
    """Keep the entries of a file as the newest snapshot of `roster`, and return it.

    Good rows are kept; faulty ones, and values that cannot be read in good ones, are reported in the snapshot, and so
    is how much it lacks of the delivery before it. A file of which no row is good is refused; one without any row says
    that nobody is in the list. The file that is current already, for the same region, changes nothing and its snapshot
    is returned. Whoever imports asks for a job `vetting.screen` with {"region": ""} afterwards: this room cannot know
    who is to be screened.
    Raises Refused (access.region, rosters.provenance, rosters.kinds), MissingColumn, UnreadableFile.
    Law: rosters.provenance, rosters.kinds.
    """
    actor.must_reach(region)
    current = current_of(roster)
    file_digest = digest_of(path)
    if current is not None and current.file_digest == file_digest:
        _check_same_region(region, current)
        return current
    check_provenance(roster, source, as_of, day_of(now), current)
    _check_region(region, actor)
    if current is not None:
        actor.must_reach(current.region)
        check_kind(kind, current)
    reading, unread = read_entries(path)
    _must_hold_an_entry(reading)
    left_out, unread_told = reading.faults[:FAULTS_KEPT], reading.unread[:FAULTS_KEPT]
    provenance = {"roster": roster, "kind": str(kind), "source": source, "as_of": as_of.isoformat(), "region": region}
    digest = keep(reading.table, {**provenance, "file": file_digest, "at": now.isoformat()})
    lacking = lacking_names(reading.table, roster, region)
    snapshot = Snapshot.objects.create(
        **{**provenance, "as_of": as_of},
        digest=digest,
        file_digest=file_digest,
        entries=reading.table.num_rows,
        faulty=len(reading.faults),
        unread=unread,
        faults=[_told(fault, is_kept=False) for fault in left_out] + [_told(one, is_kept=True) for one in unread_told],
        unknown_columns=reading.unknown,
        titles=reading.titles,
        charts=list(reading.charts),
        brought_by=actor.label,
        imported_at=now,
        follows=lacking.follows,
        missing=lacking.missing,
        missing_cities=lacking.cities,
        is_lacking=lacking.is_much,
        supersedes=current,
    )
    if current is not None and current.is_tokens:
        transaction.on_commit(lambda: drop_index(current))
    record = {**provenance, "digest": digest, "entries": snapshot.entries, "by": actor.label}
    if snapshot.is_lacking:
        record["missing"] = snapshot.missing
    record_act(Act("rosters.imported", region, str(snapshot.id), record, "rosters.provenance"), now=now)
    return snapshot


def _must_hold_an_entry(reading: Reading) -> None:
    """Of a list whose rows are all left out nothing is known: as a delivery it would say that everybody left it."""
    if reading.table.num_rows or not reading.faults:
        return
    faults = reading.faults
    first = " ".join(f"{_place_of(one)}: {' '.join(fault_words(one.code))}" for one in faults[:FAULTS_SAID])
    raise Refused(
        "rosters.provenance",
        _("Tidak satu pun dari %(rows)s baris berkas ini dapat disimpan. %(first)s")
        % {"rows": len(faults), "first": first},
        "Perbaiki berkasnya lalu masukkan lagi. Kiriman sebelumnya, bila ada, tetap berlaku.",
    )


def _place_of(fault: Fault) -> str:
    if not fault.column:
        return _("Baris %(row)s") % {"row": fault.row}
    return _("Baris %(row)s, kolom %(column)s") % {"row": fault.row, "column": fault.column}


def _told(fault: Fault, *, is_kept: bool) -> dict[str, object]:
    """is_kept: whether the entry stands in the snapshot."""
    return {**asdict(fault), "value": "", "is_kept": is_kept}


def _check_region(region: str, actor: Actor) -> None:
    """An office reaches only lists of regions that exist; its own is one."""
    if region not in (NATION, actor.region) and not Region.objects.filter(code=region).exists():
        raise Refused(
            "rosters.provenance",
            _("Wilayah %(code)s tidak terdaftar.") % {"code": region},
            "Periksa kodenya; tanpa kode, daftar itu berlaku untuk seluruh negeri.",
        )


def _check_same_region(region: str, current: Snapshot) -> None:
    if region != current.region:
        raise Refused(
            "rosters.provenance",
            _("Berkas ini sudah ada dengan nama itu untuk wilayah lain: %(there)s.")
            % {"there": current.region or _("seluruh negeri")},
            "Pakai wilayah itu, atau beri nama lain untuk daftar ini.",
        )


def current_of(roster: str) -> Snapshot | None:
    """Return the newest snapshot of a list, locked."""
    rows = Snapshot.objects.select_for_update(of=("self",)).filter(roster=roster, superseded_by__isnull=True)
    return rows.order_by("-id").first()


def check_provenance(roster: str, source: str, as_of: date, today: date, current: Snapshot | None) -> None:
    """Raise Refused (rosters.provenance) for a list without a name, a maker, or a day that can be."""
    if not _NAME.fullmatch(roster) or not source.strip():
        raise Refused(
            "rosters.provenance",
            "Nama daftar atau sumbernya belum diisi dengan benar.",
            "Beri nama dengan huruf kecil, angka dan tanda hubung, lalu tulis siapa pembuat daftar ini.",
        )
    if as_of > today:
        raise Refused(
            "rosters.provenance",
            "Tanggal daftar berada di masa depan.",
            "Isi hari yang menurut sumbernya berlaku untuk daftar ini.",
        )
    if current is not None and as_of < current.as_of:
        raise Refused(
            "rosters.provenance",
            _("Daftar ini per %(day)s, lebih lama dari yang sudah ada (%(there)s).")
            % {"day": f"{as_of:%d-%m-%Y}", "there": f"{current.as_of:%d-%m-%Y}"},
            "Periksa tanggalnya, atau mintalah daftar terbaru kepada pembuatnya.",
        )


def check_kind(kind: RosterKind, current: Snapshot) -> None:
    """Raise Refused (rosters.kinds) where the list of that name is of another kind."""
    if kind != current.kind:
        raise Refused(
            "rosters.kinds",
            "Daftar dengan nama ini sudah ada dengan jenis lain.",
            "Pilih jenis yang sama, atau beri nama lain untuk daftar ini.",
        )
