"""Pages that appoint whoever accepted: all at once after a look at the list, or one; and the letter of a case."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pyarrow as pa
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from jurdil.engines.tables import write_table
from jurdil.errors import Conflict, NotFound
from jurdil.foundation.accounts.roles import Actor
from jurdil.foundation.storage.clock import day_of, now
from jurdil.foundation.storage.codes import regency_of
from jurdil.registry.bodies.letter_papers import make_paper
from jurdil.registry.bodies.letters import paper_of
from jurdil.registry.elections.models import Election
from jurdil.stages.placement.filling import (
    Ready,
    accepted_cases,
    appoint_accepted,
    ask_for_letter,
    digest_of,
    fill_seat,
)
from jurdil.stages.placement.forms import ReplacementDecreeForm, SureDecreeForm
from jurdil.stages.placement.letter_views import pdf
from jurdil.stages.placement.letters import letter_of, shown_rests
from jurdil.stages.placement.queries import replacement_of
from jurdil.stages.placement.reserve_views import ENDINGS, running_election
from jurdil.stages.placement.reserves import vacant_from
from jurdil.stages.placement.views import PAGE, Shown, acting, signing
from jurdil.stages.placement.wording import ROLE_LABELS, ready_words


def _found(actor: Actor, election: Election, body: str, until: datetime) -> list[Ready]:
    return accepted_cases(actor=actor, election=election, on=day_of(now()), until=until, body=body)


def _kinds(ready: Sequence[Ready]) -> list[str]:
    return sorted({one.case.seat.body.kind for one in ready})


def _until(request: HttpRequest) -> datetime:
    """Return up to which moment answers were shown; now where nothing was shown yet."""
    with suppress(ValueError):  # a day that is none, or a moment without its zone, was shown by nobody
        shown = parse_datetime(request.POST.get("sampai", ""))
        if shown is not None and shown.tzinfo is not None:
            return shown
    return now()


def appoint_many(request: HttpRequest) -> HttpResponse:
    """Show who would be appointed and what bars others; once confirmed, appoint them as a job with their letters."""
    actor, election, until = signing(request), running_election(), _until(request)
    everybody = _found(actor, election, "", until)
    kinds = _kinds(everybody)
    body = request.GET.get("badan") or (kinds[0] if kinds else "")
    ready = [one for one in everybody if one.case.seat.body.kind == body]
    able = [one for one in ready if not one.bar]
    form = SureDecreeForm(request.POST or None, initial={"on": day_of(now())})
    if request.method == "POST" and form.is_valid():
        if digest_of(able) != request.POST.get("digest"):
            raise Conflict("Daftar ini berubah sejak Anda melihatnya. Lihat lagi, lalu sahkan.")
        authority, given = regency_of(actor.region), form.decree()
        ids = [one.case.id for one in able]
        job = appoint_accepted(actor=actor, election=election, case_ids=ids, authority=authority, now=now(), **given)
        return redirect("placement:job", job_id=job.id)
    page = Paginator(ready, PAGE).get_page(request.GET.get("halaman"))
    context = {
        "form": form,
        "body": body,
        "kinds": kinds,
        "page": page,
        "lines": [_line(one) for one in page],
        "able": len(able),
        "barred": len(ready) - len(able),
        "until": until.isoformat(),
        "digest": digest_of(able),
        "rests": shown_rests(election, actor.region, day_of(now()), body),
        "endings": ENDINGS,
    }
    return render(request, "placement/appoint_many.html", context)


def _line(one: Ready) -> Shown:
    what, remedy = ready_words(one.bar)
    return {"one": one, "role": ROLE_LABELS[one.case.seat.role], "what": what, "remedy": remedy}


def appoint_many_file(request: HttpRequest, ending: str) -> FileResponse:
    """Hand out the same list as a file."""
    if ending not in ENDINGS:
        raise NotFound("Berkas hanya tersedia sebagai CSV atau XLSX.")
    ready = _found(signing(request), running_election(), request.GET.get("badan", ""), now())
    table = pa.Table.from_pylist([_row(one) for one in ready])
    with tempfile.TemporaryDirectory() as folder:  # made 0700; the open file outlives it
        path = Path(folder) / f"pengganti-menerima.{ending}"
        write_table(table, path)
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


def _row(one: Ready) -> dict[str, str]:
    case, words = one.case, ready_words(one.bar)
    assert case.offered_to is not None  # an accepted offer has somebody it was made to
    return {
        _("wilayah"): case.region,
        _("badan"): case.seat.body.kind,
        _("kursi"): str(case.seat.number),
        _("peran"): str(ROLE_LABELS[case.seat.role]),
        _("nama"): case.offered_to.person.name,
        _("urutan"): str(one.rank),
        _("menerima"): one.accepted_at.isoformat(),
        _("keadaan"): str(words[0]),
        _("yang_dapat_dilakukan"): str(words[1]),
    }


def appoint(request: HttpRequest, replacement_id: UUID) -> HttpResponse:
    """Take the decree of one replacement, appoint, and ask for the letter."""
    actor = signing(request)
    replacement = replacement_of(actor=actor, replacement_id=replacement_id)
    election, day = replacement.seat.body.election, day_of(now())
    form = ReplacementDecreeForm(request.POST or None, initial={"on": vacant_from(replacement, day)})
    if request.method == "POST" and form.is_valid():
        authority, given = regency_of(replacement.region), form.cleaned_data
        fill_seat(actor=actor, replacement_id=replacement_id, authority=authority, now=now(), **given)
        return redirect("placement:replacement", replacement_id=replacement_id)
    rests = shown_rests(election, replacement.region, day, replacement.seat.body.kind)
    context = {"replacement": replacement, "form": form, "rests": rests}
    return render(request, "placement/appoint_replacement.html", context)


def letter(request: HttpRequest, replacement_id: UUID) -> HttpResponse:
    """Ask for the letter of one replacement where it was not made yet."""
    actor = signing(request)
    if request.method == "POST":
        ask_for_letter(actor=actor, replacement_id=replacement_id, now=now())
    return redirect("placement:replacement", replacement_id=replacement_id)


def case_paper(request: HttpRequest, replacement_id: UUID, kind: str) -> HttpResponse:
    """Hand out the letter or card of one replacement."""
    replacement = replacement_of(actor=acting(request), replacement_id=replacement_id)
    made = letter_of(replacement)
    if made is None or kind not in ("surat", "kartu"):
        raise NotFound("Surat ini belum dibuat.")
    paper = paper_of(made.batch, only=made.appointment_id)
    return pdf(make_paper(kind, paper), f"{kind}-pengganti.pdf")
