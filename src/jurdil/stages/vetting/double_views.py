"""Pages of doubles for officers: the list, one pair with its two files, and what may be done about it."""

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
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.jobs.models import Job
from jurdil.foundation.outbox.arriving import end_of
from jurdil.foundation.storage.clock import now
from jurdil.foundation.storage.codes import within
from jurdil.stages.vetting.double_asking import answer_about_double, ask_about_double
from jurdil.stages.vetting.double_models import Double
from jurdil.stages.vetting.double_rulings import (
    ended_by,
    object_to_double_ruling,
    open_double_objection,
    outcomes_left,
    propose_double_ruling,
    second_double_ruling,
)
from jurdil.stages.vetting.doubles import (
    KIND,
    SETTLERS,
    DoubleFilters,
    ask_to_find_doubles,
    double_of,
    doubles_within,
)
from jurdil.stages.vetting.evidence import links
from jurdil.stages.vetting.explaining import explain_reasons
from jurdil.stages.vetting.exports import ENDINGS, table_file
from jurdil.stages.vetting.forms import (
    AskForm,
    DoubleFilterForm,
    PaperDoubleAnswerForm,
    PaperDoubleObjectionForm,
    RulingForm,
    SecondForm,
)
from jurdil.stages.vetting.hearing import Answer, about_these_facts, deadline_of, has_signed
from jurdil.stages.vetting.history import double_timeline_of
from jurdil.stages.vetting.objections import is_about_these_facts
from jurdil.stages.vetting.posting import Given, paper_of, take
from jurdil.stages.vetting.suspicion_models import SuspicionState
from jurdil.stages.vetting.views import actor_of, chosen_election
from jurdil.stages.vetting.wording import DOUBLE_OUTCOMES, GRADES, STATES

PAGE = 30


def _filters(request: HttpRequest) -> tuple[DoubleFilterForm, DoubleFilters]:
    form = DoubleFilterForm(request.GET)
    if not form.is_valid():
        return form, DoubleFilters()
    given = form.cleaned_data
    return form, DoubleFilters(state=given["keadaan"], grade=given["kekuatan"], ward=given["wilayah"])


def double_list(request: HttpRequest) -> HttpResponse:
    """Show the pairs that wait, or those that are settled, and how the last search went."""
    actor, election = actor_of(request), chosen_election(request)
    form, filters = _filters(request)
    found = form.narrow(doubles_within(actor=actor, election=election, filters=filters))
    page = Paginator(found, PAGE).get_page(request.GET.get("halaman"))
    sought = Job.objects.filter(within("region", actor.region), kind=KIND).order_by("-id").first()
    context = {
        "form": form,
        "page": page,
        "rows": [_shown(row) for row in page],
        "may_settle": actor.role in SETTLERS,
        "sought": sought,
        "election": election,
    }
    return render(request, "vetting/doubles.html", context)


def _shown(row: Double) -> dict[str, object]:
    is_gone = row.one.withdrawn_at is not None or row.other.withdrawn_at is not None
    state = DOUBLE_OUTCOMES[row.outcome] if row.outcome else _("satu lamaran ditarik") if is_gone else STATES[row.state]
    return {"row": row, "grade": GRADES[row.grade], "state": state}


def double_export(request: HttpRequest, ending: str) -> FileResponse:
    """Hand out the list as it is filtered, without numbers of identity, addresses and reasons."""
    actor = actor_of(request)
    if actor.role not in SETTLERS or ending not in ENDINGS:
        raise NotFound(_("Halaman ini tidak ada, atau bukan untuk peran Anda."))
    form, filters = _filters(request)
    form.must_be_read()
    rows = doubles_within(actor=actor, election=chosen_election(request), filters=filters)
    names = ("nama_pertama", "wilayah_pertama", "nama_kedua", "wilayah_kedua", "kekuatan", "keadaan")
    cells = [
        (row.one.person.name, row.one.region, row.other.person.name, row.other.region, str(GRADES[row.grade]),
         str(_shown(row)["state"]))
        for row in rows
    ]  # fmt: skip
    columns = {name: pa.array([cell[at] for cell in cells], pa.string()) for at, name in enumerate(names)}
    return table_file(pa.table(columns), f"orang-sama.{ending}")


@require_POST
def seek(request: HttpRequest) -> HttpResponse:
    """Ask for a search over the officer's region."""
    actor = actor_of(request)
    ask_to_find_doubles(actor=actor, election=chosen_election(request), region=actor.region, now=now())
    return redirect("vetting:doubles")


