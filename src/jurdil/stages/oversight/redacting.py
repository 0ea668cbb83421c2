"""Take what names somebody out of a report's text: words may only be removed, by two officers, with a reason.

The log keeps the hash of what was reported; the record behind it goes with the words. Law: privacy.erasure.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.erasing import erase_records
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.stages.oversight.actions import LEAST_REASON, is_same_hand
from jurdil.stages.oversight.models import Redaction, Report

GAP = "[…]"
RULE = "privacy.erasure"


@verb(Role.KPU_REGENCY)
def propose_redaction(*, actor: Actor, report_id: UUID, text: str, reason: str, now: datetime) -> Redaction:
    """Propose how a report reads without what names somebody; removed words are written as `[…]`.

    Raises NotFound, Refused (ethics.report for words that were added or no reason, ethics.roles_apart for whoever
    filed it), Conflict where a proposal waits.
    """
    report = _locked(actor, report_id)
    if is_same_hand(report.reporter_label, actor):
        raise _roles_apart()
    if Redaction.objects.filter(report=report, decided_at__isnull=True, declined_by="").exists():
        raise Conflict("Usulan penyuntingan laporan ini sudah menunggu tanda tangan kedua.")
    if len(reason.strip()) < LEAST_REASON:
        raise Refused("ethics.report", "Penyuntingan laporan memerlukan alasan.", "Tuliskan siapa yang memintanya.")
    if not only_removes(report.text.reveal(), text):
        raise Refused(
            "ethics.report",
            "Isi laporan hanya boleh dikurangi; tidak ada kata yang ditambah atau diubah.",
            "Ganti bagian yang dihapus dengan […] dan biarkan yang lain seperti semula.",
        )
    made = Redaction(report=report, text=text.strip(), reason=reason.strip()[:300], proposed_at=now)
    made.proposed_by = actor.label
    made.save(force_insert=True)
    record = {"reason": made.reason, "by": actor.label}
    record_act(Act("oversight.redaction_proposed", report.region, str(made.id), record, RULE), now=now)
    return made


@verb(Role.KPU_REGENCY)
def second_redaction(*, actor: Actor, redaction_id: UUID, agrees: bool, now: datetime) -> Redaction:
    """Sign a redaction as the second person, or decline it; once signed the removed words are gone for good.

    Raises NotFound, Refused (ethics.roles_apart), Conflict if it was decided.
    """
    found = Redaction.objects.filter(id=redaction_id).first()
    if found is None:
        raise NotFound("Usulan ini tidak ada, atau bukan di wilayah Anda.")
    report = _locked(actor, found.report_id)
    redaction = Redaction.objects.select_for_update().get(id=redaction_id)
    if redaction.decided_at is not None or redaction.declined_by:
        raise Conflict("Usulan ini sudah diputus.")
    if is_same_hand(report.reporter_label, actor) or is_same_hand(redaction.proposed_by, actor):
        raise _roles_apart()
    if agrees:
        report.text = redaction.text.reveal()
        report.save(update_fields=["text"])
        erase_records([str(report.id)])
        redaction.seconded_by, redaction.decided_at = actor.label, now
    else:
        redaction.declined_by = actor.label
    redaction.text = ""
    redaction.save()
    kind = "oversight.report_redacted" if agrees else "oversight.redaction_declined"
    record = {"reason": redaction.reason, "proposed_by": redaction.proposed_by, "by": actor.label}
    record_act(Act(kind, report.region, str(redaction.id), record, RULE), now=now)
    return redaction


def only_removes(old: str, new: str) -> bool:
    """Return whether `new` is `old` with some stretches replaced by `[…]` and nothing else changed."""
    before, after = " ".join(old.split()), " ".join(new.split())
    pieces, at = [piece.strip() for piece in after.split(GAP)], 0
    if len(pieces) == 1 or not before.startswith(pieces[0]) or not before.endswith(pieces[-1]):
        return False
    for piece in pieces:
        found = before.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return True


def _locked(actor: Actor, report_id: UUID) -> Report:
    report = Report.objects.select_for_update(of=("self",)).filter(id=report_id).first()
    if report is None or not actor.reaches(report.region):
        raise NotFound("Laporan ini tidak ada, atau bukan di wilayah Anda.")
    return report


def _roles_apart() -> Refused:
    return Refused(
        "ethics.roles_apart",
        "Pelapor, pemeriksa, dan pemutus harus orang yang berbeda.",
        "Serahkan langkah ini kepada petugas lain.",
    )
