"""Ask the maker of a list about its entries: one batch per list, and one file of replies.

The file for the maker holds the number and the name of its own entries and nothing about the people who were
screened: no address, no probability, not even whether they apply. Law: vetting.inquiry.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet

from jurdil.engines.tables import Fault
from jurdil.errors import NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import query, verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.storage.bulk import insert_rows
from jurdil.foundation.storage.codes import within
from jurdil.foundation.storage.seals import Sealed
from jurdil.law import load_profile
from jurdil.registry.elections.models import Election
from jurdil.stages.vetting.askable import may_be_asked
from jurdil.stages.vetting.inquiry_form import read_form, reply_of, unknown_line, write_form
from jurdil.stages.vetting.models import Inquiry, InquiryLine, Match
from jurdil.stages.vetting.suspicion_models import SuspicionState


@dataclass(frozen=True)
class Replies:
    """What came back: how many lines were answered, and the rows that could not be read.

    titles, charts: what was passed over, as in `Reading`.
    """

    answered: int
    faults: list[Fault]
    titles: int = 0
    charts: Sequence[str] = ()


@verb(Role.KPU_REGENCY)
def open_inquiry(*, actor: Actor, election: Election, roster: str, region: str, now: datetime) -> Inquiry:
    """Gather every undecided match of one list in `region` that is strong enough to ask about into one batch.

    Matches about whose claim another batch asks already are left out. Raises Refused (access.region, vetting.inquiry if
    there is nothing to ask).
    """
    actor.must_reach(region)
    profile = load_profile(election.profile)
    rows = _unasked(election, region).select_for_update(of=("self",)).filter(roster=roster)
    asked = list(rows.order_by("id").values_list("id", "pair"))
    if not asked:
        raise Refused(
            "vetting.inquiry",
            "Tidak ada kecocokan baru pada daftar ini yang perlu ditanyakan.",
            "Tinjau dulu kecocokan yang lemah, atau tunggu penyaringan berikutnya.",
        )
    inquiry = Inquiry.objects.create(
        election=election,
        roster=roster,
        region=region,
        asked_by=actor.label,
        asked_at=now,
        deadline=now + timedelta(days=profile.number("vetting.clarification_days")),
        is_simulated=actor.is_simulated,
    )
    insert_rows([InquiryLine(inquiry=inquiry, match_id=match_id, pair=pair) for match_id, pair in asked])
    record = {"roster": roster, "lines": len(asked), "by": actor.label, "simulated": actor.is_simulated}
    record_act(Act("vetting.inquiry_opened", region, str(inquiry.id), record, "vetting.inquiry"), now=now)
    return inquiry


@query(Role.KPU_REGENCY)
def askable_rosters(*, actor: Actor, election: Election) -> dict[str, int]:
    """Return about how many entries of each list a batch would ask in the actor's region; no list with none."""
    counted = _unasked(election, actor.region).values("roster").annotate(count=Count("id")).order_by("roster")
    return dict(counted.values_list("roster", "count"))


def _unasked(election: Election, region: str) -> QuerySet[Match]:
    held = InquiryLine.objects.filter(match=OuterRef("pk"), pair=OuterRef("pair"))
    rows = Match.objects.filter(within("region", region), may_be_asked(load_profile(election.profile)), ~Exists(held))
    return rows.filter(election=election).exclude(state=SuspicionState.RULED)


@query(Role.KPU_REGENCY)
def inquiries_within(*, actor: Actor) -> list[Inquiry]:
    """Return the batches of the actor's region, newest first."""
    return list(Inquiry.objects.filter(within("region", actor.region)).order_by("-id"))


@query(Role.KPU_REGENCY)
def inquiry_of(*, actor: Actor, inquiry_id: UUID) -> Inquiry:
    """Return one batch of the actor's region. Raises NotFound."""
    inquiry = Inquiry.objects.filter(within("region", actor.region), id=inquiry_id).first()
    if inquiry is None:
        raise NotFound("Pertanyaan ini tidak ada, atau bukan di wilayah Anda.")
    return inquiry


@verb(Role.KPU_REGENCY)
def export_inquiry(*, actor: Actor, inquiry_id: UUID, path: Path, now: datetime) -> int:
    """Write the file for the maker of the list (.csv or .xlsx) and return its lines; that it was written is logged.

    as_of: the day of the delivery whose entry bears that number; the next one may have given it to somebody else.
    Raises NotFound.
    """
    inquiry = inquiry_of(actor=actor, inquiry_id=inquiry_id)
    lines = InquiryLine.objects.filter(inquiry=inquiry).select_related("match__snapshot").order_by("id")
    # Nobody is asked any more about somebody who was erased, nor here about an entry that says something else by now.
    rows = [line for line in lines if line.match.entry and line.pair == line.match.pair]
    form = [
        (str(line.id), line.match.entry_id, line.match.snapshot.as_of.isoformat(), _entry_name(line.match))
        for line in rows
    ]
    write_form(form, path)
    record = {"roster": inquiry.roster, "lines": len(rows), "by": actor.label}
    act = Act("vetting.inquiry_exported", inquiry.region, str(inquiry.id), record, "vetting.inquiry")
    record_act(act, now=now)
    return len(rows)


@verb(Role.KPU_REGENCY)
def import_inquiry_replies(*, actor: Actor, inquiry_id: UUID, path: Path, now: datetime) -> Replies:
    """Take in the replies of the maker of the list; they are evidence for those who rule, and decide nothing.

    Faulty rows are reported and the good ones kept; a line may be answered anew. Raises NotFound, MissingColumn,
    UnreadableFile.
    """
    inquiry = inquiry_of(actor=actor, inquiry_id=inquiry_id)
    reading = read_form(path)
    lines = {str(line.id): line for line in InquiryLine.objects.select_for_update().filter(inquiry=inquiry)}
    faults = list(reading.faults)
    answered = []
    for row, spot in zip(reading.table.to_pylist(), reading.rows, strict=True):
        line = lines.get(row["baris"])
        if line is None:
            faults.append(unknown_line(spot))
            continue
        line.reply, line.left_on, line.note = reply_of(row["jawaban"]), row["tanggal_keluar"], row["catatan"] or ""
        answered.append(line)
    InquiryLine.objects.bulk_update(answered, ["reply", "left_on", "note"], batch_size=100)
    if answered:
        inquiry.replied_at = now
        inquiry.save(update_fields=["replied_at"])
    record = {"roster": inquiry.roster, "answered": len(answered), "faults": len(faults), "by": actor.label}
    act = Act("vetting.inquiry_replied", inquiry.region, str(inquiry.id), record, "vetting.inquiry")
    record_act(act, now=now)
    faults.sort(key=lambda fault: fault.row)
    return Replies(len(answered), faults, reading.titles, reading.charts)


def _entry_name(match: Match) -> str:
    sealed: Sealed = match.entry
    return str(json.loads(sealed.reveal())["name"])
