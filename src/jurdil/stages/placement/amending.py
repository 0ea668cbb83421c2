"""Change the teams of a ward before they are appointed: what was shown is confirmed with a reason and signed by two."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from jurdil.engines.teams import Violation, seal
from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.law import ComingBeacon, load_profile
from jurdil.stages.placement.drafting import Draft, draft_shuffle
from jurdil.stages.placement.models import Proposal, ProposalState, Shuffle
from jurdil.stages.placement.proposing import Origin, keep_proposals
from jurdil.stages.selection.lots import Beacon, must_be_the_named, must_be_to_come

CHANGEABLE = (ProposalState.PROPOSED, ProposalState.CONFIRMED)
# The rule of ours, or of the law, that a broken rule of the engine stands for.
BROKEN = {
    "household": "teams.household_max",
    "kin": "teams.kin_apart",
    "group": "teams.own_ward",
    "locked": "placement.lock",
    "chair": "teams.chair",
    "size": "placement.seat_free",
}


def broken_rule(violation: Violation) -> str:
    """Return the rule id that a change would break."""
    return BROKEN.get(violation.rule, "placement.one_seat")


def _locked(proposal_id: UUID, actor: Actor) -> Proposal:
    rows = Proposal.objects.select_for_update(of=("self",)).select_related("election")
    proposal = rows.filter(id=proposal_id).first()
    if proposal is None or not actor.reaches(proposal.region):
        raise NotFound("Usulan tim ini tidak ada, atau bukan di wilayah Anda.")
    return proposal


@verb(Role.PPS, Role.KPU_REGENCY)
def change_teams(*, actor: Actor, draft: Draft, reason: str, now: datetime) -> Proposal:
    """Keep a draft as the proposal that counts from now; the earlier one is put aside and two people sign anew.

    Raises Refused (placement.change without a reason or a change, and the rule that the change would break), NotFound
    outside the actor's region, Conflict if the proposal has been appointed or put aside meanwhile.
    """
    proposal = _locked(draft.proposal.id, actor)
    _must_be_changeable(proposal)
    if not reason.strip() or not draft.changes:
        raise Refused(
            "placement.change",
            "Perubahan susunan memerlukan alasan dan sedikitnya satu orang yang berpindah.",
            "Tuliskan alasannya, atau biarkan susunannya seperti semula.",
        )
    _refuse_broken(draft)
    return _kept(actor, draft, proposal, reason.strip(), "placement.change", now)


def _must_be_changeable(proposal: Proposal) -> None:
    if proposal.state not in CHANGEABLE:
        raise Conflict("Usulan ini sudah diangkat atau tidak berlaku lagi.")


def _refuse_broken(draft: Draft) -> None:
    if draft.violations:
        raise Refused(
            broken_rule(draft.violations[0]),
            "Perubahan ini melanggar aturan tim yang tidak boleh dilanggar.",
            "Pilih orang atau TPS lain; pratinjaunya menyebut siapa yang bermasalah.",
        )


def _kept(actor: Actor, draft: Draft, proposal: Proposal, reason: str, rule: str, now: datetime) -> Proposal:
    proposal.state = ProposalState.PUT_ASIDE
    proposal.save(update_fields=["state"])
    origin = Origin(draft.kind, proposal, reason, draft.changes, rule)
    (made,) = keep_proposals(actor=actor, arrangement=draft.arrangement, now=now, origin=origin)
    return made


@verb(Role.PPS, Role.KPU_REGENCY)
def seal_shuffle(
    *, actor: Actor, proposal_id: UUID, seed: bytes, beacons: Sequence[ComingBeacon], now: datetime
) -> Shuffle:
    """Publish the hash of a late shuffle of a confirmed ward, and name the public values to come that decide it too.

    seed: 32 random bytes, sealed here until the values are out. Raises Refused (selection.beacons), Conflict unless two
    people have confirmed the teams, or if one is sealed already.
    """
    proposal = _locked(proposal_id, actor)
    must_be_to_come(beacons, load_profile(proposal.election.profile), now)
    if proposal.state != ProposalState.CONFIRMED or Shuffle.objects.filter(proposal=proposal).exists():
        raise Conflict("Hanya susunan yang sudah disahkan, dan belum bersegel, dapat dikocok.")
    shuffle = Shuffle.objects.create(
        proposal=proposal,
        region=proposal.region,
        sealed=seal(seed),
        seed=seed.hex(),
        sealed_by=actor.label,
        sealed_at=now,
        named=[[one.source, one.where, one.at.isoformat(), one.shape] for one in beacons],
    )
    record = {"proposal": str(proposal.id), "sealed": shuffle.sealed, "beacons": shuffle.named, "by": actor.label}
    record_act(Act("placement.shuffle_sealed", shuffle.region, str(shuffle.id), record, "placement.shuffle"), now=now)
    return shuffle


@verb(Role.PPS, Role.KPU_REGENCY)
def reveal_shuffle(*, actor: Actor, shuffle_id: UUID, beacons: Sequence[Beacon], now: datetime) -> Shuffle:
    """Open the sealed seed and keep the teams, shuffled by it and the public values, as a proposal that two sign anew.

    Raises Refused (selection.beacons before all values are out, or for others), NotFound outside the actor's region,
    Conflict if it was revealed or the teams were changed or appointed.
    """
    shuffle = Shuffle.objects.select_for_update().filter(id=shuffle_id).first()
    if shuffle is None or not actor.reaches(shuffle.region):
        raise NotFound("Segel ini tidak ada, atau bukan di wilayah Anda.")
    proposal = _locked(shuffle.proposal_id, actor)
    if shuffle.revealed_at is not None or proposal.state != ProposalState.CONFIRMED:
        raise Conflict("Segel ini sudah dibuka, atau susunannya sudah berubah atau diangkat.")
    seed, given = shuffle.seed.reveal(), {one.source.strip(): one.value.strip() for one in beacons}
    must_be_the_named(shuffle.named, given, now)
    draft = draft_shuffle(proposal, sealed=shuffle.sealed, seed=bytes.fromhex(seed), public=list(given.values()))
    _refuse_broken(draft)
    reason = f"Pengocokan bersegel {shuffle.sealed}"
    shuffle.outcome = _kept(actor, draft, proposal, reason, "placement.shuffle", now)
    shuffle.revealed_by, shuffle.revealed_at, shuffle.beacons = actor.label, now, [list(pair) for pair in given.items()]
    shuffle.save(update_fields=["outcome", "revealed_by", "revealed_at", "beacons"])
    record = {
        "seed": seed,
        "beacons": shuffle.beacons,
        "outcome": str(shuffle.outcome_id),
        "moved": len(draft.changes),
        "by": actor.label,
    }
    record_act(Act("placement.shuffle_revealed", shuffle.region, str(shuffle.id), record, "placement.shuffle"), now=now)
    return shuffle
