"""Officers' pages of the placement: proposals, signatures, decrees, teams, reserves."""

from __future__ import annotations

from collections import defaultdict
from typing import cast
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from jurdil.errors import Conflict, NotFound
from jurdil.foundation.accounts.middleware import Request
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.storage.clock import day_of, now
from jurdil.registry.bodies.models import BodyKind
from jurdil.stages.placement.actions import appoint_held, appoint_teams, confirm_teams, propose_teams, second_teams
from jurdil.stages.placement.arranging import arrange_teams, seed_of
from jurdil.stages.placement.forms import DecreeForm
from jurdil.stages.placement.models import Proposal, ProposalState, ProposedSeat
from jurdil.stages.placement.officers import appoint_order_officers, appoint_secretariat
from jurdil.stages.placement.queries import (
    SIGNERS,
    counts_by_kind,
    displaced_in,
    proposal_of,
    proposals_of,
    reserves_of,
    rules_on_matches,
    seats_of,
    stations_of,
    team_of,
    ward_of,
    wards_within,
)
from jurdil.stages.placement.reserves import kept_seats
from jurdil.stages.placement.wording import NEARNESS_LABELS, PROPOSAL_LABELS, ROLE_LABELS, RULE_LABELS, wish_words
from jurdil.stages.selection.wording import author_words

PAGE = 50
STATIONS_A_PAGE = 10
Shown = dict[str, object]


def authority_of(region: str) -> str:
    """Return the code of the KPU kab/kota in whose name appointments in `region` are made."""
    return ".".join(region.split(".")[:2])


def _actor(request: HttpRequest) -> Actor:
    return cast(Request, request).actor


def _signer(request: HttpRequest) -> Actor:
    actor = _actor(request)
    if actor.role not in SIGNERS:
        raise NotFound("Halaman ini tidak ada, atau bukan untuk peran Anda.")
    return actor


def ward_list(request: HttpRequest) -> HttpResponse:
    """Show each ward of the officer's region and how far its teams are."""
    page = Paginator(wards_within(actor=_actor(request)), PAGE).get_page(request.GET.get("halaman"))
    rows = [(lot, PROPOSAL_LABELS.get(str(getattr(lot, "state", "")), "")) for lot in page]
    return render(request, "placement/wards.html", {"page": page, "rows": rows})


def ward_page(request: HttpRequest, region: str) -> HttpResponse:
    """Show one ward: the newest proposal, earlier ones, order officers and the secretariat."""
    actor = _actor(request)
    lot = ward_of(actor=actor, region=region)
    proposals = [(one, PROPOSAL_LABELS[one.state]) for one in proposals_of(actor=actor, lot=lot)]
    newest = proposals[0][0] if proposals else None
    is_final = newest is not None and newest.state in (ProposalState.CONFIRMED, ProposalState.APPOINTED)
    counts = counts_by_kind(actor=actor, region=region, on=day_of(now()))
    context = {
        "lot": lot,
        "region": region,
        "proposals": proposals,
        "may_propose": actor.role in SIGNERS and lot.drawn_at is not None and not is_final,
        "may_sign": actor.role in SIGNERS,
        "may_appoint_secretariat": actor.role == Role.KPU_REGENCY,
        "order_officers": counts.get(BodyKind.LINMAS, 0),
        "secretariat": counts.get(BodyKind.PPS_SECRETARIAT, 0),
    }
    return render(request, "placement/ward.html", context)


def propose(request: HttpRequest, region: str) -> HttpResponse:
    """Let the engine form the teams of one ward and keep them as a proposal."""
    actor = _signer(request)
    lot = ward_of(actor=actor, region=region)
    if request.method != "POST":
        return redirect("placement:ward", region=region)
    seed = seed_of(lot.election, [region])
    arrangement = arrange_teams(lot.election, [region], seed=seed, on=lot.election.voting_day)
    if not arrangement.regions:
        raise Conflict("Kelurahan ini belum mempunyai TPS dalam pemilihan ini.")
    made = propose_teams(actor=actor, arrangement=arrangement, now=now())
    return redirect("placement:proposal", proposal_id=made[0].id)


def _line(seat: ProposedSeat) -> Shown:
    return {
        "seat": seat,
        "name": seat.application.person.name,
        "role": ROLE_LABELS[seat.role],
        "nearness": NEARNESS_LABELS.get(seat.nearness, ""),
    }


def _teams(proposal: Proposal, page: Page[str]) -> list[Shown]:
    lines: dict[str, list[Shown]] = defaultdict(list)
    for seat in seats_of(proposal, list(page)):
        lines[seat.station].append(_line(seat))
    wishes: dict[str, list[str]] = defaultdict(list)
    for station, rule, missing in proposal.unmet:
        wishes[station].append(wish_words(rule, missing))
    return [
        {"station": code, "lines": lines[code], "wishes": wishes[code], "short": proposal.short.get(code, 0)}
        for code in page
    ]


