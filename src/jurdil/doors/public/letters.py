"""Check a letter: on this site, or on a page that needs no network; and the signed list of revoked letters."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from importlib.resources import files

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from jurdil.doors.public.words import BODIES, ROLES, words_of
from jurdil.engines.merkle import raw_public, verifier_key
from jurdil.engines.papers.token import LONGEST, short_id
from jurdil.foundation.ledger.sequencing import log_public_key
from jurdil.foundation.storage.clock import day_of, now
from jurdil.registry.bodies.letter_checking import LetterStanding, LetterState, check_letter, revocation_list

SCANNER = "stages/consolidation/static/scanner"
NOBLE_URL = 'new URL("vendor/noble-ed25519.js", import.meta.url).href'
VERDICTS = {
    LetterState.HOLDS: gettext_lazy("Pengangkatan ini berlaku hari ini."),
    LetterState.NOT_YET: gettext_lazy("Pengangkatan ini belum mulai berlaku."),
    LetterState.WAS_VALID: gettext_lazy("Pengangkatan ini sudah berakhir."),
    LetterState.NEVER_HELD: gettext_lazy("Surat ini dicabut karena dikoreksi; ia tidak pernah berlaku."),
    LetterState.ERASED: gettext_lazy("Surat ini pernah dibuat; data pribadinya telah dihapus."),
    LetterState.ANNEX: gettext_lazy("Ini segel daftar nama pada lampiran sebuah keputusan."),
    LetterState.UNKNOWN: gettext_lazy("Tidak ada surat dengan kode ini."),
    LetterState.FORGED: gettext_lazy("Ini bukan surat dari sistem ini, atau teksnya berubah."),
}
GOOD = (LetterState.HOLDS, LetterState.NOT_YET, LetterState.WAS_VALID, LetterState.ERASED, LetterState.ANNEX)


class LetterForm(forms.Form):
    """The text of a letter's QR code, or the code printed beside it."""

    code = forms.CharField(
        label=gettext_lazy("Kode periksa, atau teks kode QR yang diawali J1:"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
    )


@never_cache
@sensitive_post_parameters()
def letter_page(request: HttpRequest) -> HttpResponse:
    """Take a code and say what the letter is worth today; nothing is kept."""
    form = LetterForm(request.POST or None)
    found = check_letter(form.cleaned_data["code"], day_of(now())) if form.is_valid() else None
    context: dict[str, object] = {"form": form, "found": found}
    if found is not None:
        context |= {"verdict": VERDICTS[found.state], "is_good": found.state in GOOD, "says": says(found)}
    return render(request, "public/letter.html", context)


def says(found: LetterStanding) -> list[tuple[str, str]]:
    """Return what the letter says, line by line, for a reader who compares it with the paper."""
    said = found.says
    if not said:
        return []
    if found.state == LetterState.ANNEX:
        return [
            (_("Wilayah"), str(said["r"])),
            (_("Keputusan"), str(said["d"])),
            (_("Jumlah nama"), str(said["x"])),
        ]
    return [
        (_("Nama"), str(said["n"])),
        (_("Kedudukan"), words_of(ROLES, str(said["o"]))),
        (_("Badan"), words_of(BODIES, str(said["b"]))),
        (_("Wilayah"), str(said["r"])),
        (_("Masa tugas"), f"{said['f']} – {said['u']}"),
        (_("Keputusan"), f"{said['d']}, {said['s']}"),
    ]


@never_cache
def offline_page(request: HttpRequest) -> HttpResponse:
    """Hand out one page that checks letters without a network: key, list of revoked letters and reader inside."""
    key = log_public_key()
    context = {
        "known": {
            "key": b64encode(raw_public(key)).decode(),
            "keyId": short_id(key).hex(),
            "list": revocation_list(now()),
            "words": _words(),
        },
        "at": now(),
        "reader": _reader(),
        "picture_reader": _script(f"{SCANNER}/vendor/jsQR.js"),
    }
    return render(request, "public/offline.html", context)


def _words() -> dict[str, str]:
    return {
        "forged": _("Ini bukan surat dari sistem ini, atau teksnya berubah."),
        "unreadable": _("Kode ini tidak terbaca utuh. Pindai lagi, atau tempelkan seluruh teksnya."),
        "noPicture": _("Tidak ada kode QR yang terbaca dalam gambar ini."),
        "badList": _("Daftar pencabutan di halaman ini tidak sah: unduh halaman ini lagi."),
        "never": _("Surat ini dicabut karena dikoreksi; ia tidak pernah berlaku."),
        "until": _("Surat ini dicabut: berlaku sampai dengan"),
        "over": _("Masa tugasnya sudah berakhir: berlaku sampai dengan"),
        "notYet": _("Belum mulai berlaku; berlaku sejak"),
        "holds": _("Teksnya asli dan tidak berada dalam daftar pencabutan halaman ini."),
        "typed": _("Kode ketik hanya dicari dalam daftar pencabutan; keaslian teks hanya terbukti dari kode QR."),
        "notListed": _("Kode ini tidak berada dalam daftar pencabutan."),
        "name": _("Nama"),
        "role": _("Kedudukan"),
        "place": _("Wilayah"),
        "term": _("Masa tugas"),
        "decree": _("Keputusan"),
    }


@cache
def _reader() -> SafeString:
    """Return the scanner's own reader of signed texts and the page's few lines, as one script."""
    noble = (files("jurdil") / f"{SCANNER}/vendor/noble-ed25519.js").read_bytes()
    token = (files("jurdil") / f"{SCANNER}/token.js").read_text("utf-8")
    inside = f'"data:text/javascript;base64,{b64encode(noble).decode()}"'
    page = (files("jurdil") / "doors/public/static/letters/offline.js").read_text("utf-8")
    return mark_safe(token.replace(NOBLE_URL, inside).replace("export ", "") + page)  # noqa: S308  # our own files


@cache
def _script(path: str) -> SafeString:
    return mark_safe((files("jurdil") / path).read_text("utf-8"))  # noqa: S308  # shipped with the scanner


@never_cache
def revoked_file(request: HttpRequest) -> HttpResponse:
    """Hand out the signed list of revoked letters, for `jurdil verify --revoked`."""
    return HttpResponse(revocation_list(now()), content_type="text/plain; charset=utf-8")


def key_file(request: HttpRequest) -> HttpResponse:
    """Hand out the public key that seals letters, for `jurdil verify --key`."""
    text = verifier_key(settings.LOG_ORIGIN, log_public_key()) + "\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
