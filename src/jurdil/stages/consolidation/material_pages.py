"""An officer's pages about materials: publish, renew, who has read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jurdil.errors import NotFound
from jurdil.foundation.accounts.middleware import Request
from jurdil.foundation.storage.clock import day_of, now
from jurdil.foundation.storage.ids import is_id
from jurdil.registry.bodies.models import BodyKind
from jurdil.stages.consolidation.decision_forms import MaterialForm
from jurdil.stages.consolidation.exporting import table_file
from jurdil.stages.consolidation.forms import body_label
from jurdil.stages.consolidation.material_models import Material
from jurdil.stages.consolidation.material_notices import remind_readers, telling_of
from jurdil.stages.consolidation.materials import (
    PUBLISHERS,
    material_of,
    materials_within,
    publish_material,
    readers_by_unit,
    yet_to_read,
)
from jurdil.stages.consolidation.pledge_pages import newest_election
from jurdil.stages.consolidation.views import PAGE, depth_of


@dataclass(frozen=True)
class Block:
    """One piece of a text: a heading, a list or a paragraph."""

    kind: str
    lines: tuple[str, ...]


def blocks_of(text: str) -> list[Block]:
    """Return a plain text as headings (`# `), lists (`- `) and paragraphs, parted by empty lines."""
    found = []
    for part in text.replace("\r\n", "\n").split("\n\n"):
        lines = tuple(line.strip() for line in part.splitlines() if line.strip())
        if not lines:
            continue
        if lines[0].startswith("# "):
            found.append(Block("heading", (lines[0][2:],)))
            lines = lines[1:]
        items = tuple(line[2:] for line in lines if line.startswith("- "))
        if lines:
            found.append(Block("list", items) if len(items) == len(lines) else Block("paragraph", lines))
    return found


def material_list(request: HttpRequest) -> HttpResponse:
    """List the materials that concern the officer's region."""
    actor = cast(Request, request).actor
    page = Paginator(materials_within(actor=actor), PAGE).get_page(request.GET.get("halaman"))
    rows = [(row, [body_label(kind) for kind in row.kinds]) for row in page]
    context = {"page": page, "rows": rows, "may_publish": actor.role in PUBLISHERS}
    return render(request, "consolidation/materials.html", context)


def _initial(material: Material) -> dict[str, object]:
    return {"title": material.title, "kinds": material.kinds, "region": material.region, "text": material.text}


def material_published(request: HttpRequest) -> HttpResponse:
    """Publish a material, or the next version of one."""
    actor = cast(Request, request).actor
    if actor.role not in PUBLISHERS:
        raise NotFound(_("Halaman ini tidak ada, atau bukan untuk peran Anda."))
    asked_for = request.GET.get("ganti", "")
    earlier = material_of(actor=actor, material_id=UUID(asked_for)) if is_id(asked_for) else None
    form = MaterialForm(request.POST or None, initial=_initial(earlier) if earlier else {"region": actor.region})
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data, "kinds": [BodyKind(kind) for kind in form.cleaned_data["kinds"]]}
        given["region"] = given["region"].strip()
        made = publish_material(
            actor=actor,
            election=newest_election(),
            replaces=earlier.id if earlier else None,
            now=now(),
            **given,
        )
        messages.success(request, _("Bahan terbit; yang diminta membaca diberi tahu."))
        return redirect("consolidation:material", material_id=made.id)
    context = {"form": form, "earlier": earlier, "limit": settings.MATERIAL_KB}
    return render(request, "consolidation/material_publish.html", context)


def material_page(request: HttpRequest, material_id: UUID) -> HttpResponse:
    """Show a material and who has read it, by unit, and who has not, by name."""
    actor, today = cast(Request, request).actor, day_of(now())
    row = material_of(actor=actor, material_id=material_id)
    depth = depth_of(request, actor.region)
    units = readers_by_unit(actor=actor, material_id=material_id, depth=depth, on=today)
    page = Paginator(yet_to_read(actor=actor, material_id=material_id, on=today), PAGE).get_page(
        request.GET.get("halaman")
    )
    context = {
        "row": row,
        "blocks": blocks_of(row.text),
        "kinds": [body_label(kind) for kind in row.kinds],
        "units": units,
        "read": sum(one.count for one in units),
        "of": sum(one.of for one in units),
        "depth": depth,
        "page": page,
        "telling": telling_of(actor=actor, material_id=material_id),
        "people": [(one, body_label(one.seat.body.kind)) for one in page],
        "may_publish": actor.role in PUBLISHERS and actor.reaches(row.region) and row.replaced_at is None,
        "at": now(),
    }
    return render(request, "consolidation/material.html", context)


@require_POST
def material_reminded(request: HttpRequest, material_id: UUID) -> HttpResponse:
    """Tell those again who have not read a material."""
    job = remind_readers(actor=cast(Request, request).actor, material_id=material_id, now=now())
    messages.success(request, _("%(count)s orang diingatkan.") % {"count": job.total})
    return redirect("consolidation:material", material_id=material_id)


def material_export(request: HttpRequest, material_id: UUID, ending: str) -> FileResponse:
    """Hand out the list of those who have not read a material."""
    actor = cast(Request, request).actor
    rows = list(yet_to_read(actor=actor, material_id=material_id, on=day_of(now())))
    columns: dict[str, Sequence[object]] = {
        "nama": [row.person.name for row in rows],
        "badan": [body_label(row.seat.body.kind) for row in rows],
        "wilayah": [row.region for row in rows],
    }
    return table_file("belum-membaca", ending, columns)
