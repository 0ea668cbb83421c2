"""Confirm, reject and dispute a relation.

Law: teams.kin_apart, vetting.reason, access.own_interest, access.two_people.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from jurdil.errors import Conflict, NotFound
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.outbox.actions import queue_messages
from jurdil.stages.vetting.hearing import (
    by_of,
    letters,
    must_be_another,
    must_have_letter,
    must_have_words,
    must_not_be_own,
)
from jurdil.stages.vetting.keeping import regency_of
from jurdil.stages.vetting.kin import KEEPERS, RULE, kin_of
from jurdil.stages.vetting.kin_models import Kinship, KinState


@verb(*KEEPERS)
def decide_kin(*, actor: Actor, kinship_id: UUID, is_kin: bool, reason: str, now: datetime) -> Kinship:
    """Confirm a proposed relation, reject it, or take a confirmed one back; both people are told of a confirmed one.

    A disputed one is decided by another officer than the one who confirmed it. Raises NotFound, Conflict for one that
    is decided so already, Refused (vetting.reason, access.own_interest, access.two_people).
    """
    row = _locked(kin_of(actor=actor, kinship_id=kinship_id).id)
    wanted = KinState.CONFIRMED if is_kin else KinState.REJECTED
    if row.state == KinState.REJECTED or row.state == wanted:
        raise Conflict("Hubungan ini sudah diputus. Muat ulang halamannya.")
    must_have_words(reason)
    must_not_be_own(actor, [row.one_id, row.other_id])
    is_disputed = row.state == KinState.DISPUTED
    if is_disputed:
        must_be_another(actor, [row.decided_by])
    row.state, row.decided_by, row.decided_at, row.reason = wanted, actor.label, now, reason.strip()[:300]
    if is_disputed and is_kin:
        row.upheld_at = now
    row.save()
    kind = "vetting.kin_confirmed" if is_kin else "vetting.kin_rejected"
    record_act(_act(kind, row, {"reason": row.reason, "disputed": is_disputed, "by": actor.label}), now=now)
    if is_kin or is_disputed:
        queue_messages(letters(kind, row.region, _told(row), [row.one, row.other]), now=now)
    return row


@verb(Role.APPLICANT, *KEEPERS)
def dispute_kin(
    *, actor: Actor, kinship_id: UUID, words: str, now: datetime, paper: Mapping[str, str] | None = None
) -> Kinship:
    """Dispute a relation about oneself: it parts nobody's teams until another officer has decided.

    An officer records it from a letter: `paper` holds `seen_by` and `folder`. Raises NotFound for anybody else's,
    Refused (vetting.reason, access.own_file), Conflict for one that is disputed, rejected, or was upheld before.
    """
    found = Kinship.objects.filter(id=kinship_id).first()
    is_own = found is not None and actor.role == Role.APPLICANT and actor.person_id in (found.one_id, found.other_id)
    if found is None or not (is_own or actor.reaches(found.region)):
        raise NotFound("Hubungan ini tidak ada, atau bukan tentang Anda.")
    row = _locked(found.id)
    if row.state in (KinState.DISPUTED, KinState.REJECTED) or row.upheld_at is not None:
        raise Conflict("Hubungan ini sudah dibantah atau tidak berlaku lagi.")
    must_have_letter(actor, bool(paper and paper.get("folder")))
    must_have_words(words)
    row.state, row.dispute, row.disputed_at = KinState.DISPUTED, words.strip(), now
    row.disputed_by, row.papers = by_of(actor), dict(paper or {})
    row.save()
    # Both people may read the lines about their relation; what one of them wrote is only that one's to read.
    said = {"words": words.strip()} if is_own else {"folder": row.papers["folder"]}
    record = {"kinship": str(row.id), "by": row.disputed_by} | said
    subject = str(actor.person_id if is_own else row.id)
    record_act(Act("vetting.kin_disputed", regency_of(row.region), subject, record, RULE), now=now)
    return row


def _locked(kinship_id: UUID) -> Kinship:
    rows = Kinship.objects.select_for_update(of=("self",)).select_related("one", "other")
    return rows.get(id=kinship_id)


def _act(kind: str, row: Kinship, record: Mapping[str, str | bool]) -> Act:
    named = {"people": [str(row.one_id), str(row.other_id)], "relation": row.relation}
    return Act(kind, regency_of(row.region), str(row.id), {**named, **record}, RULE)


def _told(row: Kinship) -> str:
    if row.state == KinState.REJECTED:
        return "Bantahan Anda diterima: hubungan keluarga yang tercatat itu tidak berlaku lagi."
    return (
        "Petugas mencatat bahwa Anda dan seorang pelamar lain berkeluarga atau serumah. Ini tidak mengurangi nilai dan "
        "urutan Anda; hanya dapat membuat keduanya tidak ditempatkan di satu TPS. Lihat alasannya, dan bantahlah bila "
        "keliru, di halaman berkas Anda."
    )
