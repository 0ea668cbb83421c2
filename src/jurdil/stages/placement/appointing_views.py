"""Officers' pages of appointments: a ward with its annex, order officers and secretariat, a team as it is today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from jurdil.errors import NotFound, Refused
from jurdil.foundation.accounts.roles import Role
from jurdil.foundation.storage.clock import day_of, now
from jurdil.foundation.storage.codes import regency_of
from jurdil.registry.bodies.models import Appointment, BodyKind
from jurdil.stages.placement.actions import appoint_held, appoint_teams
from jurdil.stages.placement.chairs import chair_of, first_day, record_chair
from jurdil.stages.placement.forms import ChairForm, DecreeForm
from jurdil.stages.placement.models import ProposalState, ProposedSeat
from jurdil.stages.placement.officers import appoint_order_officers, appoint_secretariat
from jurdil.stages.placement.proposal_views import shown_seat
from jurdil.stages.placement.queries import (
    SIGNERS,
    SeatLine,
    proposal_of,
    rules_on_matches,
    seats_of,
    stations_of,
    team_of,
    ward_of,
)
from jurdil.stages.placement.reserves import kept_seats
from jurdil.stages.placement.views import Shown, acting, signing
from jurdil.stages.placement.wording import (
    ROLE_LABELS,
)


def appoint(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Take the decree; appoint the ward, or, once appointed, those whose held places have been cleared."""
    actor = signing(request)
    proposal = proposal_of(actor=actor, proposal_id=proposal_id)
    is_appointed = proposal.state == ProposalState.APPOINTED
    form = DecreeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act, given = (appoint_held if is_appointed else appoint_teams), form.cleaned_data
        authority = regency_of(proposal.region)
        act(actor=actor, proposal_id=proposal_id, authority=authority, now=now(), **given)
        return redirect("placement:proposal", proposal_id=proposal_id)
    context = {"proposal": proposal, "region": proposal.region, "form": form, "is_appointed": is_appointed}
    return render(request, "placement/appoint.html", context)


def appoint_others(request: HttpRequest, region: str, kind: str) -> HttpResponse:
    """Take the decree for order officers or the secretariat of a ward, and appoint them."""
    actor = signing(request)
    lot = ward_of(actor=actor, region=region)
    if kind == "sekretariat" and actor.role != Role.KPU_REGENCY:
        raise NotFound("Halaman ini tidak ada, atau bukan untuk peran Anda.")
    form = DecreeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = appoint_secretariat if kind == "sekretariat" else appoint_order_officers
        authority = regency_of(region)
        act(actor=actor, election=lot.election, region=region, authority=authority, now=now(), **form.cleaned_data)
        return redirect("placement:ward", region=region)
    return render(request, "placement/appoint_others.html", {"region": region, "kind": kind, "form": form})


def annex(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Show the annex of the decree as a page to print: every station with its team, then the reserves."""
    actor = acting(request)
    proposal = proposal_of(actor=actor, proposal_id=proposal_id)
    if proposal.state not in (ProposalState.CONFIRMED, ProposalState.APPOINTED):
        raise NotFound("Usulan ini belum disahkan dua orang, sehingga belum ada lampirannya.")
    lines: dict[str, list[Shown]] = defaultdict(list)
    for seat in seats_of(proposal).filter(is_held=False):
        lines[seat.station].append(shown_seat(seat))
    reserves = sorted(lines.pop("", []), key=lambda line: cast(ProposedSeat, line["seat"]).rank)
    stations = [(station, lines[station]) for station in stations_of(proposal)]
    context = {"proposal": proposal, "region": proposal.region, "stations": stations, "reserves": reserves}
    return render(request, "placement/annex.html", context)


def team(request: HttpRequest, station: str) -> HttpResponse:
    """Show the team of one station: seats, who sits there, what fills an empty seat."""
    actor, today = acting(request), day_of(now())
    seats = team_of(actor=actor, station=station, on=today)
    election = seats[0].seat.body.election
    lines = [(line, ROLE_LABELS[line.seat.role]) for line in seats]
    context = {
        "election": election,
        "station": station,
        "region": station.split("/")[0],
        "lines": lines,
        "may_replace": actor.role in SIGNERS,
        "held": kept_seats(election, station).count() if rules_on_matches(actor) else 0,
        "chair": chair_of(actor=actor, station=station),
        "may_choose": actor.role in SIGNERS and len(_members(seats)) > 1,
    }
    return render(request, "placement/team.html", context)


def _members(seats: Iterable[SeatLine]) -> list[Appointment]:
    """Return who of the KPPS serves and stays."""
    held = [line.appointment for line in seats if line.seat.body.kind == BodyKind.KPPS]
    return [one for one in held if one is not None and not one.end_rule]


def chair(request: HttpRequest, station: str) -> HttpResponse:
    """Take whom the members chose as their chair, and by which minutes."""
    actor, today = signing(request), day_of(now())
    members = _members(team_of(actor=actor, station=station, on=today))
    if not members:
        raise NotFound("Di TPS ini belum ada anggota KPPS yang dapat memilih ketua.")
    form = ChairForm([(one.id, one.person.name) for one in members], request.POST or None, initial={"held_on": today})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        chosen = given.pop("chosen")
        try:
            record_chair(actor=actor, appointment_id=chosen, now=now(), **given)
        except Refused as refusal:
            form.add_error(None, f"{gettext(refusal.reason)} {gettext(refusal.remedy)} [{refusal.rule}]")
        else:
            messages.success(request, gettext("Pilihan ketua dicatat."))
            return redirect("placement:team", station=station)
    context = {"station": station, "region": station.split("/")[0], "form": form}
    context["first_day"] = first_day(members[0].seat.body.election, today)
    return render(request, "placement/chair.html", context)
