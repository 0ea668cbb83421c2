"""What can be done about an event: before it, on its day, after it; one thing stands first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from jurdil.foundation.accounts.roles import OFFICERS, Actor, Role
from jurdil.foundation.storage.clock import day_of
from jurdil.stages.consolidation.models import Event

PLANNERS = frozenset({Role.PPK, Role.KPU_REGENCY, Role.KPU_PROVINCE})
AT_THE_DOOR = PLANNERS | {Role.PPS}
REPORTING = "/lapor/"  # everybody's page; oversight is a later stage, so its address is written out
BEFORE, ON_THE_DAY, AFTER = range(3)


@dataclass(frozen=True)
class Step:
    """One thing to do, with a word on what it is for."""

    label: str
    why: str
    link: str


@dataclass(frozen=True)
class Span:
    """The steps of one time of an event. first: what is to be done now, if it is that time."""

    title: str
    is_now: bool
    first: Step | None
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Standing:
    """How far an event is: what decides which step stands first."""

    invited: int
    lanes: int
    has_minutes: bool


def time_of(event: Event, now: datetime) -> int:
    """Return which time of an event it is: BEFORE, ON_THE_DAY (from its first midnight until it ends) or AFTER."""
    if event.cancelled_at is not None or now >= event.ends_at:
        return AFTER
    return ON_THE_DAY if day_of(now) >= day_of(event.starts_at) else BEFORE


def may_plan(actor: Actor, event: Event) -> bool:
    """Return whether the actor is one who changes this event."""
    return actor.role in PLANNERS and actor.reaches(event.region)


def spans_of(event: Event, actor: Actor, standing: Standing, *, now: datetime) -> list[Span]:
    """Return what the actor may do about an event, by time; the present time alone has a first step."""
    current = time_of(event, now)
    due, made = _due(event, standing, current), []
    titles = (_("Menyiapkan"), _("Pada hari kegiatan"), _("Sesudahnya"))
    for place, (title, steps) in enumerate(zip(titles, (_before, _on_the_day, _after), strict=True)):
        found = tuple(steps(event, actor, standing, now))
        is_now = place == current
        first = next((one for one in found if is_now and one.link == due), None)
        made.append(Span(title, is_now, first, tuple(one for one in found if one is not first)))
    return [one for one in made if one.first or one.steps]


def _due(event: Event, standing: Standing, current: int) -> str:
    """Return the address of what is to be done now: nobody is called to a door before anybody is invited."""
    if current == AFTER:
        return _link("minutes", event)
    if not standing.invited:
        return _link("invite", event)
    return _link("lanes" if current == BEFORE and not standing.lanes else "live", event)


def _link(name: str, event: Event, *more: str) -> str:
    return reverse(f"consolidation:{name}", args=[event.id, *more])


def _before(event: Event, actor: Actor, standing: Standing, now: datetime) -> Iterator[Step]:
    plans = may_plan(actor, event) and time_of(event, now) != AFTER
    if plans:
        yield Step(_("Undang"), _("menurut badan, sekali jadi; terlihat dulu berapa orang"), _link("invite", event))
        yield Step(_("Undang tamu"), _("anggota KPU, narasumber, pers"), _link("guest", event))
        about = _("kursi menurut unit, ruang, susunan acara")
        yield Step(_("Ruang, jatah kursi, acara"), about, _link("arrange", event))
    if standing.invited and actor.role in AT_THE_DOOR:
        yield Step(_("Jalur dan pemindai"), _("satu jalur untuk setiap pintu, satu alat"), _link("lanes", event))
        about = _("PDF siap cetak, menurut unit atau jalur")
        yield Step(_("Cetak undangan dan lencana"), about, _link("printing", event))
    about = _("satu lembar untuk setiap kecamatan, dibawa ke aula")
    yield Step(_("Yang masih terbuka di unit"), about, _link("open-work", event))
    if standing.invited:
        yield Step(_("Jawaban undangan"), _("siapa datang, siapa belum menjawab"), _link("live", event))
    if event.asks_needs and may_plan(actor, event):
        yield Step(_("Kebutuhan"), _("transport dan makanan"), _link("needs", event))
    if plans and standing.invited:
        about = _("yang baru diingatkan tidak diingatkan lagi")
        yield Step(_("Ingatkan yang belum menjawab"), about, _link("change", event) + "#ingatkan")
    if plans:
        about = _("judul, tempat, waktu; beberapa lokasi sekaligus")
        yield Step(_("Ubah atau batalkan"), about, _link("change", event))


def _on_the_day(event: Event, actor: Actor, standing: Standing, now: datetime) -> Iterator[Step]:
    if standing.invited:
        about = _("siapa hadir, siapa dihubungi, kuorum, arus jalur")
        yield Step(_("Kehadiran langsung"), about, _link("live", event))
    if standing.invited and actor.role in AT_THE_DOOR:
        yield Step(_("Catat hadir"), _("ketik kode, atau pemindai USB"), _link("check-in", event))
        about = _("pemakaian ganda, tamu, alat yang diam")
        yield Step(_("Jalur dan pemindai"), about, _link("lanes", event))
    if standing.invited:
        about = _("dengan nama; juga untuk yang lupa kodenya")
        yield Step(_("Siapa yang belum hadir"), about, _link("invitations", event))
    yield Step(_("Pertanyaan dari aula"), _("lihat dulu, lalu jawab yang banyak didukung"), _link("questions", event))
    words = {"wilayah": event.region, "kegiatan": event.id.hex}
    about = _("pelanggaran di kegiatan, sama seperti laporan lain")
    yield Step(_("Laporkan kejadian di kegiatan ini"), about, f"{REPORTING}?{urlencode(words)}")


def _after(event: Event, actor: Actor, standing: Standing, now: datetime) -> Iterator[Step]:
    about = _("keputusan menjadi tugas setiap unit setelah dua tanda tangan")
    yield Step(_("Notula"), about, _link("minutes", event))
    if standing.has_minutes:
        yield Step(
            _("Keputusan dan tindak lanjut"), _("sampai tugas terakhir ditutup"), reverse("consolidation:decisions")
        )
    if standing.invited:
        if actor.role in OFFICERS | {Role.SUPERVISOR}:
            about = _("bentuk resmi dengan kolom tanda tangan")
            yield Step(_("Daftar hadir (PDF)"), about, _link("roll", event))
        yield Step(_("Cetak daftar hadir"), _("dari peramban"), _link("attendance-list", event))
        yield Step(_("Daftar hadir (XLSX)"), _("untuk lembar kerja"), _link("export", event, "xlsx"))
        yield Step(_("Daftar hadir (CSV)"), _("untuk lembar kerja"), _link("export", event, "csv"))
