"""What the bodies are called on pages."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jurdil.registry.bodies.models import BodyKind

BODY_NAMES: dict[str, str | Promise] = {
    BodyKind.KPPS: "KPPS",
    BodyKind.PPS: "PPS",
    BodyKind.PPK: "PPK",
    BodyKind.LINMAS: _("Petugas ketertiban TPS"),
    BodyKind.PPS_SECRETARIAT: _("Sekretariat PPS"),
    BodyKind.PPK_SECRETARIAT: _("Sekretariat PPK"),
    BodyKind.KPPS_RESERVE: _("Cadangan KPPS"),
}
