"""Forms of an event that stands: change it, cancel it, divide it, arrange it; guests, substitutes, reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, time
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jurdil.foundation.storage.clock import JAKARTA
from jurdil.registry.bodies.models import BodyKind
from jurdil.stages.consolidation.attending import Guest
from jurdil.stages.consolidation.forms import BODY_LABELS, JakartaTimes, moment_input
from jurdil.stages.consolidation.models import Event
from jurdil.stages.consolidation.planning import Arrangement, Item, SeatsFor

LINES = 4000
MARK = ";"


class ChangeForm(JakartaTimes):
    """What an event states and may be changed. Times are WIB."""

    title = forms.CharField(label=_("Judul"), max_length=160)
    place = forms.CharField(label=_("Tempat"), max_length=200)
    starts_at = forms.DateTimeField(label=_("Mulai (WIB)"), widget=moment_input())
    ends_at = forms.DateTimeField(label=_("Selesai (WIB)"), widget=moment_input())
    asks_needs = forms.BooleanField(
        label=_("Tanyakan kebutuhan transport dan makanan"),
        required=False,
        help_text=_("Hanya bila benar perlu: catatan disimpan tersegel dan dihapus setelah kegiatan."),
    )


class SitesForm(forms.Form):
    """At which places an event is held at the same hour."""

    steps = forms.ChoiceField(
        label=_("Satu lokasi untuk setiap"),
        choices=[("4", _("kelurahan")), ("3", _("kecamatan")), ("2", _("kabupaten/kota"))],
    )
    place = forms.CharField(
        label=_("Tempat"), max_length=160, help_text=_("{daerah} diganti nama wilayahnya, misalnya Aula {daerah}.")
    )


class ReasonForm(forms.Form):
    """Why: read by those concerned."""

    reason = forms.CharField(label=_("Alasan"), max_length=200)


class SubstituteForm(forms.Form):
    """Who comes instead, and by which letter."""

    name = forms.CharField(label=_("Nama pengganti"), max_length=120)
    letter_number = forms.CharField(label=_("Nomor surat tugas"), max_length=80)
    letter_on = forms.DateField(label=_("Tanggal surat tugas"), widget=forms.DateInput(attrs={"type": "date"}))


class BadLine(ValueError):
    """A line that cannot be read, with its number and what to do."""


def _cells(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield number, [cell.strip() for cell in line.split(MARK)]


def _rooms(text: str) -> dict[str, int]:
    rooms: dict[str, int] = {}
    for number, cells in _cells(text):
        if len(cells) != 2 or not cells[0] or not cells[1].isdecimal():  # a name and a number
            raise BadLine(gettext("Baris %(number)s: tulis nama ruang; jumlah kursi.") % {"number": number})
        rooms[cells[0][:60]] = int(cells[1])
    return rooms


def _kind(text: str) -> str | None:
    """Return the kind of bodies that an officer means, by its code or its name; empty for all, None for no kind."""
    names = {"": "", **{kind.casefold(): kind for kind in BodyKind.values}}
    names |= {str(label).casefold(): kind.value for kind, label in BODY_LABELS.items()}
    return names.get(text.casefold())


def _seats(text: str) -> tuple[SeatsFor, ...]:
    made: dict[tuple[str, str], SeatsFor] = {}
    for number, cells in _cells(text):
        region, kind, seats, room = [*cells, "", "", "", ""][:4]
        meant = _kind(kind)
        if not seats.isdecimal() or meant is None or not region:
            words = gettext(
                "Baris %(number)s: tulis kode wilayah; badan (boleh kosong); jumlah kursi; ruang (boleh kosong)."
            )
            raise BadLine(words % {"number": number})
        made[region, meant] = SeatsFor(region, meant, int(seats), room)
    return tuple(made.values())


def _clock(text: str) -> time:
    return time.fromisoformat(text.strip().replace(".", ":"))


def _items(text: str, event: Event) -> tuple[Item, ...]:
    day, made = event.starts_at.astimezone(JAKARTA).date(), []
    for number, cells in _cells(text):
        hours, title, room = [*cells, "", ""][:3]
        begins, _dash, ends = hours.partition("-")
        try:
            first, last = _clock(begins), _clock(ends)
        except ValueError:
            first = last = time()
        if last <= first or not title:
            words = gettext("Baris %(number)s: tulis 09.00-09.30; mata acara; ruang (boleh kosong).")
            raise BadLine(words % {"number": number})
        starts, ends_at = (datetime.combine(day, clock, JAKARTA) for clock in (first, last))
        made.append(Item(starts, ends_at, title[:160], room))
    return tuple(made)


def _guests(text: str) -> tuple[Guest, ...]:
    made = []
    for number, cells in _cells(text):
        name, unit, email = [*cells, "", ""][:3]
        if not (name and unit) or (email and "@" not in email):
            words = gettext("Baris %(number)s: tulis nama; sebagai apa atau dari mana; surel (boleh kosong).")
            raise BadLine(words % {"number": number})
        made.append(Guest(name, unit, email))
    return tuple(made)


class GuestsForm(forms.Form):
    """Guests without a seat, a line each; a fault names its line."""

    guests = forms.CharField(
        label=_("Tamu"),
        max_length=4 * LINES,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Satu orang per baris: nama; sebagai apa atau dari mana; surel. Contoh: Dewi Rekaan; Pers;"),
    )

    def clean_guests(self) -> tuple[Guest, ...]:
        """Read the lines."""
        try:
            return _guests(self.cleaned_data["guests"])
        except BadLine as fault:
            raise forms.ValidationError(str(fault)) from fault


class ArrangementForm(forms.Form):
    """Rooms, seats by unit and programme, a line each; a fault names its line."""

    rooms = forms.CharField(
        label=_("Ruang"),
        required=False,
        max_length=LINES,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Satu ruang per baris: nama; jumlah kursi."),
    )
    seats = forms.CharField(
        label=_("Jatah kursi menurut unit"),
        required=False,
        max_length=LINES,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "Per baris: kode wilayah; badan; jumlah; ruang. Badan: PPK, PPS, KPPS, Sekretariat PPK, Sekretariat PPS. "
            "Contoh: 31.71; PPS; 132; Aula utama"
        ),
    )
    items = forms.CharField(
        label=_("Susunan acara"),
        required=False,
        max_length=LINES,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Per baris: 09.00-09.30; mata acara; ruang."),
    )

    def __init__(self, event: Event, *args: Any, **kwargs: Any) -> None:  # Any: passed on to Django's form
        super().__init__(*args, **kwargs)
        self.event = event

    def clean(self) -> dict[str, Any]:  # Any: values of the fields
        """Read the lines; the field with a bad line says which one."""
        given = super().clean() or self.cleaned_data
        readers: dict[str, Callable[[str], object]] = {"rooms": _rooms, "seats": _seats}
        readers["items"] = partial(_items, event=self.event)
        read: dict[str, Any] = {}
        for name, reader in readers.items():
            try:
                read[name] = reader(given.get(name, ""))
            except BadLine as fault:
                self.add_error(name, str(fault))
        if len(read) == len(readers):
            given["arrangement"] = Arrangement(**read)
        return given


def arrangement_lines(event: Event) -> dict[str, str]:
    """Return an event's arrangement as the lines that the form reads."""
    items = event.items.select_related("room").order_by("starts_at", "id")
    seats = event.allotments.select_related("room").order_by("region", "kind")
    return {
        "rooms": "\n".join(f"{one.name}; {one.capacity}" for one in event.rooms.order_by("name")),
        "seats": "\n".join(
            f"{one.region}; {one.kind}; {one.seats}; {one.room.name if one.room else ''}" for one in seats
        ),
        "items": "\n".join(
            f"{one.starts_at.astimezone(JAKARTA):%H.%M}-{one.ends_at.astimezone(JAKARTA):%H.%M}; {one.title}; "
            f"{one.room.name if one.room else ''}"
            for one in items
        ),
    }
