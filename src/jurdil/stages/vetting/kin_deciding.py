"""Confirm and reject a relation by two officers, and dispute it.

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
from jurdil.foundation.storage.codes import regency_of
from jurdil.stages.vetting.attaching import NO_FILES, Files, record_of
from jurdil.stages.vetting.hearing import (
    by_of,
    letters,
    must_be_another,
    must_have_letter,
    must_have_words,
    must_not_be_own,
)
from jurdil.stages.vetting.kin import KEEPERS, RULE, is_of_the_two, kin_of
from jurdil.stages.vetting.kin_models import KinRuling, Kinship, KinState
from jurdil.stages.vetting.objections import papers_of


@verb(*KEEPERS)
def propose_kin_ruling(*, actor: Actor, kinship_id: UUID, is_kin: bool, reason: str, now: datetime) -> KinRuling:
    """Propose to confirm a relation, to reject it, or to take a confirmed one back; it counts once another one signs.

    Whoever signed what is disputed does not decide about the dispute. Raises NotFound, Conflict while a proposal is
    open and for one that is decided so already, Refused (vetting.reason, access.own_interest, access.two_people).
    """
    row = _locked(kin_of(actor=actor, kinship_id=kinship_id).id)
    wanted = KinState.CONFIRMED if is_kin else KinState.REJECTED
    if row.state == KinState.REJECTED or row.state == wanted:
        raise Conflict("Hubungan ini sudah diputus. Muat ulang halamannya.")
    if open_kin_ruling(row) is not None:
        raise Conflict("Usulan putusan tentang hubungan ini menunggu petugas kedua.")
    must_have_words(reason)
    must_not_be_own(actor, [row.one_id, row.other_id])
    must_be_another(actor, _hands_of(row))
    made = KinRuling.objects.create(
        kinship=row, is_kin=is_kin, reason=reason.strip()[:300], proposed_by=actor.label, proposed_at=now,
        is_simulated=actor.is_simulated,
    )  # fmt: skip
    record_act(_note("vetting.kin_ruling_proposed", row, made), now=now)
    return made


@verb(*KEEPERS)
def second_kin_ruling(
    *, actor: Actor, ruling_id: UUID, now: datetime, agrees: bool = True, objection: str = ""
) -> KinRuling:
    """Sign a proposed ruling, or decline it with words; both people are told of a confirmed one, and after a dispute.

    Raises NotFound, Conflict if it was decided or fell meanwhile, Refused (vetting.reason for an objection without
    words, access.own_interest, access.two_people for who proposed it or signed what is disputed).
    """
    found = KinRuling.objects.filter(id=ruling_id).values_list("kinship_id", flat=True).first()
    if found is None:
        raise NotFound("Usulan putusan ini tidak ada, atau bukan di wilayah Anda.")
    row = _locked(kin_of(actor=actor, kinship_id=found).id)
    made: KinRuling = KinRuling.objects.select_for_update().get(id=ruling_id)
    if made.decided_at is not None or made.declined:
        raise Conflict("Usulan putusan ini sudah diputus atau gugur. Muat ulang halamannya.")
    must_be_another(actor, [made.proposed_by, *_hands_of(row)])
    must_not_be_own(actor, [row.one_id, row.other_id])
    made.seconded_by = actor.label
    if not agrees:
        must_have_words(objection)
        made.declined = objection.strip()[:300]
        made.save()
        record_act(_note("vetting.kin_ruling_declined", row, made), now=now)
        return made
    made.decided_at, made.is_simulated = now, made.is_simulated or actor.is_simulated
    made.save()
    _take_effect(row, made, now)
    return made


def _take_effect(row: Kinship, made: KinRuling, now: datetime) -> None:
    is_disputed = row.state == KinState.DISPUTED
    row.state = KinState.CONFIRMED if made.is_kin else KinState.REJECTED
    row.decided_at, row.reason = now, made.reason
    if is_disputed and made.is_kin:
        row.upheld_at = now
    row.save()
    kind = "vetting.kin_confirmed" if made.is_kin else "vetting.kin_rejected"
    record: dict[str, str | bool] = {"reason": row.reason, "disputed": is_disputed, "by": made.proposed_by}
    record["second"] = made.seconded_by
    record_act(_act(kind, row, record), now=now)
    if made.is_kin or is_disputed:
        queue_messages(letters(kind, row.region, _told(row), [row.one, row.other]), now=now)


def open_kin_ruling(row: Kinship) -> KinRuling | None:
    """Return the proposal that waits for its second officer."""
    return row.rulings.filter(decided_at__isnull=True, declined="").first()


def _hands_of(row: Kinship) -> list[str]:
    """Return the labels of those who signed what is disputed: they do not review it."""
    if row.state != KinState.DISPUTED:
        return []
    signed = row.rulings.filter(decided_at__gte=row.found_at).values_list("proposed_by", "seconded_by")
    return [label for pair in signed for label in pair]


@verb(Role.APPLICANT, *KEEPERS)
def dispute_kin(
    *,
    actor: Actor,
    kinship_id: UUID,
    words: str,
    now: datetime,
    files: Files = NO_FILES,
    paper: Mapping[str, str] | None = None,
    disputer_id: UUID | None = None,
) -> Kinship:
    """Dispute a relation about oneself: it parts nobody's teams until two other officers have decided.

    A proposal that waits for its second officer falls: who proposed it did not know these words.
    files: what the person attaches, optional. An officer records it from a letter: `paper` holds `seen_by` and
    `folder`, disputer_id says which of the two wrote it. Raises NotFound for anybody else's, Refused (vetting.reason,
    access.own_file, access.own_interest for an officer who is one of the two, recruitment.paper), Conflict for one that
    is disputed, rejected, or was upheld before.
    """
    found = Kinship.objects.filter(id=kinship_id).first()
    is_own = found is not None and actor.role == Role.APPLICANT and is_of_the_two(actor, found)
    if found is None or not (is_own or actor.reaches(found.region)):
        raise NotFound("Hubungan ini tidak ada, atau bukan tentang Anda.")
    row = _locked(found.id)
    if row.state in (KinState.DISPUTED, KinState.REJECTED) or row.upheld_at is not None:
        raise Conflict("Hubungan ini sudah dibantah atau tidak berlaku lagi.")
    two = [row.one_id, row.other_id]
    row.disputer_id = actor.person_id if is_own else disputer_id
    must_have_letter(actor, row.disputer_id in two and bool(paper and paper.get("folder")))
    if not is_own:
        must_not_be_own(actor, two)
    must_have_words(words)
    row.state, row.dispute, row.disputed_at = KinState.DISPUTED, words.strip(), now
    row.disputed_by, row.papers = by_of(actor), papers_of(files, paper, now)
    row.save()
    row.rulings.filter(decided_at__isnull=True, declined="").update(declined="Dibantah orangnya.")
    record: dict[str, object] = {"kinship": str(row.id), "by": row.disputed_by, "words": words.strip()}
    record |= {"files": record_of(row.papers), **({"folder": paper["folder"]} if paper else {})}
    # Both people may read the lines about their relation; what one of them wrote is only that one's to read.
    record_act(Act("vetting.kin_disputed", regency_of(row.region), str(row.disputer_id), record, RULE), now=now)
    return row


def _locked(kinship_id: UUID) -> Kinship:
    rows = Kinship.objects.select_for_update(of=("self",)).select_related("one", "other")
    return rows.get(id=kinship_id)


def _act(kind: str, row: Kinship, record: Mapping[str, str | bool]) -> Act:
    named = {"people": [str(row.one_id), str(row.other_id)], "relation": row.relation}
    return Act(kind, regency_of(row.region), str(row.id), {**named, **record}, RULE)


def _note(kind: str, row: Kinship, made: KinRuling) -> Act:
    """Return the line about a proposal: under its own name, for it is nothing that was decided about the people."""
    record = {
        "kinship": str(row.id),
        "is_kin": made.is_kin,
        "reason": made.reason,
        "by": made.proposed_by,
        "second": made.seconded_by,
        "declined": made.declined,
    }
    return Act(kind, regency_of(row.region), str(made.id), record, RULE)


def _told(row: Kinship) -> str:
    if row.state == KinState.REJECTED:
        return "Bantahan Anda diterima: hubungan keluarga yang tercatat itu tidak berlaku lagi."
    return (
        "Dua petugas mencatat bahwa Anda dan seorang pelamar lain berkeluarga atau serumah. Ini tidak mengurangi nilai "
        "dan urutan Anda; hanya dapat membuat keduanya tidak ditempatkan di satu TPS. Lihat alasannya, dan bantahlah "
        "bila keliru, di halaman berkas Anda."
    )
