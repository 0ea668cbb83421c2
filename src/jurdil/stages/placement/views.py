"""Officers' pages of the placement: proposals, signatures, decrees, teams, reserves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import cast
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jurdil.errors import NotFound
from jurdil.foundation.accounts.middleware import Request
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.jobs.models import Job, JobState
from jurdil.foundation.storage.clock import day_of, now
from jurdil.registry.bodies.models import BodyKind
from jurdil.registry.elections.models import PollingStation
from jurdil.registry.elections.queries import election_on
from jurdil.stages.placement.actions import appoint_held, appoint_teams, confirm_teams, second_teams
from jurdil.stages.placement.amending import CHANGEABLE
from jurdil.stages.placement.forms import DecreeForm
from jurdil.stages.placement.locking import locks_in
from jurdil.stages.placement.mapping import FULL, SHORT, UNMET, Spot, draw_stations, legend
from jurdil.stages.placement.models import Proposal, ProposalState, ProposedSeat, Shuffle
from jurdil.stages.placement.officers import appoint_order_officers, appoint_secretariat
from jurdil.stages.placement.queries import (
    SIGNERS,
    counts_by_kind,
    displaced_in,
    jobs_here,
    proposal_of,
    proposals_of,
    rules_on_matches,
    seats_of,
    stations_of,
    team_of,
    teams_job_of,
    ward_of,
    wards_within,
)
from jurdil.stages.placement.reserves import kept_seats
from jurdil.stages.placement.why import why_in
from jurdil.stages.placement.wording import (
    JOB_LABELS,
    JOB_STATES,
    KIND_LABELS,
    NEARNESS_LABELS,
    PROPOSAL_LABELS,
    ROLE_LABELS,
    RULE_LABELS,
    wish_words,
)
from jurdil.stages.placement.work import PROPOSE, UNFINISHED, ask_for_teams, proposals_made
from jurdil.stages.recruitment.models import Application
from jurdil.stages.selection.wording import author_words

PAGE = 50
STATIONS_A_PAGE = 10
Shown = dict[str, object]


def authority_of(region: str) -> str:
    """Return the code of the KPU kab/kota in whose name appointments in `region` are made."""
    return ".".join(region.split(".")[:2])


def acting(request: HttpRequest) -> Actor:
    """Return who asks for the page."""
    return cast(Request, request).actor


def signing(request: HttpRequest) -> Actor:
    """Return who asks for the page if they sign teams. Raises NotFound for anybody else."""
    actor = acting(request)
    if actor.role not in SIGNERS:
        raise NotFound("Halaman ini tidak ada, atau bukan untuk peran Anda.")
    return actor


def ward_list(request: HttpRequest) -> HttpResponse:
    """Show each ward of the officer's region and how far its teams are."""
    actor = acting(request)
    page = Paginator(wards_within(actor=actor), PAGE).get_page(request.GET.get("halaman"))
    rows = [(lot, PROPOSAL_LABELS.get(str(getattr(lot, "state", "")), "")) for lot in page]
    may_propose = actor.role == Role.KPU_REGENCY
    jobs = jobs_here(actor=actor) if may_propose else []
    context = {"page": page, "rows": rows, "may_propose": may_propose, "jobs": jobs, "region": ""}
    return render(request, "placement/wards.html", context | {"reach": actor.region})


def ward_page(request: HttpRequest, region: str) -> HttpResponse:
    """Show one ward: the newest proposal, earlier ones, order officers and the secretariat."""
    actor = acting(request)
    lot = ward_of(actor=actor, region=region)
    proposals = [(one, PROPOSAL_LABELS[one.state]) for one in proposals_of(actor=actor, lot=lot)]
    newest = proposals[0][0] if proposals else None
    running = Job.objects.filter(kind=PROPOSE, region=region, state__in=UNFINISHED).order_by("-id").first()
    is_final = newest is not None and newest.state in (ProposalState.CONFIRMED, ProposalState.APPOINTED)
    counts = counts_by_kind(actor=actor, region=region, on=day_of(now()))
    context = {
        "lot": lot,
        "region": region,
        "proposals": proposals,
        "job": running,
        "may_propose": actor.role in SIGNERS and lot.drawn_at is not None and not is_final and running is None,
        "may_sign": actor.role in SIGNERS,
        "may_appoint_secretariat": actor.role == Role.KPU_REGENCY,
        "order_officers": counts.get(BodyKind.LINMAS, 0),
        "secretariat": counts.get(BodyKind.PPS_SECRETARIAT, 0),
    }
    return render(request, "placement/ward.html", context)


def propose(request: HttpRequest, region: str) -> HttpResponse:
    """Ask for the teams of a ward, or of every drawn ward below a region; they are formed by the worker."""
    actor = signing(request)
    if request.method != "POST":
        return redirect("placement:wards")
    election = election_on(day_of(now()))
    if election is None:
        raise NotFound("Belum ada pemilihan yang dimuat di sini.")
    made = ask_for_teams(actor=actor, election=election, region=region, now=now())
    return redirect("placement:job", job_id=made.id)


def job_page(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Show how far long work is; the page looks again by itself and can be left and found again."""
    job = teams_job_of(actor=acting(request), job_id=job_id)
    proposals = Proposal.objects.filter(id__in=proposals_made(job)).order_by("region")
    page = Paginator(proposals, PAGE).get_page(request.GET.get("halaman"))
    context = {
        "job": job,
        "region": job.region,
        "title": JOB_LABELS.get(job.kind, job.kind),
        "state": JOB_STATES[job.state],
        "is_running": job.state in UNFINISHED,
        "is_failed": job.state == JobState.FAILED,
        "page": page,
        "cases": job.result.get("opened", 0),
        "offered": job.result.get("offered", 0),
    }
    return render(request, "placement/job.html", context)


def station_words(station: str) -> str:
    """Return a station as the pages of its own ward name it; the reserves where there is none."""
    return f"TPS {station.partition('/')[2]}" if station else str(_("Cadangan"))


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
        "shuffle": shuffle,
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
        _line(seat) | {"why": reasons.get(str(seat.application_id), []), "locked": str(seat.application_id) in locked}
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


def appoint(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Take the decree; appoint the ward, or, once appointed, those whose held places have been cleared."""
    actor = signing(request)
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
    actor = signing(request)
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
    actor = acting(request)
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
    proposal = proposal_of(actor=acting(request), proposal_id=proposal_id)
    page = Paginator(proposal.displaced, PAGE).get_page(request.GET.get("halaman"))
    rows = [(one, RULE_LABELS.get(rule, rule)) for one, rule in displaced_in(proposal, list(page))]
    return render(request, "placement/displaced.html", {"proposal": proposal, "page": page, "rows": rows})


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
    }
    return render(request, "placement/team.html", context)
