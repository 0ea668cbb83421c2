"""Pages of the KPU: the board of openings, opening and extending with a page that says what will happen."""

from __future__ import annotations

import tempfile
from pathlib import Path
from urllib.parse import urlencode

import pyarrow as pa
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from jurdil.engines.tables import write_table
from jurdil.errors import NotFound, Refused
from jurdil.foundation.accounts.roles import Actor
from jurdil.foundation.storage.clock import day_of, now
from jurdil.law import load_profile
from jurdil.registry.bodies.models import BodyKind
from jurdil.registry.elections.models import Election
from jurdil.registry.elections.queries import election_on, intervals_of
from jurdil.stages.recruitment.coverage import FACTOR, UNIT, OpeningPlace, PlaceState, narrowed, places_of
from jurdil.stages.recruitment.exports import ENDINGS
from jurdil.stages.recruitment.extending import DAYS, extend_registration, longest_until
from jurdil.stages.recruitment.forms import language
from jurdil.stages.recruitment.opening_forms import BoardForm, ExtendForm, OpenForm
from jurdil.stages.recruitment.openings import PER_STATION, open_recruitment_in_bulk
from jurdil.stages.recruitment.views import PAGE, actor_in, keep_refusal
from jurdil.stages.recruitment.windows import REGISTRATION, registration_days, window_rule
from jurdil.stages.recruitment.wording import BODIES, CRITERIA, PLACE_STATES

SHOWN = 12


def running_election() -> Election:
    """Return the election that today is for. Raises NotFound where none is loaded."""
    election = election_on(day_of(now()))
    if election is None:
        raise NotFound(_("Belum ada pemilihan yang dimuat di sini."))
    return election


def _asked(request: HttpRequest) -> tuple[BoardForm, BodyKind, dict[str, str]]:
    given = request.POST if request.method == "POST" else request.GET
    form = BoardForm(given if given else None)
    form.is_valid()
    found = {key: str(value) for key, value in getattr(form, "cleaned_data", {}).items() if value}
    return form, BodyKind(found.get("badan", BodyKind.KPPS)), found


def _places(actor: Actor, election: Election, body: BodyKind, asked: dict[str, str]) -> list[OpeningPlace]:
    region = asked.get("wilayah", "")
    found = places_of(actor=actor, election=election, body=body, on=day_of(now()), region=region)
    return narrowed(found, state=asked.get("keadaan", ""), text=asked.get("cari", ""))


def board(request: HttpRequest) -> HttpResponse:
    """Show where registration for a body is open, not open or closed, and where applicants are too few."""
    actor, election = actor_in(request), running_election()
    form, body, asked = _asked(request)
    found = _places(actor, election, body, asked)
    places = [] if form.errors else found
    page = Paginator(places, PAGE).get_page(request.GET.get("halaman"))
    profile = load_profile(election.profile)
    like = profile.checked_like(body)
    stages = [row for row in intervals_of(election, body=like) if row.stage.startswith(REGISTRATION) and not row.ground]
    rule = profile.rules.get(window_rule(profile, body))
    context = {
        "form": form,
        "body": BODIES[body],
        "kind": body,
        "page": page,
        "rows": [(one, PLACE_STATES[one.state]) for one in page],
        "stages": stages,
        "rule": rule.source.citation if rule else "",
        "region": asked.get("wilayah", actor.region),
        "unopened": sum(one.state == PlaceState.NOT_OPENED for one in places),
        "extendable": sum(one.may_extend for one in places),
        "totals": (sum(one.needed for one in places), sum(one.applied for one in places)),
        "per_station": body in PER_STATION,
        "query": urlencode(asked),
    }
    return render(request, "recruitment/board.html", context)


