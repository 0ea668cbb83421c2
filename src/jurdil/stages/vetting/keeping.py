"""Keep found pairs as matches: new ones, renewed ones, and none where two officers have already cleared the pair.

A model adopted later weighs the undecided ones anew, and so does another entry of the person that came or went, or a
person or entry that was corrected; what was given before is kept with the match, so that no correction hides it.

Law: vetting.cleared_stays. The public line of a match names the regency only: in a small ward even the number of
matches would say something about somebody.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from datetime import datetime
from decimal import Decimal
from itertools import chain
from math import log2
from uuid import UUID

from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_acts
from jurdil.foundation.storage.bulk import insert_rows
from jurdil.foundation.storage.codes import regency_of
from jurdil.registry.people.models import Person
from jurdil.stages.vetting.hearing import let_proposal_fall
from jurdil.stages.vetting.linking import Pair
from jurdil.stages.vetting.models import EXCLUDING, Match, Screening
from jurdil.stages.vetting.suspicion_models import SuspicionState
from jurdil.stages.vetting.wording import FACTS_CHANGED

IDS_A_QUERY = 500
MOVED_BITS = 1.0
"""Less than half or twice the odds under one model is the daily change of lists, and not told."""
LEAST_CHANCE = Decimal("0.000001")
"""Another model may have left a match with less than can be written down."""


@verb(Role.PPS, Role.KPU_REGENCY, Role.KPU_PROVINCE, Role.SYSTEM)
def keep_pairs(*, actor: Actor, screening_id: UUID, pairs: Sequence[Pair], now: datetime) -> int:
    """Keep a chunk of found pairs and return how many matches are new or renewed. One leaf per match.

    pairs: all that a run found of each person among them, because a list may say today of one number what it said of
    another yesterday: a match whose claim was found is not renewed with another claim. Raises Refused (access.region).
    """
    screening = Screening.objects.select_for_update().get(id=screening_id)
    actor.must_reach(screening.region)
    here = not_erased(UUID(pair.person_id) for pair in pairs)
    pairs = [pair for pair in pairs if UUID(pair.person_id) in here]
    known = _known({pair.person_id for pair in pairs}, {pair.snapshot.roster for pair in pairs})
    claims = {(pair.person_id, pair.claim) for pair in pairs}
    fresh: list[Match] = []
    renewed: list[Match] = []
    reweighed: list[Match] = []
    for pair in pairs:
        earlier = known[pair.person_id]
        reweighed += [match for match in earlier if _is_weighed_anew(match, pair, screening, now)]
        if any(_settles(match, pair, screening) for match in earlier):
            continue
        match = _same_question(earlier, pair, screening, claims)
        if match is None:
            match = Match(election_id=screening.election_id, person_id=UUID(pair.person_id), region=pair.place)
            fresh.append(match)
            known[pair.person_id].append(match)
        else:
            renewed.append(match)
            about = "person" if match.person_print != pair.person_print else "entry"
            was = {**_given(match, now), "found": match.found_at.isoformat(), "changed": about}
            match.earlier = [*match.earlier, was]
        _fill(match, pair, screening, now)
    insert_rows(fresh)
    _save_renewed(renewed)
    for match in reweighed:
        match.save(update_fields=["probability", "grade", "reasons", "model", "earlier", "screening"])
    changed = [match for match in reweighed if match.earlier and match.earlier[-1]["until"] == now.isoformat()]
    acts = [*_acts(fresh, "vetting.matched", actor), *_acts(renewed, "vetting.match_renewed", actor)]
    record_acts([*acts, *_acts(changed, "vetting.match_reweighed", actor)], now=now)
    return len(fresh) + len(renewed)


def not_erased(people: Iterable[UUID]) -> set[UUID]:
    """Return who of `people` still has data, locked: a run that began before an erasure brings nobody back.

    Ask before other rows are locked: an erasure locks the person first too.
    """
    ids = sorted(set(people))
    found: set[UUID] = set()
    for start in range(0, len(ids), IDS_A_QUERY):
        rows = Person.objects.select_for_update(no_key=True).filter(id__in=ids[start : start + IDS_A_QUERY])
        found.update(rows.filter(erased_at__isnull=True).order_by("id").values_list("id", flat=True))
    return found


def _known(people: Iterable[str], rosters: Iterable[str]) -> dict[str, list[Match]]:
    ids = [UUID(person) for person in sorted(people)]
    found: dict[str, list[Match]] = defaultdict(list)
    for start in range(0, len(ids), IDS_A_QUERY):
        # Locked, so that a ruling which is signed meanwhile is not written over.
        rows = Match.objects.select_for_update().filter(person_id__in=ids[start : start + IDS_A_QUERY])
        for match in rows.filter(roster__in=sorted(rosters)).order_by("id").defer("entry", "reasons"):
            found[str(match.person_id)].append(match)
    return found


def _is_weighed_anew(match: Match, pair: Pair, screening: Screening, now: datetime) -> bool:
    """Take over what is given now to an undecided match whose person and entry did not change; a ruled one stays.

    By another frozen model anything; by the same one what moved by a bit or more, for then another entry of the person
    came or went, or the lists became others. What was given before is kept beside it.
    """
    is_known = match.pair == pair.claim and match.person_print == pair.person_print
    is_here = match.election_id == screening.election_id and match.state != SuspicionState.RULED
    if not (is_known and is_here) or (match.model == pair.model and not _has_moved(match, pair)):
        return False
    if match.probability != pair.probability:
        match.earlier = [*match.earlier, _given(match, now)]
    match.probability, match.grade, match.model = pair.probability, pair.grade, pair.model
    match.reasons = json.dumps(list(pair.reasons), ensure_ascii=False, default=str)
    match.screening_id = screening.id
    return True


def _given(match: Match, until: datetime) -> dict[str, str]:
    given = {"probability": str(match.probability), "grade": match.grade, "model": match.model}
    return {**given, "until": until.isoformat()}


def _has_moved(match: Match, pair: Pair) -> bool:
    before, now = (max(chance, LEAST_CHANCE) for chance in (match.probability, pair.probability))
    return abs(log2(now / (1 - now)) - log2(before / (1 - before))) >= MOVED_BITS


def _settles(match: Match, pair: Pair, screening: Screening) -> bool:
    """Return whether an earlier match leaves nothing to ask: known as it is, cleared before, or already excluded."""
    is_here = match.election_id == screening.election_id
    if match.pair == pair.claim and match.person_print == pair.person_print:
        return is_here or (match.state == SuspicionState.RULED and match.outcome not in EXCLUDING)
    return is_here and match.outcome in EXCLUDING and _is_same_entry(match, pair)


def _is_same_entry(match: Match, pair: Pair) -> bool:
    is_named_alike = match.roster == pair.snapshot.roster and match.entry_id == pair.entry_id
    return match.about == pair.about and (is_named_alike or match.pair == pair.claim)


def _same_question(
    earlier: Sequence[Match], pair: Pair, screening: Screening, claims: Set[tuple[str, str]]
) -> Match | None:
    """Return the undecided match to renew: of the same claim, else of the number whose claim the list makes no more."""
    undecided = [
        match
        for match in earlier
        if match.election_id == screening.election_id
        and match.state != SuspicionState.RULED
        and _is_same_entry(match, pair)
    ]
    of_claim = (match for match in undecided if match.pair == pair.claim)
    of_number = (match for match in undecided if (pair.person_id, match.pair) not in claims)
    return next(chain(of_claim, of_number), None)


def _fill(match: Match, pair: Pair, screening: Screening, now: datetime) -> None:
    match.screening_id = screening.id
    match.snapshot_id = pair.snapshot.id
    match.roster, match.kind = pair.snapshot.roster, pair.snapshot.kind
    match.about = pair.about
    match.entry_id = pair.entry_id
    match.entry = json.dumps(dict(pair.entry), ensure_ascii=False, default=str)
    match.reasons = json.dumps(list(pair.reasons), ensure_ascii=False, default=str)
    match.probability, match.grade, match.evidence_class = pair.probability, pair.grade, pair.evidence_class
    match.pair, match.person_print = pair.claim, pair.person_print
    match.model = pair.model
    match.sought_in, match.presence, match.presence_at = None, "", None
    match.found_at = now


def _save_renewed(matches: Sequence[Match]) -> None:
    """Save changed matches; a weak match is looked at again, and a ruling proposed on the old facts falls."""
    for match in matches:
        match.reviewed_by, match.reviewed_at, match.review_reason = "", None, ""
        let_proposal_fall(match, FACTS_CHANGED)
        match.save()


def _acts(matches: Sequence[Match], kind: str, actor: Actor) -> list[Act]:
    return [
        Act(
            kind,
            regency_of(match.region),
            str(match.id),
            {
                "person": str(match.person_id),
                "roster": match.roster,
                "entry": match.entry_id,
                "about": str(match.about),
                "pair": match.pair,
                "grade": match.grade,
                "evidence": match.evidence_class,
                "probability": str(match.probability),
                "model": match.model,
                "before": match.earlier[-1]["probability"] if match.earlier else "",
                "screening": str(match.screening_id),
                "by": actor.label,
            },
            "vetting.scope",
        )
        for match in matches
    ]
