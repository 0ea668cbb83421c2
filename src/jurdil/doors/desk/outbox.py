"""The outbox on pages: what waits, what failed, and what is carried by hand: texts for a gateway, printed letters."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jurdil.doors.desk.outbox_words import CHANNELS, KINDS, STANDINGS, kind_label
from jurdil.engines.papers import render_batch
from jurdil.errors import NotFound, Refused
from jurdil.foundation.accounts.middleware import Request
from jurdil.foundation.accounts.roles import OFFICERS
from jurdil.foundation.outbox.carrying import (
    CARRIERS,
    Chosen,
    messages_within,
    note_handed,
    send_again,
    standing_of,
    standings_within,
    take_out,
)
from jurdil.foundation.outbox.gateway import number_of
from jurdil.foundation.outbox.models import Channel, Message
from jurdil.foundation.outbox.sending import words_of
from jurdil.foundation.storage.clock import day_of, now
from jurdil.foundation.storage.ids import is_id
from jurdil.registry.people.models import Person
from jurdil.registry.regions.models import Region
from jurdil.stages.consolidation.exporting import table_file
from jurdil.stages.consolidation.telling import tokens_by_link
from jurdil.stages.selection.wording import author_words

PAGE, A_FILE = 25, 300
FIELDS = {"saluran": "channel", "keadaan": "standing", "jenis": "kind", "unit": "region"}


def _chosen(given: dict[str, str], ids: list[str] | None = None) -> Chosen:
    asked = {name: given.get(field, "").strip() for field, name in FIELDS.items()}
    return Chosen(**asked, ids=None if ids is None else tuple(UUID(one) for one in ids if is_id(one)))


def _back(given: dict[str, str]) -> str:
    kept = "&".join(f"{field}={given[field]}" for field in FIELDS if given.get(field, "").replace(".", "").isalnum())
    return f"{reverse('desk:outbox')}?{kept}"


def outbox(request: HttpRequest) -> HttpResponse:
    """Show how messages stand, by channel and kind, and the single ones that fit the filter."""
    actor, given = cast(Request, request).actor, request.GET.dict()
    if actor.role not in OFFICERS:
        raise NotFound(_("Halaman ini tidak ada, atau bukan untuk peran Anda."))
    chosen = _chosen(given)
    page = Paginator(messages_within(actor=actor, chosen=chosen), PAGE).get_page(given.get("halaman"))
    names = Person.objects.in_bulk({one.person_id for one in page if one.person_id})
    counts = standings_within(actor=actor)
    officers = author_words({label for one in page for label in (one.handed_by, one.taken_by) if label})
    context = {
        "page": page,
        "rows": [
            (one, names.get(one.person_id), *_words(one), officers.get(one.handed_by), officers.get(one.taken_by))
            for one in page
        ],
        "counts": [
            (channel, CHANNELS[Channel(channel)], kind, kind_label(kind), row)
            for (channel, kind), row in counts.items()
        ],
        "chosen": chosen,
        "is_filtered": chosen != Chosen(),
        "channels": CHANNELS.items(),
        "standings": STANDINGS.items(),
        "kinds": [(kind, label) for kind, label in KINDS.items() if any(kind == one[1] for one in counts)],
        "may_carry": actor.role in CARRIERS,
        "sends_emails": bool(settings.EMAIL_HOST),
        "sends_texts": bool(settings.SMS_GATEWAY.url),
        "at": now(),
    }
    return render(request, "desk/outbox.html", context)


def _words(one: Message) -> tuple[str, str, str]:
    return str(CHANNELS[Channel(one.channel)]), kind_label(one.kind), str(STANDINGS[standing_of(one)])


@require_POST
def outbox_done(request: HttpRequest) -> HttpResponse:
    """Send again or note as handed over: the messages that were ticked, or all that fit the filter."""
    actor, given = cast(Request, request).actor, request.POST.dict()
    chosen = _chosen(given, None if given.get("which") == "all" else request.POST.getlist("message"))
    if given.get("act") == "again":
        count = send_again(actor=actor, chosen=chosen, now=now())
        messages.success(request, _("%(count)s pesan dikirim lagi.") % {"count": count})
    elif given.get("act") == "handed":
        count = note_handed(actor=actor, chosen=chosen, now=now())
        messages.success(request, _("%(count)s pesan dicatat sudah diserahkan.") % {"count": count})
    else:
        messages.error(request, _("Tidak ada yang dicatat. Tekan tombol untuk mengirim lagi atau mencatat penyerahan."))
    return redirect(_back(given))


@require_POST
def outbox_taken(request: HttpRequest) -> HttpResponseBase:
    """Hand out what is carried by hand: a table of phones and texts, or letters to print."""
    actor, given, moment = cast(Request, request).actor, request.POST.dict(), now()
    rows = take_out(actor=actor, chosen=_chosen(given), now=moment)
    if not rows:
        messages.info(request, _("Tidak ada pesan yang menunggu pada saringan ini."))
        return redirect(_back(given))
    if given.get("saluran") == Channel.PRINT:
        return FileResponse(BytesIO(_letters(rows, moment)), as_attachment=True, filename="surat.pdf")
    columns = {
        "nomor": [number_of(one.address.reveal()) for one in rows],
        "pesan": [words_of(one) for one in rows],
        "wilayah": [one.region for one in rows],
        "jenis": [one.kind for one in rows],
    }
    return table_file("sms", given.get("bentuk", "csv"), columns)


def _letters(rows: list[Message], moment: datetime) -> bytes:
    """Return letters as PDF, a page each, by unit, to be handed over closed."""
    if len(rows) > A_FILE:
        raise Refused(
            "privacy.closed_letters",
            _("Ada %(count)s surat, lebih dari %(most)s dalam satu berkas.") % {"count": len(rows), "most": A_FILE},
            _("Pilih satu jenis dan satu wilayah kecil."),
        )
    people = Person.objects.in_bulk({one.person_id for one in rows if one.person_id})
    codes = {one.region.split("/")[0] for one in rows}
    names = dict(Region.objects.filter(code__in=codes).values_list("code", "name"))
    items, held = [], tokens_by_link(one.link.reveal() for one in rows if one.kind == "consolidation.invited")
    for one in rows:
        ward, _slash, station = one.region.partition("/")
        place = f"{names.get(ward, ward)}{f' TPS {station}' if station else ''}"
        name = people[one.person_id].name if one.person_id in people else "-"
        told = [line for line in words_of(one).splitlines() if line.strip()]
        item = {"letterhead": ["JURDIL"], "title": "PEMBERITAHUAN", "recipient": ["Kepada Yth.", name, place]}
        item |= {"paragraphs": told, "closing": ["Diserahkan tertutup kepada yang bersangkutan."]}
        link = one.link.reveal()
        code = {"token": held[link], "token_words": "Tunjukkan kode ini di pintu."} if link in held else {}
        items.append({**item, **code})
    return render_batch("letter", items, on=day_of(moment))
