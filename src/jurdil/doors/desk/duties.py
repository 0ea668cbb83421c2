"""What this officer must act on now: counts with the page where it is done, and since when the oldest waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.db.models import Count, Min, QuerySet
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import ngettext

from jurdil.foundation.accounts.roles import OFFICERS, Actor, Role
from jurdil.foundation.accounts.verbs import query
from jurdil.foundation.storage.codes import within
from jurdil.registry.bodies.models import Body, BodyKind
from jurdil.registry.elections.models import Election
from jurdil.stages.oversight.models import Case, CaseState, Report
from jurdil.stages.placement.models import Proposal, ProposalState, Replacement, ReplacementState
from jurdil.stages.recruitment.coverage import OPENABLE, places_of
from jurdil.stages.recruitment.models import Application, Opening, ReviewState
from jurdil.stages.recruitment.reach import seen_by
from jurdil.stages.recruitment.wording import BODIES
from jurdil.stages.vetting.models import Match, Objection
from jurdil.stages.vetting.objections import WATCHERS, objections_within
from jurdil.stages.vetting.queries import signatures_waiting
from jurdil.stages.vetting.suspicion_models import SuspicionState

CASES = (Role.KPU_REGENCY, Role.KPU_PROVINCE, Role.SUPERVISOR)
OPENERS = (Role.KPU_REGENCY, Role.KPU_PROVINCE)


@dataclass(frozen=True)
class Duty:
    """One thing to do. is_mine: the actor's own role does it; else it is shown for those who watch.

    since: when the oldest of them began to wait, None where nothing records it.
    """

    count: int
    words: str
    link: str
    is_mine: bool
    since: datetime | None = None


@query(*OFFICERS, Role.SUPERVISOR)
def duties_of(*, actor: Actor, election: Election, on: date) -> list[Duty]:
    """Return what waits in the actor's region on the day `on`, own duties first; nothing that is done."""
    found = [*_recruitment(actor, election), *_vetting(actor, election), *_placement(actor, election)]
    if actor.role in OPENERS:
        found += _shortages(actor, election, on)
    if actor.role in WATCHERS:
        found.append(_objections(actor, election))
    if actor.role in CASES:
        found += _oversight(actor)
    return sorted((duty for duty in found if duty.count), key=lambda duty: not duty.is_mine)


def _recruitment(actor: Actor, election: Election) -> Iterator[Duty]:
    mine = actor.role in (Role.PPS, Role.KPU_REGENCY)
    rows = Application.objects.filter(seen_by(actor), opening__election=election, withdrawn_at__isnull=True)
    counted = dict(
        rows.filter(review__in=(ReviewState.UNREVIEWED, ReviewState.NEEDS_CLARIFICATION))
        .order_by()
        .values_list("review")
        .annotate(Count("id"))
    )
    words: dict[str, Callable[[int], str]] = {
        ReviewState.UNREVIEWED: lambda n: ngettext("%(n)s lamaran belum diperiksa", "%(n)s lamaran belum diperiksa", n),
        ReviewState.NEEDS_CLARIFICATION: lambda n: ngettext(
            "%(n)s lamaran perlu diperjelas", "%(n)s lamaran perlu diperjelas", n
        ),
    }
    for state, say in words.items():
        count = counted.get(state, 0)
        link = f"{reverse('recruitment:list')}?hasil={state}"
        yield Duty(count, say(count) % {"n": _said(count)}, link, mine)


def _shortages(actor: Actor, election: Election, on: date) -> Iterator[Duty]:
    """Yield the places where too few applied and registration may still be extended, one duty for each kind of body.

    A place whose body is formed is none of them: what is empty there is a vacancy.
    """
    opened: dict[str, set[str]] = {}
    rows = Opening.objects.filter(within("region", actor.region), election=election, body__in=OPENABLE)
    for body, region in rows.values_list("body", "region"):
        opened.setdefault(body, set()).add(region)
    for body, regions in sorted(opened.items()):
        formed = Body.objects.filter(within("region", actor.region), election=election, kind=body)
        waiting = regions - {region.split("/")[0] for region in formed.values_list("region", flat=True)}
        places = places_of(actor=actor, election=election, body=BodyKind(body), on=on) if waiting else []
        count = sum(one.may_extend for one in places if one.region in waiting)
        words = ngettext(
            "%(n)s wilayah kekurangan pelamar %(body)s", "%(n)s wilayah kekurangan pelamar %(body)s", count
        )
        link = f"{reverse('recruitment:board')}?{urlencode({'badan': body, 'keadaan': 'short'})}"
        yield Duty(count, words % {"n": _said(count), "body": BODIES[BodyKind(body)]}, link, True)


