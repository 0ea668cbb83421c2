"""Why the people of one proposed team sit there, in words: rank, nearness, what the team would lack without them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from jurdil.engines.teams import grounds_of
from jurdil.stages.placement.arranging import people_of, places_of, policy_for
from jurdil.stages.placement.models import Proposal
from jurdil.stages.placement.wording import GIVES_LABELS, NEARNESS_LABELS, Words
from jurdil.stages.selection.models import Standing

NEARNESS_OF = {"own_rt": "own_rt", "own_rw": "own_rw", "near_rw": "near_rw", "group": "ward"}


def why_in(proposal: Proposal, station: str) -> dict[str, list[Words]]:
    """Return for each application in a station's team what speaks for that seat, the rank of the lot first."""
    seated = {str(one) for one in proposal.seats.filter(station=station).values_list("application_id", flat=True)}
    team = [person for person, _owner in people_of(proposal.election, proposal.region) if person.id in seated]
    place = next((one for one in places_of(proposal.election, proposal.region) if one.id == station), None)
    if place is None:
        return {}
    rows = Standing.objects.filter(application_id__in=seated, rank__isnull=False)
    ranks = {str(one): rank for one, rank in rows.values_list("application_id", "rank")}
    found: dict[str, list[Words]] = {}
    for ground in grounds_of(place, team, policy_for(proposal.election, [proposal.region])):
        words: list[Words] = []
        if ground.person_id in ranks:
            words.append(_("urutan %d dalam seleksi") % ranks[ground.person_id])
        if ground.near in NEARNESS_OF:
            words.append(NEARNESS_LABELS[NEARNESS_OF[ground.near]])
        found[ground.person_id] = [*words, *(GIVES_LABELS[one] for one in ground.gives)]
    return found