def board_export(request: HttpRequest, ending: str) -> FileResponse:
    """Hand out the board as it is filtered."""
    if ending not in ENDINGS:
        raise NotFound(_("Berkas hanya tersedia sebagai CSV atau XLSX."))
    form, body, asked = _asked(request)
    places = _places(actor_in(request), running_election(), body, asked)
    form.must_be_read()
    rows = [
        {
            "wilayah": one.region,
            "nama": one.name,
            "kecamatan": one.district,
            "badan": str(body),
            "keadaan": str(PLACE_STATES[one.state]),
            "hari_pertama": one.opening.opens.isoformat() if one.opening else "",
            "hari_terakhir": one.opening.closes.isoformat() if one.opening else "",
            "dibutuhkan": one.needed,
            "melamar": one.applied,
            "dihitung": one.counting,
            "rw_kurang": " ".join(one.short_rws),
            "diperpanjang": one.is_extended,
        }
        for one in places
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"penerimaan.{ending}"
        write_table(pa.Table.from_pylist(rows), path)
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


def _back(body: BodyKind, region: str) -> HttpResponse:
    return redirect(f"{reverse('recruitment:board')}?{urlencode({'badan': body.value, 'wilayah': region})}")


def open_calls(request: HttpRequest) -> HttpResponse:
    """Say what opening would do, then do it: one place, a district or the whole of the officer's region."""
    actor, election = actor_in(request), running_election()
    board_form, body, asked = _asked(request)
    region = asked.get("wilayah", actor.region)
    places = [one for one in _places(actor, election, body, asked) if one.opening is None]
    board_form.must_be_read()
    form = OpenForm(request.POST or None, stated=registration_days(election, body), on=day_of(now()))
    if request.method == "POST" and places and form.is_valid():
        needed = {one.region: one.needed for one in places}
        given = form.cleaned_data
        try:
            made = open_recruitment_in_bulk(
                actor=actor, election=election, body=body, needed=needed, now=now(), **given
            )
        except Refused as refusal:
            keep_refusal(form, refusal)
        else:
            messages.success(request, _("%(count)s pendaftaran dibuka dan tercatat.") % {"count": len(made)})
            return _back(body, region)
    profile = load_profile(election.profile)
    rule = window_rule(profile, body)
    context = {
        **_said(body, region, places, asked),
        "form": form,
        "stated": registration_days(election, body),
        "is_over": (registration_days(election, body) or (None, day_of(now())))[1] < day_of(now()),
        "rule": rule,
        "criteria": [CRITERIA.get(one, one) for one in profile.words("selection.criteria")],
        "criteria_text": profile.rule("selection.criteria").text(language()),
        "is_proposed": body in profile.words("recruitment.proposal"),
    }
    return render(request, "recruitment/open_calls.html", context)


def _said(body: BodyKind, region: str, places: list[OpeningPlace], asked: dict[str, str]) -> dict[str, object]:
    return {
        "body": BODIES[body],
        "kind": body,
        "region": region,
        "state": asked.get("keadaan", ""),
        "search": asked.get("cari", ""),
        "count": len(places),
        "seats": sum(one.needed for one in places),
        "shown": places[:SHOWN],
        "more": max(len(places) - SHOWN, 0),
    }


def extend(request: HttpRequest) -> HttpResponse:
    """Show the shortage and its rule, then receive applications longer where applicants are too few."""
    actor, election = actor_in(request), running_election()
    board_form, body, asked = _asked(request)
    region = asked.get("wilayah", actor.region)
    everywhere = _places(actor, election, body, asked)
    board_form.must_be_read()
    places = everywhere if len(everywhere) == 1 else [one for one in everywhere if one.may_extend]
    form = ExtendForm(request.POST or None)
    if request.method == "POST" and places and form.is_valid():
        regions = [one.region for one in places]
        given = form.cleaned_data
        try:
            extend_registration(actor=actor, election=election, body=body, regions=regions, now=now(), **given)
        except Refused as refusal:
            keep_refusal(form, refusal)
        else:
            messages.success(request, _("Pendaftaran di %(count)s wilayah diperpanjang.") % {"count": len(places)})
            return _back(body, region)
    profile = load_profile(election.profile)
    rules = (UNIT,) if body in PER_STATION else (FACTOR, DAYS)
    limits = [longest_until(one.opening) for one in places if one.opening is not None]
    context = {
        **_said(body, region, places, asked),
        "form": form,
        "rules": [(rule, profile.rule(rule).text(language()), profile.rule(rule).source.citation) for rule in rules],
        "limit": min((limit for limit in limits if limit is not None), default=None),
        "per_station": body in PER_STATION,
    }
    return render(request, "recruitment/extend.html", context)