def proposal_page(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Show a proposal: its figures, signatures, and the teams station by station."""
    actor = _actor(request)
    proposal = proposal_of(actor=actor, proposal_id=proposal_id)
    page = Paginator(stations_of(proposal), STATIONS_A_PAGE).get_page(request.GET.get("halaman"))
    names = author_words([label for label in (proposal.confirmed_by, proposal.seconded_by) if label])
    may_sign, is_proposed = actor.role in SIGNERS, proposal.state == ProposalState.PROPOSED
    shows_held = rules_on_matches(actor)
    context = {
        "proposal": proposal,
        "region": proposal.region,
        "state": PROPOSAL_LABELS[proposal.state],
        "page": page,
        "teams": _teams(proposal, page),
        "gaps": {"whole": 100 * proposal.gap, "rest": 100 * proposal.gap_non_merit},
        "ward_wishes": [wish_words(rule, missing) for station, rule, missing in proposal.unmet if not station],
        "signed_by": names.get(proposal.confirmed_by, ""),
        "seconded_by": names.get(proposal.seconded_by, ""),
        "may_confirm": may_sign and is_proposed and not proposal.confirmed_by,
        "may_second": may_sign and is_proposed and bool(proposal.confirmed_by),
        "may_appoint": may_sign and proposal.state == ProposalState.CONFIRMED,
        "shows_held": shows_held,
        "held": proposal.seats.filter(is_held=True).count() if shows_held else 0,
        "is_appointed": proposal.state == ProposalState.APPOINTED,
    }
    return render(request, "placement/proposal.html", context)


def sign(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Sign as the first or the second person, as the proposal needs it."""
    actor = _signer(request)
    proposal = proposal_of(actor=actor, proposal_id=proposal_id)
    if request.method == "POST":
        act = second_teams if proposal.confirmed_by else confirm_teams
        act(actor=actor, proposal_id=proposal_id, now=now())
    return redirect("placement:proposal", proposal_id=proposal_id)


def appoint(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Take the decree; appoint the ward, or, once appointed, those whose held places have been cleared."""
    actor = _signer(request)
    proposal = proposal_of(actor=actor, proposal_id=proposal_id)
    is_appointed = proposal.state == ProposalState.APPOINTED
    form = DecreeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act, given = (appoint_held if is_appointed else appoint_teams), form.cleaned_data
        authority = authority_of(proposal.region)
        act(actor=actor, proposal_id=proposal_id, authority=authority, now=now(), **given)
        return redirect("placement:proposal", proposal_id=proposal_id)
    context = {"proposal": proposal, "region": proposal.region, "form": form, "is_appointed": is_appointed}
    return render(request, "placement/appoint.html", context)


def appoint_others(request: HttpRequest, region: str, kind: str) -> HttpResponse:
    """Take the decree for order officers or the secretariat of a ward, and appoint them."""
    actor = _signer(request)
    lot = ward_of(actor=actor, region=region)
    if kind == "sekretariat" and actor.role != Role.KPU_REGENCY:
        raise NotFound("Halaman ini tidak ada, atau bukan untuk peran Anda.")
    form = DecreeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = appoint_secretariat if kind == "sekretariat" else appoint_order_officers
        authority = authority_of(region)
        act(actor=actor, election=lot.election, region=region, authority=authority, now=now(), **form.cleaned_data)
        return redirect("placement:ward", region=region)
    return render(request, "placement/appoint_others.html", {"region": region, "kind": kind, "form": form})


def annex(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Show the annex of the decree as a page to print: every station with its team, then the reserves."""
    actor = _actor(request)
    proposal = proposal_of(actor=actor, proposal_id=proposal_id)
    if proposal.state not in (ProposalState.CONFIRMED, ProposalState.APPOINTED):
        raise NotFound("Usulan ini belum disahkan dua orang, sehingga belum ada lampirannya.")
    lines: dict[str, list[Shown]] = defaultdict(list)
    for seat in seats_of(proposal).filter(is_held=False):
        lines[seat.station].append(_line(seat))
    reserves = sorted(lines.pop("", []), key=lambda line: cast(ProposedSeat, line["seat"]).rank)
    stations = [(station, lines[station]) for station in stations_of(proposal)]
    context = {"proposal": proposal, "region": proposal.region, "stations": stations, "reserves": reserves}
    return render(request, "placement/annex.html", context)


def displaced(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Show who was left out although somebody with a worse place was chosen, each with the rule."""
    proposal = proposal_of(actor=_actor(request), proposal_id=proposal_id)
    page = Paginator(proposal.displaced, PAGE).get_page(request.GET.get("halaman"))
    rows = [(one, RULE_LABELS.get(rule, rule)) for one, rule in displaced_in(proposal, list(page))]
    return render(request, "placement/displaced.html", {"proposal": proposal, "page": page, "rows": rows})


def team(request: HttpRequest, station: str) -> HttpResponse:
    """Show the team of one station: seats, who sits there, what fills an empty seat."""
    actor, today = _actor(request), day_of(now())
    seats = team_of(actor=actor, station=station, on=today)
    election = seats[0].seat.body.election
    lines = [(line, ROLE_LABELS[line.seat.role]) for line in seats]
    context = {
        "station": station,
        "region": station.split("/")[0],
        "lines": lines,
        "may_replace": actor.role in SIGNERS,
        "held": kept_seats(election, station).count() if rules_on_matches(actor) else 0,
    }
    return render(request, "placement/team.html", context)


def reserves(request: HttpRequest, region: str) -> HttpResponse:
    """Show the reserves of a ward in the order in which they are asked."""
    rows = reserves_of(actor=_actor(request), region=region, on=day_of(now()))
    page = Paginator(rows, PAGE).get_page(request.GET.get("halaman"))
    return render(request, "placement/reserves.html", {"region": region, "page": page})
