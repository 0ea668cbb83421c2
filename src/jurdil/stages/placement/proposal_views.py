"""Officers' pages of a proposal: its figures, map and teams, why each sits there, the signatures, who was displaced."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jurdil.errors import NotFound
from jurdil.foundation.storage.clock import now
from jurdil.registry.elections.models import PollingStation
from jurdil.stages.placement.actions import confirm_teams, second_teams
from jurdil.stages.placement.amending import CHANGEABLE
from jurdil.stages.placement.locking import locks_in
from jurdil.stages.placement.mapping import FULL, SHORT, UNMET, Spot, draw_stations, legend
from jurdil.stages.placement.models import Proposal, ProposalState, ProposedSeat, Shuffle
from jurdil.stages.placement.queries import (
    SIGNERS,
    displaced_in,
    proposal_of,
    rules_on_matches,
    seats_of,
    stations_of,
)
from jurdil.stages.placement.views import PAGE, Shown, acting, signing, station_words
from jurdil.stages.placement.why import why_in
from jurdil.stages.placement.wording import (
    KIND_LABELS,
    NEARNESS_LABELS,
    PROPOSAL_LABELS,
    ROLE_LABELS,
    RULE_LABELS,
    wish_words,
)
from jurdil.stages.recruitment.models import Application
from jurdil.stages.selection.forms import BeaconsForm
from jurdil.stages.selection.wording import author_words

STATIONS_A_PAGE = 10


def shown_seat(seat: ProposedSeat) -> Shown:
    """Return what pages show of one seat of a proposal."""
    return {
        "seat": seat,
        "name": seat.application.person.name,
        "role": ROLE_LABELS[seat.role],
        "nearness": NEARNESS_LABELS.get(seat.nearness, ""),
    }


def _teams(proposal: Proposal, page: Page[str]) -> list[Shown]:
    lines: dict[str, list[Shown]] = defaultdict(list)
    for seat in seats_of(proposal, list(page)):
        lines[seat.station].append(shown_seat(seat))
    wishes: dict[str, list[str]] = defaultdict(list)
    for station, rule, missing in proposal.unmet:
        wishes[station].append(wish_words(rule, missing))
    return [
        {
            "station": code,
            "number": code.partition("/")[2],
            "lines": lines[code],
            "wishes": wishes[code],
            "short": proposal.short.get(code, 0),
        }
        for code in page
    ]


def proposal_page(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Show a proposal: its figures, signatures, what it changes, the map, and the teams station by station."""
    actor = acting(request)
    proposal = proposal_of(actor=actor, proposal_id=proposal_id)
    stations = stations_of(proposal)
    page = Paginator(stations, STATIONS_A_PAGE).get_page(request.GET.get("halaman"))
    names = author_words([label for label in (proposal.confirmed_by, proposal.seconded_by) if label])
    may_sign, is_proposed = actor.role in SIGNERS, proposal.state == ProposalState.PROPOSED
    is_confirmed, shows_held = proposal.state == ProposalState.CONFIRMED, rules_on_matches(actor)
    shuffle = Shuffle.objects.filter(proposal=proposal).first()
    context = {
        "proposal": proposal,
        "region": proposal.region,
        "state": PROPOSAL_LABELS[proposal.state],
        "kind": KIND_LABELS[proposal.kind],
        "page": page,
        "teams": _teams(proposal, page),
        "map": map_of(proposal, stations),
        "legend": legend(),
        "moves": moves_in(proposal),
        "gaps": {"whole": 100 * proposal.gap, "rest": 100 * proposal.gap_non_merit},
        "ward_wishes": [wish_words(rule, missing) for station, rule, missing in proposal.unmet if not station],
        "signed_by": names.get(proposal.confirmed_by, ""),
        "seconded_by": names.get(proposal.seconded_by, ""),
        "may_confirm": may_sign and is_proposed and not proposal.confirmed_by,
        "may_second": may_sign and is_proposed and bool(proposal.confirmed_by),
        "may_appoint": may_sign and is_confirmed,
        "may_change": may_sign and (is_proposed or is_confirmed),
        "may_seal": may_sign and is_confirmed and shuffle is None,
        "may_reveal": may_sign and is_confirmed and shuffle is not None,
        "reveal_form": BeaconsForm(shuffle.named) if shuffle is not None else None,
        "shuffle": shuffle,
        "shuffle_named": [(one[0], datetime.fromisoformat(one[2])) for one in shuffle.named] if shuffle else [],
        "shows_held": shows_held,
        "held": proposal.seats.filter(is_held=True).count() if shows_held else 0,
        "is_appointed": proposal.state == ProposalState.APPOINTED,
    }
    return render(request, "placement/proposal.html", context)