def double_page(request: HttpRequest, double_id: UUID) -> HttpResponse:
    """Show one pair: both files, the reasons side by side, what happened, what may be done."""
    actor = actor_of(request)
    row = double_of(actor=actor, double_id=double_id)
    objection = open_double_objection(row)
    context = {
        **_shown(row),
        "explanation": explain_reasons(json.loads(row.reasons.reveal() or "[]")),
        "timeline": double_timeline_of(row, role=actor.role),
        "objection": objection,
        "files": links(objection, actor.role),
        "has_signed": has_signed(actor, row),
        **_forms(actor, row),
    }
    return render(request, "vetting/double.html", context)


def _ruling_form(row: Double, data: object = None) -> RulingForm:
    return RulingForm(data, outcomes={one: DOUBLE_OUTCOMES[one] for one in outcomes_left(row)})


def _forms(actor: Actor, row: Double) -> dict[str, object]:
    """Return the forms that this actor may use on this pair as it stands."""
    settles, asks = actor.role in SETTLERS, actor.role in (*SETTLERS, Role.PPS)
    is_gone = row.one.withdrawn_at is not None or row.other.withdrawn_at is not None
    waits = row.state not in (SuspicionState.PROPOSED, SuspicionState.RULED) and not is_gone
    questions = list(row.questions.filter(answered_at__isnull=True).select_related("application__person"))
    ruling = row.rulings.filter(decided_at__isnull=True, declined="").order_by("-id").first()
    objection = open_double_objection(row)
    is_review = objection is not None and is_about_these_facts(objection, row)
    blocked = objection is not None and has_signed(actor, row)
    ruled = row.rulings.filter(decided_at__isnull=False).order_by("-decided_at").first()
    ends = ruled is not None and ended_by(row, ruled.outcome) is not None
    may_object = ends and row.state == SuspicionState.RULED and not row.objections.exists()
    return {
        "ask_form": AskForm() if asks and waits and not about_these_facts(row, questions) and not is_review else None,
        "questions": [(one, end_of(deadline_of(one))) for one in questions] if asks and waits else [],
        "answer_form": PaperDoubleAnswerForm(),
        "ruling_form": _ruling_form(row) if settles and waits and not blocked else None,
        "second_form": SecondForm() if settles and ruling is not None and not blocked else None,
        "ruling": ruling,
        "ruling_outcome": DOUBLE_OUTCOMES[ruling.outcome] if ruling else "",
        "is_own_proposal": ruling is not None and str(actor.account_id) in ruling.proposed_by,
        "paper_objection_form": PaperDoubleObjectionForm() if settles and may_object else None,
        "ruled": ruled,
    }


def _back(double_id: UUID) -> str:
    return reverse("vetting:double", args=[double_id])


@require_POST
def ask_double(request: HttpRequest, double_id: UUID) -> HttpResponse:
    """Ask the people of both applications."""
    actor = actor_of(request)
    return take(
        request,
        AskForm(request.POST),
        lambda given: ask_about_double(actor=actor, double_id=double_id, question=given["question"], now=now()),
        _back(double_id),
    )


@require_POST
def answer_double(request: HttpRequest, double_id: UUID, question_id: UUID) -> HttpResponse:
    """Record an answer that came on paper."""
    actor, form = actor_of(request), PaperDoubleAnswerForm(request.POST, request.FILES)

    def act(given: Given) -> object:
        said = Answer(given["kind"], given["words"], {"letter": paper_of(given)}, files=form.attached())
        return answer_about_double(actor=actor, question_id=question_id, answer=said, now=now())

    return take(request, form, act, _back(double_id))


@require_POST
def propose_double(request: HttpRequest, double_id: UUID) -> HttpResponse:
    """Propose how it is settled."""
    actor = actor_of(request)
    return take(
        request,
        _ruling_form(double_of(actor=actor, double_id=double_id), request.POST),
        lambda given: propose_double_ruling(actor=actor, double_id=double_id, now=now(), **given),
        _back(double_id),
    )


@require_POST
def second_double(request: HttpRequest, double_id: UUID, ruling_id: UUID) -> HttpResponse:
    """Sign a proposed ruling, or decline it."""
    actor = actor_of(request)
    return take(
        request,
        SecondForm(request.POST),
        lambda given: second_double_ruling(actor=actor, ruling_id=ruling_id, now=now(), **given),
        _back(double_id),
    )


@require_POST
def object_double(request: HttpRequest, double_id: UUID, ruling_id: UUID) -> HttpResponse:
    """Record an objection that came as a letter."""
    actor, form = actor_of(request), PaperDoubleObjectionForm(request.POST, request.FILES)

    def act(given: Given) -> object:
        words, paper, files = given["words"], paper_of(given), form.attached()
        return object_to_double_ruling(
            actor=actor, ruling_id=ruling_id, words=words, files=files, paper=paper, now=now()
        )

    return take(request, form, act, _back(double_id))
