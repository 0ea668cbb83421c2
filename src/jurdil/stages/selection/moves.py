"""How far the interview moves a rank; beyond the rule's bound it needs a written reason and a second officer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role, must_be_another
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.law import load_profile
from jurdil.registry.elections.models import Election
from jurdil.stages.recruitment.rulings import must_be_apart
from jurdil.stages.selection.actions import INTERVIEW, must_select
from jurdil.stages.selection.models import Lot, ScoreSheet
from jurdil.stages.selection.queries import selectable

RULE = "selection.interview_bound"


@dataclass(frozen=True)
class Move:
    """An interview that moves somebody further than the bound. before, after: ranks without and with it."""

    sheet: ScoreSheet
    before: int
    after: int

    @property
    def is_settled(self) -> bool:
        """Return whether reason and second signature are there."""
        return bool(self.sheet.move_seconded_by)


def held_moves(election: Election, region: str, body: str) -> list[Move]:
    """Return whom the interview moves further than the bound at a place, settled or not; none without an interview."""
    profile = load_profile(election.profile)
    weights: Mapping[str, int] = profile.value("selection.sheet").get(body, {})
    if INTERVIEW not in weights:
        return []
    ids = {row.application_id for row in selectable(election, region, body)}
    rows = ScoreSheet.objects.filter(region=region, application__body=body, application__opening__election=election)
    whole = rows.filter(total__isnull=False).select_related("application__person")
    sheets = [row for row in whole if row.application_id in ids]
    others = {part: weight for part, weight in weights.items() if part != INTERVIEW}
    without = _ranks([_weighted(sheet, others) for sheet in sheets])
    bound = profile.number(RULE)
    ranked = zip(sheets, without, _ranks([sheet.total or Decimal(0) for sheet in sheets]), strict=True)
    return [Move(sheet, before, after) for sheet, before, after in ranked if abs(before - after) > bound]


def _weighted(sheet: ScoreSheet, weights: Mapping[str, int]) -> Decimal:
    return Decimal(sum(sheet.points.get(part, [0])[0] * weight for part, weight in weights.items()))


def _ranks(totals: Sequence[Decimal]) -> list[int]:
    """Return the rank of each total, 1 for the best; equal totals share a rank."""
    first: dict[Decimal, int] = {}
    for place, total in enumerate(sorted(totals, reverse=True), start=1):
        first.setdefault(total, place)
    return [first[total] for total in totals]


@verb(Role.PPS, Role.KPU_REGENCY)
def explain_move(*, actor: Actor, application_id: UUID, reason: str, now: datetime) -> ScoreSheet:
    """Write why an interview may move this rank further than the bound; it counts with the second signature.

    Raises NotFound, Refused (access.authority, access.own_interest, selection.interview_bound without a reason or where
    nothing is held), Conflict once the list is frozen.
    """
    sheet = _locked(actor, application_id)
    if not reason.strip():
        raise Refused(RULE, "Pergeseran peringkat memerlukan alasan tertulis.", "Tulis alasannya, lalu kirim lagi.")
    sheet.move_reason, sheet.move_explained_by, sheet.move_seconded_by = reason.strip()[:500], actor.label, ""
    sheet.save(update_fields=["move_reason", "move_explained_by", "move_seconded_by"])
    record_act(_act("selection.move_explained", sheet, actor), now=now)
    return sheet


def digest_of(sheet: ScoreSheet) -> str:
    """Return a hash over what the second signature stands under: the points and the reason."""
    return sha256(f"{sheet.total}\n{sheet.move_explained_by}\n{sheet.move_reason}".encode()).hexdigest()


@verb(Role.PPS, Role.KPU_REGENCY)
def second_move(*, actor: Actor, application_id: UUID, now: datetime, read: str | None = None) -> ScoreSheet:
    """Sign as the second officer that an interview may move this rank further than the bound.

    read: `digest_of` the sheet as the signer read it, where a page showed it.
    Raises NotFound, Refused (access.authority, access.own_interest, access.two_people), Conflict without a reason, if
    it is signed, was changed since it was read, or once the list is frozen.
    """
    sheet = _locked(actor, application_id)
    if not sheet.move_explained_by or sheet.move_seconded_by:
        raise Conflict("Belum ada alasan yang menunggu tanda tangan kedua.")
    if read is not None and read != digest_of(sheet):
        raise Conflict("Alasan ini berubah sejak Anda membacanya. Baca lagi, lalu tandatangani.")
    must_be_another(actor, sheet.move_explained_by)
    sheet.move_seconded_by = actor.label
    sheet.save(update_fields=["move_seconded_by"])
    record_act(_act("selection.move_seconded", sheet, actor), now=now)
    return sheet


def _locked(actor: Actor, application_id: UUID) -> ScoreSheet:
    rows = ScoreSheet.objects.select_for_update(of=("self",)).select_related("application__opening__election")
    sheet = rows.filter(application_id=application_id).first()
    if sheet is None or not actor.reaches(sheet.region):
        raise NotFound("Berkas ini tidak ada, belum dinilai, atau bukan di wilayah Anda.")
    opening = sheet.application.opening
    must_select(actor, opening.body)
    must_be_apart(actor, sheet.application)
    if Lot.objects.filter(election=opening.election, body=opening.body, region=sheet.region).exists():
        raise Conflict("Daftar ini sudah dibekukan; nilainya tetap.")
    held = (move.sheet.id for move in held_moves(opening.election, sheet.region, opening.body))
    if sheet.id not in held:
        raise Refused(RULE, "Peringkat ini tidak ditahan.", "Tidak ada yang perlu dijelaskan.")
    return sheet


def _act(kind: str, sheet: ScoreSheet, actor: Actor) -> Act:
    record = {"reason": sheet.move_reason, "total": str(sheet.total), "by": actor.label}
    return Act(kind, sheet.region, str(sheet.application_id), record, RULE)
