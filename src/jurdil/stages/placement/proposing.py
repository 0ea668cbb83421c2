"""Keep what the engine formed, or what changes it, as proposals; a part of the verbs that propose and amend."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from jurdil.engines.teams import Change, GroupFigures
from jurdil.foundation.accounts.roles import Actor
from jurdil.foundation.ledger.recording import Act, record_acts
from jurdil.foundation.storage.bulk import insert_rows
from jurdil.registry.bodies.models import SeatRole
from jurdil.stages.placement.arranging import Arrangement, nearness
from jurdil.stages.placement.models import Proposal, ProposalKind, ProposedSeat
from jurdil.stages.vetting.queries import held_person_ids


@dataclass(frozen=True)
class Origin:
    """How a proposal came about: anew, or from another one with a reason and moves."""

    kind: ProposalKind = ProposalKind.FORMED
    amends: Proposal | None = None
    reason: str = ""
    changes: Sequence[Change] = ()
    rule: str = "teams.displaced"

    def record(self) -> dict[str, object]:
        """Return what the log keeps of it."""
        if self.amends is None:
            return {}
        return {
            "kind": self.kind.value,
            "amends": str(self.amends.id),
            "reason": self.reason,
            "moves": [[one.person_id, one.before, one.after] for one in self.changes],
        }


ANEW = Origin()


def keep_proposals(*, actor: Actor, arrangement: Arrangement, now: datetime, origin: Origin = ANEW) -> list[Proposal]:
    """Write one proposal per ward of `arrangement` and record each. The caller has locked the earlier ones."""
    proposals = _proposals(arrangement, actor, now, origin)
    seats = list(_proposed_seats(arrangement, proposals))
    insert_rows(list(proposals.values()))
    insert_rows(seats)
    digests = _digests(seats)
    record_acts(
        (
            Act(
                "placement.proposed",
                region,
                str(one.id),
                {"seed": one.seed, "objective": str(one.objective), "seats": digests[one.id], "by": actor.label}
                | origin.record(),
                origin.rule,
            )
            for region, one in proposals.items()
        ),
        now=now,
    )
    return list(proposals.values())


def _digests(seats: Iterable[ProposedSeat]) -> dict[UUID, str]:
    """Return for each proposal a hash over its seats, so that the log can tell if one was changed afterwards."""
    lines: dict[UUID, list[str]] = defaultdict(list)
    for one in seats:
        lines[one.proposal_id].append(f"{one.application_id} {one.station} {one.role} {one.rank}\n")
    return {key: sha256("".join(sorted(rows)).encode()).hexdigest() for key, rows in lines.items()}


def _proposals(arrangement: Arrangement, actor: Actor, now: datetime, origin: Origin) -> dict[str, Proposal]:
    outcome = arrangement.outcome
    unmet: dict[str, list[list[object]]] = defaultdict(list)
    displaced: dict[str, list[list[str]]] = defaultdict(list)
    short: dict[str, dict[str, int]] = defaultdict(dict)
    for wish in outcome.unmet:
        unmet[wish.group].append([wish.place_id, wish.rule, wish.missing])
    for one in outcome.displaced:
        displaced[one.group].append([one.person_id, one.rule])
    for lack in outcome.short:
        short[lack.group][lack.place_id] = lack.missing
    wanted = set(arrangement.regions)
    return {
        figures.group: Proposal(
            unmet=unmet[figures.group],
            displaced=displaced[figures.group],
            short=short[figures.group],
            made_at=now,
            is_simulated=actor.is_simulated,
            kind=origin.kind,
            amends=origin.amends,
            reason=origin.reason[:300],
            moves=[[one.person_id, one.before, one.after] for one in origin.changes],
            **_figures(arrangement, figures),
        )
        for figures in outcome.groups
        if figures.group in wanted
    }


def _figures(arrangement: Arrangement, figures: GroupFigures) -> dict[str, object]:
    other = figures.objective - figures.merit
    return {
        "election": arrangement.election,
        "region": figures.group,
        "seed": arrangement.seed.hex(),
        "policy": arrangement.policy.weights(),
        "objective": figures.objective,
        "bound": figures.bound,
        "gap": figures.gap,
        "gap_non_merit": max(0.0, figures.bound - figures.objective) / abs(other) if other else 0.0,
    }


def _proposed_seats(arrangement: Arrangement, proposals: dict[str, Proposal]) -> Iterable[ProposedSeat]:
    held = {person for region in arrangement.regions for person in held_person_ids(arrangement.election, region)}
    for seat in arrangement.outcome.seats:
        if seat.group not in proposals:  # applicants of a ward that has no station
            continue
        place = arrangement.places.get(seat.place_id)
        yield ProposedSeat(
            proposal=proposals[seat.group],
            application_id=UUID(seat.person_id),
            region=seat.group,
            station=seat.place_id,
            role=SeatRole(seat.role),
            rank=seat.rank,
            nearness=nearness(arrangement.people[seat.person_id], place) if place else "",
            is_held=arrangement.owners[seat.person_id] in held,
        )
