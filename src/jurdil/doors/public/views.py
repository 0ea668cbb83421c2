"""Public pages: what Jurdil is, who serves where, the calendar, the log, the answers to questions."""

from __future__ import annotations

from datetime import date

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jurdil.doors.public.figures import figures_of, filled_stations, team_size
from jurdil.doors.public.log_lines import log_context
from jurdil.doors.public.places import map_of_parts, region_link, rolls, title_of, way_to
from jurdil.doors.public.searching import hits_of
from jurdil.doors.public.words import BODIES, STATES, words_of
from jurdil.errors import NotFound
from jurdil.foundation.storage.clock import day_of, now
from jurdil.registry.bodies.queries import history_of, serving
from jurdil.registry.elections.models import Election, PollingStation
from jurdil.registry.elections.queries import election_on, intervals_of, intervals_on, station_of, stations_within
from jurdil.registry.regions.models import Level, Region
from jurdil.registry.regions.queries import children_of, region_of
from jurdil.stages.consolidation.questions import guidance

GUIDANCE_PAGE = 50


class DayForm(forms.Form):
    """The day on which somebody served."""

    pada = forms.DateField(
        label=gettext_lazy("Siapa bertugas pada"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )


MEMBERS = {Level.DISTRICT: "PPK", Level.WARD: "PPS"}


def _now_election() -> tuple[Election, date]:
    """Return the election of the day, and the day. Raises NotFound before any election is loaded."""
    on = day_of(now())
    election = election_on(on)
    if election is None:
        raise NotFound(_("Belum ada pemilihan yang dimuat di sini."))
    return election, on


def home(request: HttpRequest) -> HttpResponse:
    """Show what Jurdil is, the figures of the election, its map and what runs today."""
    on = day_of(now())
    election = election_on(on)
    if election is None:
        return render(request, "public/home.html", {"election": None})
    whole, parts = figures_of(election, region_of(election.region), children_of(election.region), on)
    context = {
        "election": election,
        "on": on,
        "parts": parts,
        "whole": whole,
        "size": team_size(election),
        "map": map_of_parts(parts, election.region),
        "today": intervals_on(on, election=election),
    }
    return render(request, "public/home.html", context)


def search(request: HttpRequest) -> HttpResponse:
    """Find a region or a station; a single hit is opened at once."""
    election, _on = _now_election()
    text = request.GET.get("q", "").strip()[:100]
    hits = hits_of(election, text)
    if len(hits) == 1:
        return redirect(hits[0].link)
    return render(request, "public/search.html", {"text": text, "hits": hits, "scope": election})


def whole_region(request: HttpRequest) -> HttpResponse:
    """Lead to the region in which the election is held."""
    return redirect("public:region", code=_now_election()[0].region)


def region_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show one region: who serves there, how far its parts are, its stations."""
    election, on = _now_election()
    region = region_of(code)
    context = _ward_context(election, region, on) if region.level == Level.WARD else _area_context(election, region, on)
    body = MEMBERS.get(Level(region.level), "")
    context |= {
        "election": election,
        "region": region,
        "title": title_of(region),
        "way": way_to(code)[:-1],
        "rolls": rolls((term for term in serving(code, on, kind=body) if term.region == code), on) if body else [],
        "has_body": bool(body),
    }
    return render(request, "public/region.html", context)


def _area_context(election: Election, region: Region, on: date) -> dict[str, object]:
    whole, parts = figures_of(election, region, children_of(region.code), on)
    return {
        "parts": parts,
        "whole": whole,
        "map": map_of_parts(parts, region.code),
    }


def _ward_context(election: Election, region: Region, on: date) -> dict[str, object]:
    stations = stations_within(election, region.code)
    filled = filled_stations(election, region.code, on)
    size = team_size(election)
    return {
        "stations": [
            {"row": row, "filled": filled.get(row.code, 0), "link": region_link(row.code)} for row in stations
        ],
        "size": size,
        "whole": figures_of(election, region, [], on)[0],
        "is_derived": _any_derived(stations),
    }


def _any_derived(stations: QuerySet[PollingStation]) -> bool:
    return any(row.is_derived for row in stations)


def station_page(request: HttpRequest, ward: str, number: str) -> HttpResponse:
    """Show one station: who serves there now, and who held which seat when."""
    election, on = _now_election()
    station = station_of(election, f"{ward}/{number}")
    form = DayForm(request.GET or None)
    if form.is_valid() and form.cleaned_data["pada"] is not None:
        on = form.cleaned_data["pada"]
    everyone = history_of(station.code)
    current = [term for term in everyone if term.held_on(on)]
    context = {
        "election": election,
        "station": station,
        "way": way_to(station.code)[:-1],
        "title": _("TPS %(number)s") % {"number": number},
        "form": form,
        "on": on,
        "rolls": rolls(current, on),
        "history": rolls(everyone, on),
        "size": team_size(election),
    }
    return render(request, "public/station.html", context)


def calendar(request: HttpRequest) -> HttpResponse:
    """Show the stages of the election by body, with what runs today."""
    election, on = _now_election()
    bodies: dict[str, list[dict[str, object]]] = {}
    for row in intervals_of(election):
        line = {"row": row, "is_now": row.start <= on <= row.end, "state": words_of(STATES, row.state)}
        bodies.setdefault(words_of(BODIES, row.body), []).append(line)
    return render(request, "public/calendar.html", {"election": election, "bodies": bodies.items(), "on": on})


def log_page(request: HttpRequest) -> HttpResponse:
    """Show the newest lines of the log and its checkpoint."""
    return render(request, "public/log.html", log_context(request.GET))


def guidance_page(request: HttpRequest) -> HttpResponse:
    """Show the answers to questions that organisers asked at their events; nobody is named."""
    page = Paginator(guidance(), GUIDANCE_PAGE).get_page(request.GET.get("halaman"))
    return render(request, "public/guidance.html", {"page": page})
