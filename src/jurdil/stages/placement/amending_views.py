"""Officers' pages that change a proposal: mend it, move people by hand, lock them, explain a shortage, shuffle late."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jurdil.engines.teams import Violation
from jurdil.errors import Conflict, NotFound
from jurdil.foundation.storage.clock import now
from jurdil.law import Rule, coming_beacons, load_profile
from jurdil.stages.placement.amending import CHANGEABLE, broken_rule, change_teams, reveal_shuffle, seal_shuffle
from jurdil.stages.placement.drafting import RESERVE, Draft, draft_mending, draft_moves
from jurdil.stages.placement.explaining import GROUNDS, shortage_of
from jurdil.stages.placement.forms import LockForm, MendForm, MoveForm, ReasonForm
from jurdil.stages.placement.locking import lock_person, release_lock
from jurdil.stages.placement.models import Proposal, ProposedSeat
from jurdil.stages.placement.queries import locks_of, proposal_of, proposed_seat_of, seats_of, stations_of
from jurdil.stages.placement.views import Shown, acting, signing, station_words
from jurdil.stages.placement.wording import RULE_LABELS, VIOLATION_LABELS, lack_words, way_words
from jurdil.stages.recruitment.forms import language
from jurdil.stages.recruitment.models import Application
from jurdil.stages.selection.forms import BeaconsForm
from jurdil.stages.selection.lot_views import SPARE_MINUTES
from jurdil.stages.selection.wording import author_words

VACANT = "kosong"
SEED_BYTES = 32


def _changeable(request: HttpRequest, proposal_id: UUID) -> Proposal:
    proposal = proposal_of(actor=signing(request), proposal_id=proposal_id)
    if proposal.state not in CHANGEABLE:
        raise Conflict("Usulan ini sudah diangkat atau tidak berlaku lagi.")
    return proposal


def _names(ids: Iterable[str]) -> dict[str, str]:
    rows = Application.objects.filter(id__in=[UUID(one) for one in ids]).values_list("id", "person__name")
    return {str(key): name for key, name in rows}


def _violation(violation: Violation, names: dict[str, str]) -> Shown:
    return {
        "rule": broken_rule(violation),
        "words": VIOLATION_LABELS.get(violation.rule, violation.rule),
        "people": [names.get(one, "") for one in violation.person_ids],
        "station": violation.place_id,
    }


def shown_draft(draft: Draft) -> Shown:
    """Return a draft made ready for the page: who moves, what it costs, which rules it would break."""
    people = {one.person_id for one in draft.changes} | {name for one in draft.violations for name in one.person_ids}
    names = _names(people)
    return {
        "digest": draft.digest,
        "moved": draft.moved,
        "changes": [
            (names.get(one.person_id, ""), station_words(one.before), station_words(one.after)) for one in draft.changes
        ],
        "costs": [(RULE_LABELS[cost.rule], cost.before, cost.after, cost.gain) for cost in draft.costs],
        "total": sum(cost.gain for cost in draft.costs),
        "violations": [_violation(one, names) for one in draft.violations],
        "short": [(station_words(one.place_id), one.missing) for one in draft.outcome.short],
    }


def _confirm(request: HttpRequest, draft: Draft) -> tuple[ReasonForm, HttpResponse | None]:
    """Take the confirmation of a draft; what is confirmed must be what was shown."""
    form = ReasonForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return form, None
    if request.POST.get("digest") != draft.digest:
        raise Conflict("Keadaan berubah sejak pratinjau dibuat. Lihat pratinjaunya sekali lagi, lalu sahkan.")
    made = change_teams(actor=acting(request), draft=draft, reason=form.cleaned_data["reason"], now=now())
    return form, redirect("placement:proposal", proposal_id=made.id)


def mend(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Show what mending the teams would move, and confirm it."""
    proposal = _changeable(request, proposal_id)
    ask = MendForm(request.GET if "paling_banyak" in request.GET else None)
    draft = draft_mending(proposal, most_moves=ask.cleaned_data["paling_banyak"]) if ask.is_valid() else None
    form, done = _confirm(request, draft) if draft else (None, None)
    if done is not None:
        return done
    context = {"proposal": proposal, "region": proposal.region, "ask": ask, "form": form}
    return render(request, "placement/mend.html", context | {"draft": shown_draft(draft) if draft else None})


def _targets(proposal: Proposal) -> list[tuple[str, str]]:
    return [(RESERVE, str(_("Cadangan"))), *((code, station_words(code)) for code in stations_of(proposal))]


def _moves(request: HttpRequest, proposal: Proposal, seat: ProposedSeat, target: str) -> dict[str, str] | None:
    """Return who goes where by the choices made so far: nobody is chosen yet, a vacant seat, or a swap."""
    other = request.GET.get("dengan", "")
    if target == seat.station or not other:
        return None
    person = str(seat.application_id)
    if other == VACANT:
        return {person: target}
    row = seats_of(proposal, [target]).filter(id=other).first()
    return {person: target, str(row.application_id): seat.station} if row else None


