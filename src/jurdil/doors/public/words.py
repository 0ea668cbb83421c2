"""Words for bodies, seats, kinds of regions, states, acts and rules, in the language of the page."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jurdil.registry.bodies.models import BodyKind, SeatRole
from jurdil.registry.elections.models import StageState

BODIES: dict[str, Promise] = {
    BodyKind.PPK: _("Panitia Pemilihan Kecamatan (PPK)"),
    BodyKind.PPS: _("Panitia Pemungutan Suara (PPS)"),
    BodyKind.KPPS: _("Kelompok Penyelenggara Pemungutan Suara (KPPS)"),
    BodyKind.LINMAS: _("Petugas ketertiban TPS"),
    BodyKind.PPK_SECRETARIAT: _("Sekretariat PPK"),
    BodyKind.PPS_SECRETARIAT: _("Sekretariat PPS"),
    BodyKind.KPPS_RESERVE: _("Cadangan KPPS"),
    "PANTARLIH": _("Petugas pemutakhiran data pemilih (Pantarlih)"),
    "PEMILIHAN": _("Pemilihan"),
}

ROLES: dict[str, Promise] = {
    SeatRole.CHAIR: _("Ketua"),
    SeatRole.MEMBER: _("Anggota"),
    SeatRole.SECRETARY: _("Sekretaris"),
    SeatRole.STAFF: _("Staf"),
    SeatRole.ORDER_OFFICER: _("Petugas ketertiban"),
    SeatRole.RESERVE: _("Cadangan"),
}

KINDS: dict[str, Promise] = {
    "provinsi": _("Provinsi"),
    "kabupaten": _("Kabupaten"),
    "kota": _("Kota"),
    "kecamatan": _("Kecamatan"),
    "kelurahan": _("Kelurahan"),
    "desa": _("Desa"),
    "desa_adat": _("Desa adat"),
}

STATES: dict[str, Promise] = {
    StageState.PLANNED: _("belum dibuka"),
    StageState.OPEN: _("dibuka"),
    StageState.CLOSED: _("ditutup"),
}

# The rooms whose acts the log holds, by the first part of an act's kind.
ROOMS: dict[str, Promise] = {
    "accounts": _("Mandat petugas"),
    "elections": _("Tahapan"),
    "bodies": _("Badan dan pengangkatan"),
    "rosters": _("Daftar pembanding"),
    "partners": _("Kesaksian mitra"),
    "recruitment": _("Penerimaan"),
    "vetting": _("Penyaringan"),
    "selection": _("Seleksi"),
    "placement": _("Penempatan"),
    "consolidation": _("Konsolidasi"),
    "oversight": _("Pengawasan"),
}


# What a rule is about, by the first part of its id, where that is no room.
RULES: dict[str, Promise] = {
    "R": _("Syarat pelamar"),
    "access": _("Siapa boleh berbuat apa"),
    "body": _("Badan dan pengangkatan"),
    "compensation": _("Santunan"),
    "ethics": _("Kode etik dan sanksi"),
    "honorarium": _("Honorarium"),
    "paw": _("Penggantian antarwaktu"),
    "privacy": _("Data pribadi"),
    "relaxation": _("Pelonggaran syarat"),
    "requirement": _("Pemeriksaan syarat"),
    "station": _("TPS"),
    "teams": _("Susunan tim"),
    "window": _("Tahapan"),
}

# Who says so, by the tag of a rule's source; a policy of our own needs no other source.
TAGS: dict[str, Promise] = {
    "own": _("Kebijakan sistem ini."),
    "C": _("Tertulis di halaman itu."),
    "L": _("Pasalnya diketahui, teksnya tidak dibaca lagi."),
    "K": _("Praktik yang lazim, bukan bunyi peraturan."),
    "I": _("Disimpulkan, bukan bunyi peraturan."),
}


def words_of(table: dict[str, Promise], key: str) -> str:
    """Return the words for `key`, or the key itself where there are none."""
    return str(table.get(key, key))
