"""Bring a list into the system as an immutable snapshot with its provenance."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

from django.utils.translation import gettext as _

from jurdil.errors import Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.storage.clock import day_of
from jurdil.registry.rosters.columns import read_entries
from jurdil.registry.rosters.files import digest_of, keep
from jurdil.registry.rosters.models import RosterKind, Snapshot

FAULTS_KEPT = 1000
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

    Good rows are kept and faulty ones are reported in the snapshot. The file that is current already changes nothing
    and its snapshot is returned. Whoever imports asks for a job `vetting.screen` with {"region": ""}
    afterwards: this room cannot know who is to be screened.
    Raises Refused (access.region, rosters.provenance, rosters.kinds), MissingColumn, UnreadableFile.
    Law: rosters.provenance, rosters.kinds.
    """
    actor.must_reach(region)
    current = current_of(roster)
    file_digest = digest_of(path)
    if current is not None and current.file_digest == file_digest:
        return current
    check_provenance(roster, source, as_of, day_of(now), current)
    if current is not None:
        actor.must_reach(current.region)
        check_kind(kind, current)
    reading = read_entries(path)
    provenance = {"roster": roster, "kind": str(kind), "source": source, "as_of": as_of.isoformat(), "region": region}
    digest = keep(reading.table, {**provenance, "file": file_digest, "at": now.isoformat()})
    snapshot = Snapshot.objects.create(
        **{**provenance, "as_of": as_of},
        digest=digest,
        file_digest=file_digest,
        entries=reading.table.num_rows,
        faulty=len(reading.faults),
        faults=[{**asdict(fault), "value": ""} for fault in reading.faults[:FAULTS_KEPT]],
        unknown_columns=reading.unknown,
        brought_by=actor.label,
        imported_at=now,
        supersedes=current,
    )
    record = {**provenance, "digest": digest, "entries": snapshot.entries, "by": actor.label}
    record_act(Act("rosters.imported", region, str(snapshot.id), record, "rosters.provenance"), now=now)
    return snapshot


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