def move(request: HttpRequest, proposal_id: UUID, seat_id: UUID) -> HttpResponse:
    """Choose where somebody goes and with whom they change, show the consequences, and confirm."""
    proposal = _changeable(request, proposal_id)
    seat = proposed_seat_of(actor=acting(request), proposal_id=proposal_id, seat_id=seat_id)
    ask = MoveForm(_targets(proposal), request.GET if "tps" in request.GET else None)
    chosen = ask.cleaned_data["tps"] if ask.is_valid() else None
    moves = _moves(request, proposal, seat, chosen) if chosen is not None else None
    draft = draft_moves(proposal, moves) if moves else None
    form, done = _confirm(request, draft) if draft else (None, None)
    if done is not None:
        return done
    others = [] if chosen is None or chosen == seat.station else list(seats_of(proposal, [chosen]))
    context = {
        "proposal": proposal,
        "region": proposal.region,
        "seat": seat,
        "here": station_words(seat.station),
        "ask": ask,
        "target": chosen,
        "others": others,
        "has_room": chosen is not None and (chosen == RESERVE or bool(proposal.short.get(chosen))),
        "vacant": VACANT,
        "form": form,
        "draft": shown_draft(draft) if draft else None,
    }
    return render(request, "placement/move.html", context)


def locks(request: HttpRequest, region: str) -> HttpResponse:
    """Show the locks of a ward, those released too, and release one."""
    rows = list(locks_of(actor=acting(request), region=region))
    names = author_words({one.locked_by for one in rows} | {one.released_by for one in rows if one.released_by})
    lines = [(one, station_words(one.station), names[one.locked_by], names.get(one.released_by, "")) for one in rows]
    context = {"region": region, "lines": lines, "form": ReasonForm()}
    return render(request, "placement/locks.html", context)


def lock(request: HttpRequest, proposal_id: UUID, seat_id: UUID) -> HttpResponse:
    """Lock somebody to a station, their own in the proposal unless another is chosen."""
    proposal = _changeable(request, proposal_id)
    seat = proposed_seat_of(actor=acting(request), proposal_id=proposal_id, seat_id=seat_id)
    places = [one for one in _targets(proposal) if one[0] != RESERVE]
    form = LockForm(places, request.POST or None, initial={"tps": seat.station})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = lock_person(
            actor=acting(request),
            application_id=seat.application_id,
            station=given["tps"],
            reason=given["reason"],
            now=now(),
        )
        return redirect("placement:locks", region=made.region)
    context = {"proposal": proposal, "region": proposal.region, "seat": seat, "form": form}
    return render(request, "placement/lock.html", context)


@require_POST
def release(request: HttpRequest, lock_id: UUID) -> HttpResponse:
    """Release a lock with a reason."""
    made = release_lock(actor=signing(request), lock_id=lock_id, reason=request.POST.get("reason", ""), now=now())
    return redirect("placement:locks", region=made.region)


def _ground(rule: Rule) -> Shown:
    words = rule.text_id if language() == "id" else rule.text_en
    return {"id": rule.id, "words": words, "source": rule.source.citation, "is_policy": rule.mode == "policy"}


def shortage(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Say which stations lack whom, why, and the mildest way out with the rule it rests on."""
    proposal = proposal_of(actor=acting(request), proposal_id=proposal_id)
    found = shortage_of(proposal)
    lacks = [
        (
            station_words(one.place_id),
            lack_words(one, [rule for place, rule, _n in proposal.unmet if place == one.place_id]),
        )
        for one in (found.explanation.lacks if found else ())
    ]
    rules = load_profile(proposal.election.profile).rules
    ways = [(way_words(way), _ground(rules[GROUNDS[way]])) for way in (found.ways if found else ())]
    remedy = found.explanation.remedy if found else None
    context = {
        "proposal": proposal,
        "region": proposal.region,
        "lacks": lacks,
        "ways": ways,
        "fills": remedy.fills if remedy else 0,
        "fills_all": remedy is not None and remedy.fills_all,
        "may_extend": found is not None and "extension" in found.ways,
    }
    return render(request, "placement/shortage.html", context)


@require_POST
def seal(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Seal a late shuffle: its hash, and the public values to come, stand in the log from now."""
    actor, seed = signing(request), secrets.token_bytes(SEED_BYTES)
    proposal = proposal_of(actor=actor, proposal_id=proposal_id)
    wait = load_profile(proposal.election.profile).value("selection.beacons")["wait_minutes"]
    beacons = coming_beacons(now() + timedelta(minutes=wait + SPARE_MINUTES))
    seal_shuffle(actor=actor, proposal_id=proposal_id, seed=seed, beacons=beacons, now=now())
    return redirect("placement:proposal", proposal_id=proposal_id)


def reveal(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Take the public values, open the seal of a proposal and show the shuffled teams."""
    actor = signing(request)
    proposal = proposal_of(actor=actor, proposal_id=proposal_id)
    sealed = getattr(proposal, "shuffle", None)
    if sealed is None:
        raise NotFound("Susunan ini tidak bersegel.")
    form = BeaconsForm(sealed.named, request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = reveal_shuffle(actor=actor, shuffle_id=sealed.id, beacons=form.beacons(), now=now())
        return redirect("placement:proposal", proposal_id=made.outcome_id)
    return render(request, "placement/reveal.html", {"proposal": proposal, "region": proposal.region, "form": form})
