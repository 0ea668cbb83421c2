"""Pages of kin: for officers the list and one relation; for the person what is recorded about oneself."""

from __future__ import annotations

import json
from uuid import UUID

import pyarrow as pa
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jurdil.errors import NotFound
from jurdil.foundation.accounts.roles import Actor, is_same_hand
from jurdil.foundation.jobs.models import Job
from jurdil.foundation.storage.clock import now
from jurdil.foundation.storage.codes import within
from jurdil.stages.vetting.evidence import links, own_links
from jurdil.stages.vetting.exports import ENDINGS, table_file
from jurdil.stages.vetting.forms import SecondForm
from jurdil.stages.vetting.kin import KIND, KinFilters, ask_to_find_kin, is_of_the_two, kin_of, kin_within, own_kin
from jurdil.stages.vetting.kin_deciding import dispute_kin, open_kin_ruling, propose_kin_ruling, second_kin_ruling
from jurdil.stages.vetting.kin_forms import DisputeForm, KinDecisionForm, KinFilterForm, PaperDisputeForm
from jurdil.stages.vetting.kin_models import KinRuling, Kinship, KinState
from jurdil.stages.vetting.posting import Given, is_taken, paper_of, take
from jurdil.stages.vetting.views import actor_of, chosen_election
from jurdil.stages.vetting.wording import KIN_REASONS, KIN_STATES, KIN_STRENGTHS, RELATIONS

PAGE = 25


def _filters(request: HttpRequest) -> tuple[KinFilterForm, KinFilters]:
    form = KinFilterForm(request.GET)
    if not form.is_valid():
        return form, KinFilters()
    given = form.cleaned_data
    return form, KinFilters(given["keadaan"], given["hubungan"], given["kekuatan"], given["wilayah"])


def _shown(row: Kinship) -> dict[str, object]:
    reasons = json.loads(row.reasons.reveal() or "[]")
    return {
        "row": row,
        "relation": RELATIONS[row.relation],
        "strength": KIN_STRENGTHS[row.strength],
        "state": KIN_STATES[row.state],
        "reasons": [(KIN_REASONS[one["field"]], one["person_value"], one["other_value"]) for one in reasons],
    }


def kin_list(request: HttpRequest) -> HttpResponse:
    """Show the relations that wait for an officer, or those in another state."""
    actor, election = actor_of(request), chosen_election(request)
    form, filters = _filters(request)
    found = form.narrow(kin_within(actor=actor, election=election, filters=filters))
    page = Paginator(found, PAGE).get_page(request.GET.get("halaman"))
    sought = Job.objects.filter(within("region", actor.region), kind=KIND).order_by("-id").first()
    once = KinRuling.objects.filter(kinship__in=[row.id for row in page], decided_at__isnull=True, declined="")
    waiting = set(once.values_list("kinship_id", flat=True))
    rows = [{**_shown(row), "is_signed_once": row.id in waiting} for row in page]
    context = {"form": form, "page": page, "rows": rows, "sought": sought}
    return render(request, "vetting/kin.html", context)


def kin_export(request: HttpRequest, ending: str) -> FileResponse:
    """Hand out the list as it is filtered: names, ward, relation and state; no addresses and numbers."""
    if ending not in ENDINGS:
        raise NotFound(_("Halaman ini tidak ada, atau bukan untuk peran Anda."))
    form, filters = _filters(request)
    rows = kin_within(actor=actor_of(request), election=chosen_election(request), filters=filters)
    form.must_be_read()
    names = ("wilayah", "nama_pertama", "nama_kedua", "hubungan", "kekuatan", "keadaan")
    cells = [
        (row.region, row.one.name, row.other.name, str(RELATIONS[row.relation]), str(KIN_STRENGTHS[row.strength]),
         str(KIN_STATES[row.state]))
        for row in rows
    ]  # fmt: skip
    columns = {name: pa.array([cell[at] for cell in cells], pa.string()) for at, name in enumerate(names)}
    return table_file(pa.table(columns), f"kerabat.{ending}")


@require_POST
def seek_kin(request: HttpRequest) -> HttpResponse:
    """Ask for a search over the officer's region."""
    actor = actor_of(request)
    ask_to_find_kin(actor=actor, election=chosen_election(request), region=actor.region, now=now())
    return redirect("vetting:kin")


