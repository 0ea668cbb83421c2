"""Materials kept on a phone: the page that lists them without a network, its worker, and what was replaced since.

What is kept holds no name and no session: whoever opens it reads the same text. The page lists what this phone keeps;
the server is asked only whether a newer version was published.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jurdil.foundation.storage.ids import is_id
from jurdil.stages.consolidation.material_models import Material

STATIC = Path(__file__).parent / "static"
SHELL = ("materials/keep.js", "scanner/worker.js")
MOST_ASKED = 50


@cache
def shell_version() -> str:
    """Return the version of the page's files: phones fetch them anew when it changes."""
    return hashlib.sha256(b"".join((STATIC / name).read_bytes() for name in SHELL)).hexdigest()[:12]


def keeping_words() -> dict[str, str]:
    """Return what the script says and asks, in the reader's language."""
    return {
        "keep": _("Simpan di ponsel ini ({size} KB)"),
        "renew": _("Di ponsel ini versi {version}. Ganti dengan versi baru ({size} KB)"),
        "kept": _("Tersimpan di ponsel ini: versi {version}, {size} KB, sejak {at}. Terbaca tanpa jaringan."),
        "failed": _("Belum tersimpan: jaringan terputus atau ponsel penuh. Coba lagi."),
        "all": _("{count} bahan, {size} KB di ponsel ini."),
        "none": _("Belum ada bahan di ponsel ini. Buka sebuah bahan, lalu tekan Simpan di ponsel ini."),
        "line": _("versi {version}, {size} KB, disimpan {at}"),
        "newer": _("Ada versi baru."),
        "newest": _("Versi terbaru, diperiksa {at}."),
        "dark": _("Tanpa jaringan: belum diketahui apakah ada versi baru."),
        "remove": _("Hapus dari ponsel ini"),
        "worker": reverse("own_consolidation:keeper"),
        "replaced": reverse("own_consolidation:replaced"),
        "own": reverse("own_consolidation:home"),
    }


@require_GET
def kept(request: HttpRequest) -> HttpResponse:
    """Show what this phone keeps; the page is the same for everybody and starts without a network."""
    return render(request, "consolidation/kept.html", {"words": keeping_words()})


@require_GET
def keeper(request: HttpRequest) -> HttpResponse:
    """Hand out the service worker from below the materials' own path, so that it governs that path only."""
    files = [reverse("own_consolidation:kept"), reverse("own_consolidation:kept-manifest"), static("jurdil.css")]
    files += [static("jurdil.svg"), static("materials/keep.js")]
    head = f"const VERSION = {json.dumps(shell_version())};\nconst SHELL = {json.dumps(files)};\n"
    text = head + (STATIC / "scanner" / "worker.js").read_text(encoding="utf-8")
    return HttpResponse(text, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@require_GET
def kept_manifest(request: HttpRequest) -> HttpResponse:
    """Describe the page of kept materials to a phone that installs it."""
    page = reverse("own_consolidation:kept")
    icon = {"src": static("jurdil.svg"), "sizes": "any", "type": "image/svg+xml"}
    about = {"name": _("Bahan di ponsel ini"), "short_name": _("Bahan"), "start_url": page, "scope": page, "id": page}
    about |= {"display": "standalone", "background_color": "#fbfaf7", "theme_color": "#1c1b1f"}
    return JsonResponse({**about, "icons": [icon]}, content_type="application/manifest+json")


@require_GET
def replaced(request: HttpRequest) -> JsonResponse:
    """Say which of the materials asked about were replaced by a newer version, and nothing else of them."""
    asked = [UUID(one) for one in request.GET.getlist("id")[:MOST_ASKED] if is_id(one)]
    gone = Material.objects.filter(id__in=asked, replaced_at__isnull=False).values_list("id", flat=True)
    return JsonResponse({"replaced": [str(one) for one in gone]})
