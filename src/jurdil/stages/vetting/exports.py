"""Pages that hand out or take in files: the work list, the inquiry to the maker of a list, the sealed notices."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import cast
from uuid import UUID

import pyarrow as pa
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from jurdil.engines.tables import MissingColumn, UnreadableFile, write_table
from jurdil.errors import NotFound, Refused
from jurdil.foundation.accounts.roles import Role
from jurdil.foundation.storage.clock import day_of, now
from jurdil.foundation.storage.files import file_words, passed_over
from jurdil.foundation.storage.ids import is_id
from jurdil.registry.regions.forms import UnitFilter
from jurdil.registry.rosters.queries import titles_of
from jurdil.stages.vetting.forms import InquiryForm, RepliesForm
from jurdil.stages.vetting.inquiries import (
    Replies,
    askable_rosters,
    export_inquiry,
    import_inquiry_replies,
    inquiries_within,
    inquiry_of,
    open_inquiry,
)
from jurdil.stages.vetting.inquiry_form import CHOICES, told
from jurdil.stages.vetting.models import Inquiry
from jurdil.stages.vetting.notices import MOST, Notice, must_be_some, notices_to_seal, seal_notices
from jurdil.stages.vetting.queries import open_matches, suspects, worklist
from jurdil.stages.vetting.suspicion_models import SuspicionState
from jurdil.stages.vetting.views import actor_of, asked_of, chosen_election, filters_of
from jurdil.stages.vetting.wording import GONE, GRADES, OUTCOMES, PRESENCES, REPLIES, STATES, Words

ENDINGS = ("csv", "xlsx")


def worklist_file(request: HttpRequest, ending: str) -> FileResponse:
    """Hand out the work list as it is filtered, for those who rule; without numbers of identity and addresses."""
    actor, election = actor_of(request), chosen_election(request)
    if actor.role != Role.KPU_REGENCY or ending not in ENDINGS:
        raise NotFound(_("Halaman ini tidak ada, atau bukan untuk peran Anda."))
    form = asked_of(request)
    form.must_be_read()
    filters = filters_of(form)
    people = worklist(actor=actor, election=election, filters=filters, on=day_of(now()))
    matches = open_matches(actor=actor, filters=filters).filter(election=election)
    rows = [
        {
            _("diputus_sebelum"): "" if match.state == SuspicionState.RULED else str(suspect.due or ""),
            _("wilayah"): suspect.region,
            _("badan"): suspect.body,
            _("nama"): suspect.person.name,
            _("daftar"): match.roster,
            _("kekuatan"): str(GRADES.get(match.grade, match.grade)),
            _("bukti"): match.evidence_class,
            _("keadaan"): str(STATES[match.state]),
            _("putusan"): str(OUTCOMES.get(match.outcome, "")),
            _("di_daftar_terbaru"): str(PRESENCES.get(match.presence, "")),
        }
        for suspect in suspects(people, matches)
        for match in suspect.matches
    ]
    return table_file(pa.Table.from_pylist(rows), f"penyaringan.{ending}")


def table_file(table: pa.Table, name: str) -> FileResponse:
    """Return a table as a file to keep; its kind by the ending of `name`."""
    with tempfile.TemporaryDirectory() as folder:  # made 0700; the open file outlives it
        path = Path(folder) / name
        write_table(table, path)
        return FileResponse(path.open("rb"), as_attachment=True, filename=name)


def inquiries(request: HttpRequest) -> HttpResponse:
    """Show the batches of questions to makers of lists, and open a new one."""
    actor, election = actor_of(request), chosen_election(request)
    listed, askable = inquiries_within(actor=actor), askable_rosters(actor=actor, election=election)
    titles = titles_of([*askable, *(inquiry.roster for inquiry in listed)])
    form = InquiryForm(request.POST or None, rosters=_choices(askable, titles))
    if request.method == "POST" and form.is_valid():
        roster = form.cleaned_data["roster"]
        made = open_inquiry(actor=actor, election=election, roster=roster, region=actor.region, now=now())
        return redirect("vetting:inquiry", inquiry_id=made.id)
    shown = [(inquiry, titles.get(inquiry.roster, inquiry.roster)) for inquiry in listed]
    return render(request, "vetting/inquiries.html", {"form": form, "askable": askable, "inquiries": shown})


def _choices(askable: dict[str, int], titles: dict[str, str]) -> Words:
    return {
        name: ngettext("%(name)s: %(count)s entri (%(title)s)", "%(name)s: %(count)s entri (%(title)s)", count)
        % {"title": titles.get(name, name), "name": name, "count": count}
        for name, count in askable.items()
    }


def inquiry_page(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """Show one batch, its replies, and take in the file that came back."""
    inquiry = inquiry_of(actor=actor_of(request), inquiry_id=inquiry_id)
    form = RepliesForm(request.POST or None, request.FILES or None)
    replies: Replies | None = None
    if request.method == "POST" and form.is_valid():
        replies = _take_in(request, form, inquiry)
        if replies is not None and not replies.faults:
            return redirect("vetting:inquiry", inquiry_id=inquiry.id)
    lines = inquiry.lines.select_related("match__snapshot").order_by("id")
    context = {
        "inquiry": inquiry,
        "title": titles_of([inquiry.roster]).get(inquiry.roster, inquiry.roster),
        "lines": [(line, REPLIES.get(line.reply, ""), GONE.get(line.match.presence, "")) for line in lines],
        "form": form,
        "replies": replies,
        "faults": [(fault, *told(fault)) for fault in replies.faults] if replies else [],
        "choices": CHOICES,
    }
    response = render(request, "vetting/inquiry.html", context)
    if replies is not None:
        response["X-Posting-Done"] = "1"  # good rows were kept although others were faulty
    return response


def _take_in(request: HttpRequest, form: RepliesForm, inquiry: Inquiry) -> Replies | None:
    file = cast("UploadedFile[bytes]", form.cleaned_data["file"])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("replies" + Path(str(file.name)).suffix.lower())
        with path.open("wb") as copy:
            copy.writelines(file.chunks())
        try:
            replies = import_inquiry_replies(actor=actor_of(request), inquiry_id=inquiry.id, path=path, now=now())
        except (MissingColumn, UnreadableFile) as fault:
            form.add_error("file", " ".join(file_words(fault)))
            return None
    for words in passed_over(replies.titles, replies.charts):
        messages.info(request, words)
    return replies


@require_POST
def inquiry_file(request: HttpRequest, inquiry_id: UUID, ending: str) -> FileResponse:
    """Hand out the file for the maker of the list; that it was made stands in the log."""
    if ending not in ENDINGS:
        raise NotFound(_("Halaman ini tidak ada, atau bukan untuk peran Anda."))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"pertanyaan.{ending}"
        export_inquiry(actor=actor_of(request), inquiry_id=inquiry_id, path=path, now=now())
        response = FileResponse(path.open("rb"), as_attachment=True, filename=path.name)
    response["X-Posting-Done"] = "1"
    return response


def notices(request: HttpRequest) -> HttpResponse:
    """Show the notices to be printed and sealed; a POST asks whether they left, and notes it once that is affirmed."""
    actor = actor_of(request)
    form = UnitFilter(request.GET, scope=actor.region)
    waiting = [] if form.errors else notices_to_seal(actor=actor, region=form.code)
    context: dict[str, object] = {"notices": waiting, "most": MOST, "is_full": len(waiting) == MOST, "form": form}
    if request.method != "POST":
        return render(request, "vetting/notices.html", context)
    ids = _in_hand(request)
    if "sure" not in request.POST:
        return _ask_whether_handed(request, [one for one in waiting if one.id in ids], context)
    count = seal_notices(actor=actor, region=actor.region, ids=sorted(ids), now=now())
    said = ngettext("%(n)s surat dicatat sudah diserahkan.", "%(n)s surat dicatat sudah diserahkan.", count)
    messages.success(request, said % {"n": number_format(count)})
    return redirect(request.get_full_path())


def _in_hand(request: HttpRequest) -> set[UUID]:
    """Return the notices that the officer says are handed over: the ticked ones, or all that the page showed."""
    shown = request.POST.get("notices", "").split()
    said = shown if "all" in request.POST else request.POST.getlist("notice")
    return {UUID(one) for one in said if is_id(one)}


def _ask_whether_handed(request: HttpRequest, handed: list[Notice], context: dict[str, object]) -> HttpResponse:
    """Name whom the notices went to and ask once more: a time begins to run for each of them."""
    try:
        must_be_some([one.id for one in handed])
    except Refused as refusal:
        return render(request, "vetting/notices.html", {**context, "refusal": refusal}, status=403)
    return render(request, "vetting/handed.html", {"handed": handed, "back": request.get_full_path()})
