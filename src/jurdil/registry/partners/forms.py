"""The form that names a partner."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from jurdil.foundation.accounts.models import Mandate
from jurdil.foundation.accounts.roles import Role
from jurdil.registry.partners.models import AttestationKind, Office

OFFICE_LABELS = {
    Office.CAMAT: _("Camat"),
    Office.LURAH: _("Lurah"),
    Office.RW: _("Ketua RW"),
    Office.RT: _("Ketua RT"),
}
TOLD_LABELS = {AttestationKind.VENUE: _("Tawaran tempat TPS"), AttestationKind.SAFETY: _("Peringatan keamanan")}


class PartnerForm(forms.Form):
    """Who holds which local office. An account lets the partner speak; without one they are only listed."""

    office = forms.ChoiceField(label=_("Jabatan"), choices=list(OFFICE_LABELS.items()))
    name = forms.CharField(label=_("Nama"), max_length=160)
    region = forms.CharField(
        label=_("Wilayah"), max_length=13, help_text=_("Kode kelurahan; untuk camat kode kecamatan.")
    )
    rw = forms.CharField(label=_("Nomor RW"), max_length=8, required=False)
    rt = forms.CharField(label=_("Nomor RT"), max_length=8, required=False)
    username = forms.CharField(
        label=_("Nama akun (boleh kosong)"),
        max_length=150,
        required=False,
        help_text=_("Akun yang sudah diberi mandat mitra oleh KPU Kabupaten/Kota."),
    )

    def clean(self) -> dict[str, object]:
        """Find the partner's mandate behind the account; an account without one is not told from a missing one."""
        given: dict[str, object] = super().clean() or self.cleaned_data
        given["mandate"] = None
        if given.get("username"):
            rows = Mandate.objects.filter(account__username=given["username"], role=Role.PARTNER.value)
            given["mandate"] = rows.order_by("-id").first()
            if given["mandate"] is None:
                self.add_error("username", _("Akun mitra dengan nama ini tidak ditemukan."))
        return given