def _can_be_disputed(row: Kinship) -> bool:
    return row.state in (KinState.PROPOSED, KinState.CONFIRMED) and row.upheld_at is None


def kin_page(request: HttpRequest, kinship_id: UUID) -> HttpResponse:
    """Show one relation with its reasons, and take in a proposal; what was typed stays where it is refused."""
    actor = actor_of(request)
    row = kin_of(actor=actor, kinship_id=kinship_id)
    form = KinDecisionForm(request.POST or None)

    def act(given: Given) -> object:
        return propose_kin_ruling(actor=actor, kinship_id=kinship_id, now=now(), **given)

    if request.method == "POST" and is_taken(form, act):
        return redirect("vetting:kinship", kinship_id=row.id)
    ruling = open_kin_ruling(row)
    context = {
        **_shown(row),
        "files": links(row, actor.role),
        "is_of_the_two": is_of_the_two(actor, row),
        "form": form if row.state != KinState.REJECTED and ruling is None else None,
        "ruling": ruling,
        "is_own_proposal": ruling is not None and is_same_hand(ruling.proposed_by, actor),
        "second_form": SecondForm(),
        "paper_form": PaperDisputeForm(row=row) if _can_be_disputed(row) else None,
    }
    return render(request, "vetting/kinship.html", context)


@require_POST
def second_kin(request: HttpRequest, kinship_id: UUID, ruling_id: UUID) -> HttpResponse:
    """Sign a proposed ruling on a relation, or decline it with words."""
    actor = actor_of(request)

    def act(given: Given) -> object:
        return second_kin_ruling(actor=actor, ruling_id=ruling_id, now=now(), **given)

    return take(request, SecondForm(request.POST), act, reverse("vetting:kinship", args=[kinship_id]))


@require_POST
def record_dispute(request: HttpRequest, kinship_id: UUID) -> HttpResponse:
    """Record a dispute that came as a letter."""
    actor = actor_of(request)
    form = PaperDisputeForm(request.POST, request.FILES, row=kin_of(actor=actor, kinship_id=kinship_id))

    def act(given: Given) -> object:
        said = {"words": given["words"], "files": form.attached(), "paper": paper_of(given)}
        return dispute_kin(actor=actor, kinship_id=kinship_id, disputer_id=given["disputer_id"], now=now(), **said)

    return take(request, form, act, reverse("vetting:kinship", args=[kinship_id]))


def _own_shown(row: Kinship, actor: Actor) -> dict[str, object]:
    """Return a relation as one of the two sees it: what the other said and handed in is not theirs to see."""
    other = row.other if row.one_id == actor.person_id else row.one
    is_own_dispute = row.disputer_id is not None and row.disputer_id == actor.person_id
    return {
        **_shown(row),
        "name": other.name if row.decided_at is not None else "",
        "can_dispute": _can_be_disputed(row),
        "is_own_dispute": is_own_dispute,
        "files": own_links(row) if is_own_dispute else [],
    }


def own_kin_list(request: HttpRequest) -> HttpResponse:
    """Show the person what is recorded about kin; the other's name only where officers have decided."""
    actor = actor_of(request)
    rows = [_own_shown(row, actor) for row in own_kin(actor=actor)]
    return render(request, "vetting/own_kin.html", {"rows": rows})


def own_dispute(request: HttpRequest, kinship_id: UUID) -> HttpResponse:
    """Take in a dispute; what was typed stays where it is refused."""
    actor = actor_of(request)
    row = next((one for one in own_kin(actor=actor) if one.id == kinship_id), None)
    if row is None:
        raise NotFound(_("Hubungan ini tidak ada, atau bukan tentang Anda."))
    form = DisputeForm(request.POST or None, request.FILES or None)

    def act(given: Given) -> object:
        return dispute_kin(actor=actor, kinship_id=kinship_id, words=given["words"], files=form.attached(), now=now())

    if request.method == "POST" and is_taken(form, act):
        return redirect("own_vetting:kin")
    return render(request, "vetting/own_dispute.html", {**_own_shown(row, actor), "form": form})