def _objections(actor: Actor, election: Election) -> Duty:
    count, since = _waiting(objections_within(actor=actor).filter(match__election=election), "filed_at")
    words = ngettext("%(n)s keberatan menunggu peninjauan", "%(n)s keberatan menunggu peninjauan", count)
    reviews = actor.role == Role.KPU_REGENCY
    return Duty(count, words % {"n": _said(count)}, reverse("vetting:objections"), reviews, since)


def _vetting(actor: Actor, election: Election) -> Iterator[Duty]:
    rules = actor.role == Role.KPU_REGENCY
    rows = Match.objects.filter(within("region", actor.region), election=election)
    counted = {
        state: (count, since)
        for state, count, since in rows.exclude(state=SuspicionState.RULED)
        .order_by()
        .values_list("state")
        .annotate(Count("id"), Min("found_at"))
    }
    unsigned = signatures_waiting(actor=actor, election=election)
    counted[SuspicionState.PROPOSED] = len(unsigned), next(iter(unsigned), None)
    words: dict[str, Callable[[int], str]] = {
        SuspicionState.PROPOSED: lambda n: ngettext(
            "%(n)s usul putusan menunggu tanda tangan kedua", "%(n)s usul putusan menunggu tanda tangan kedua", n
        ),
        SuspicionState.ANSWERED: lambda n: ngettext(
            "%(n)s kecocokan sudah dijawab dan menunggu putusan",
            "%(n)s kecocokan sudah dijawab dan menunggu putusan",
            n,
        ),
        SuspicionState.OPEN: lambda n: ngettext(
            "%(n)s kecocokan belum ditanyakan kepada orangnya", "%(n)s kecocokan belum ditanyakan kepada orangnya", n
        ),
        SuspicionState.ASKED: lambda n: ngettext(
            "%(n)s klarifikasi menunggu jawaban pelamar", "%(n)s klarifikasi menunggu jawaban pelamar", n
        ),
    }
    for state, say in words.items():
        count, since = counted.get(state, (0, None))
        link = f"{reverse('vetting:index')}?keadaan={state}"
        yield Duty(count, say(count) % {"n": _said(count)}, link, rules and state != SuspicionState.ASKED, since)


def _placement(actor: Actor, election: Election) -> Iterator[Duty]:
    signs = actor.role in (Role.PPS, Role.KPU_REGENCY)
    here = within("region", actor.region)
    link = reverse("placement:wards")
    proposed = Proposal.objects.filter(here, election=election, state=ProposalState.PROPOSED)
    count, since = _waiting(proposed, "made_at")
    yield Duty(
        count,
        ngettext("%(n)s susunan tim menunggu pengesahan", "%(n)s susunan tim menunggu pengesahan", count)
        % {"n": _said(count)},
        link,
        signs,
        since,
    )
    confirmed = Proposal.objects.filter(here, election=election, state=ProposalState.CONFIRMED)
    count, since = _waiting(confirmed, "confirmed_at")
    yield Duty(
        count,
        ngettext("%(n)s susunan tim siap diangkat", "%(n)s susunan tim siap diangkat", count) % {"n": _said(count)},
        link,
        signs,
        since,
    )
    still_open = (ReplacementState.VACANT, ReplacementState.OFFERED, ReplacementState.ACCEPTED)
    vacant = Replacement.objects.filter(here, seat__body__election=election, state__in=still_open)
    count, since = _waiting(vacant, "opened_at")
    yield Duty(
        count,
        ngettext("%(n)s kursi kosong belum terisi", "%(n)s kursi kosong belum terisi", count) % {"n": _said(count)},
        link,
        signs,
        since,
    )


def _oversight(actor: Actor) -> Iterator[Duty]:
    handles = actor.role == Role.KPU_REGENCY
    here = within("region", actor.region)
    count, since = _waiting(Report.objects.filter(here, state="received"), "received_at")
    yield Duty(
        count,
        ngettext("%(n)s laporan belum ditangani", "%(n)s laporan belum ditangani", count) % {"n": _said(count)},
        reverse("oversight:reports"),
        handles,
        since,
    )
    count, since = _waiting(Case.objects.filter(here).exclude(state=CaseState.DECIDED), "opened_at")
    yield Duty(
        count,
        ngettext("%(n)s perkara belum diputus", "%(n)s perkara belum diputus", count) % {"n": _said(count)},
        reverse("oversight:cases"),
        handles,
        since,
    )


def _said(count: int) -> str:
    return number_format(count, decimal_pos=0, force_grouping=True)


def _waiting(
    rows: QuerySet[Proposal] | QuerySet[Replacement] | QuerySet[Report] | QuerySet[Case] | QuerySet[Objection],
    field: str,
) -> tuple[int, datetime | None]:
    found = rows.aggregate(count=Count("id"), since=Min(field))
    return found["count"], found["since"]