def map_of(proposal: Proposal, stations: Sequence[str]) -> SafeString:
    """Return the map of a proposal's stations; a mark says whether a team is full and its wishes are met."""
    unmet = {station for station, _rule, _missing in proposal.unmet}
    rows = PollingStation.objects.filter(election=proposal.election, code__in=stations).values_list("code", "rw")
    rws = dict(rows)
    spots = [
        Spot(
            station=code,
            rw=rws.get(code, ""),
            state=SHORT if proposal.short.get(code) else UNMET if code in unmet else FULL,
            words=f"{station_words(code)} · RW {rws.get(code) or '–'}",
            link=reverse("placement:proposed_team", args=[proposal.id, code.partition("/")[2]]),
        )
        for code in stations
    ]
    return draw_stations(proposal.region, spots, title=str(_("Peta TPS kelurahan ini")))


def moves_in(proposal: Proposal) -> list[tuple[str, str, str]]:
    """Return who sits elsewhere than in the proposal that this one changes: name, from, to."""
    ids = [UUID(person) for person, _before, _after in proposal.moves]
    names = dict(Application.objects.filter(id__in=ids).values_list("id", "person__name"))
    return [
        (names.get(UUID(person), ""), station_words(before), station_words(after))
        for person, before, after in proposal.moves
    ]


def proposed_team(request: HttpRequest, proposal_id: UUID, number: str) -> HttpResponse:
    """Show one station of a proposal: who sits there and why, and what may be changed."""
    actor = acting(request)
    proposal = proposal_of(actor=actor, proposal_id=proposal_id)
    station = f"{proposal.region}/{number}"
    if station not in stations_of(proposal):
        raise NotFound("TPS ini tidak ada dalam usulan itu.")
    reasons = why_in(proposal, station)
    locked = set(locks_in(proposal.election, [proposal.region]))
    lines = [
        shown_seat(seat)
        | {"why": reasons.get(str(seat.application_id), []), "locked": str(seat.application_id) in locked}
        for seat in seats_of(proposal, [station])
    ]
    context = {
        "proposal": proposal,
        "region": proposal.region,
        "station": station,
        "lines": lines,
        "wishes": [wish_words(rule, missing) for code, rule, missing in proposal.unmet if code == station],
        "short": proposal.short.get(station, 0),
        "is_appointed": proposal.state == ProposalState.APPOINTED,
        "may_change": actor.role in SIGNERS and proposal.state in CHANGEABLE,
        "shows_held": rules_on_matches(actor),
    }
    return render(request, "placement/proposed_team.html", context)


def sign(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Sign as the first or the second person, as the proposal needs it."""
    actor = signing(request)
    proposal = proposal_of(actor=actor, proposal_id=proposal_id)
    if request.method == "POST":
        act = second_teams if proposal.confirmed_by else confirm_teams
        act(actor=actor, proposal_id=proposal_id, now=now())
    return redirect("placement:proposal", proposal_id=proposal_id)


def displaced(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Show who was left out although somebody with a worse place was chosen, each with the rule."""
    proposal = proposal_of(actor=acting(request), proposal_id=proposal_id)
    page = Paginator(proposal.displaced, PAGE).get_page(request.GET.get("halaman"))
    rows = [(one, RULE_LABELS.get(rule, rule)) for one, rule in displaced_in(proposal, list(page))]
    return render(request, "placement/displaced.html", {"proposal": proposal, "page": page, "rows": rows})
