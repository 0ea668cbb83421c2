"""The forms of this stage: a decree, a vacancy, an answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from jurdil.registry.bodies.oath_papers import Swearing
from jurdil.stages.placement.wording import GROUND_LABELS
from jurdil.stages.vetting.forms import PaperForm


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DecreeForm(forms.Form):
    """What every appointment rests on besides its term."""

    number = forms.CharField(label=_("Nomor keputusan"), max_length=80)
    signatory = forms.CharField(
        label=_("Penandatangan"),
        max_length=160,
        help_text=_("Nama dan jabatan, atas nama Ketua KPU Kabupaten/Kota."),
    )


class ReplacementDecreeForm(DecreeForm):
    """A decree that takes effect on a day of its own."""

    on = forms.DateField(label=_("Mulai berlaku"), widget=_day())


class SureDecreeForm(ReplacementDecreeForm):
    """A decree for many, after a look at the list."""

    sure = forms.BooleanField(label=_("Saya sudah melihat daftar ini: siapa, kursi mana, dan apa yang tertahan."))

    def decree(self) -> dict[str, Any]:  # Any: each field of its own type, as Django cleans it
        """Return number, signatory and day; call it on a valid form."""
        return {name: value for name, value in self.cleaned_data.items() if name != "sure"}


class ChairForm(forms.Form):
    """Whom the members of a KPPS chose as their chair."""

    chosen = forms.TypedChoiceField(label=_("Yang dipilih"), coerce=UUID, widget=forms.RadioSelect)
    held_on = forms.DateField(label=_("Hari memilih"), widget=_day())
    minutes = forms.CharField(label=_("Nomor berita acara"), max_length=80)

    def __init__(self, members: Iterable[tuple[UUID, str]], *given: object, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]  # Django's own arguments, passed on
        self.fields["chosen"].choices = list(members)  # type: ignore[attr-defined]  # a ChoiceField, declared above


class VacancyForm(forms.Form):
    """Why and when a seat becomes empty."""

    ground = forms.ChoiceField(label=_("Alasan"))
    reason = forms.CharField(
        label=_("Uraian"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Orangnya membacanya dalam pemberitahuan. Jangan menulis data kesehatan."),
    )
    folder = forms.CharField(
        label=_("Nomor map suratnya"),
        max_length=40,
        help_text=_("Surat mundur, keterangan kematian, atau keterangan berhalangan yang Anda lihat."),
    )
    last_day = forms.DateField(label=_("Hari terakhir bertugas"), widget=_day())

    def __init__(self, grounds: Iterable[str], *given: object, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]  # Django's own arguments, passed on
        choices = [(ground, GROUND_LABELS.get(ground, ground)) for ground in grounds]
        self.fields["ground"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField, declared above


class VacanciesForm(forms.Form):
    """A table of seats that fell vacant."""

    file = forms.FileField(
        label=_("Berkas kursi kosong"), help_text=_("CSV, XLSX atau Parquet; satu baris satu kursi.")
    )


class SureVacanciesForm(forms.Form):
    """The confirmation of a plan, after a look at it."""

    sure = forms.BooleanField(label=_("Saya sudah melihat daftar ini: masa kerja siapa berakhir, dan siapa ditawari."))


class SwearingForm(forms.Form):
    """What is known of an oath before its minutes are printed; all of it may stay open."""

    number = forms.CharField(label=_("Nomor berita acara"), max_length=80, required=False)
    on = forms.DateField(label=_("Hari sumpah"), widget=_day(), required=False)
    hour = forms.CharField(label=_("Pukul"), max_length=40, required=False)
    place = forms.CharField(label=_("Tempat"), max_length=160, required=False)
    led_by = forms.CharField(
        label=_("Yang mengambil sumpah atau janji"),
        max_length=160,
        required=False,
        help_text=_("Nama dan jabatan. Siapa yang berwenang, ikuti peraturannya."),
    )
    accompanied_by = forms.CharField(label=_("Rohaniwan atau pendamping"), max_length=160, required=False)
    first = forms.CharField(label=_("Saksi pertama"), max_length=160, required=False)
    second = forms.CharField(label=_("Saksi kedua"), max_length=160, required=False)
    pact_read_by = forms.CharField(label=_("Pembaca pakta integritas"), max_length=160, required=False)

    def swearing(self) -> Swearing:
        """Return what was filled in; call it on a valid form."""
        given = dict(self.cleaned_data)
        return Swearing(witnesses=(given.pop("first"), given.pop("second")), **given)


class AnswerForm(forms.Form):
    """Yes or no."""

    answer = forms.ChoiceField(
        label=_("Jawaban"), choices=[("ya", _("Menerima")), ("tidak", _("Menolak"))], widget=forms.RadioSelect
    )

    def accepts(self) -> bool:
        """Return the answer; call it on a valid form."""
        return bool(self.cleaned_data["answer"] == "ya")


class LetterAnswerForm(AnswerForm, PaperForm):
    """Yes or no from a letter; only a no where a yes was recorded before."""

    field_order = ("answer", "seen_by", "folder")

    def __init__(self, *given: object, is_open: bool = True, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]  # Django's own arguments, passed on
        if not is_open:
            no = [("tidak", _("Mundur lagi"))]
            self.fields["answer"].choices = no  # type: ignore[attr-defined]  # a ChoiceField, declared above


class MendForm(forms.Form):
    """How many may move when the teams are mended."""

    paling_banyak = forms.IntegerField(
        label=_("Paling banyak orang pindah demi harapan tim"),
        min_value=0,
        max_value=50,
        initial=0,
        help_text=_("Nol: kursi kosong diisi dan tidak seorang pun pindah tanpa perlu."),
    )


class ReasonForm(forms.Form):
    """Why something is changed, locked or released."""

    reason = forms.CharField(
        label=_("Alasan"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Tercatat dan dibaca penanda tangan kedua. Jangan menulis data kesehatan atau nomor identitas."),
    )


class MoveForm(forms.Form):
    """Where somebody is to sit: a station, or the reserves."""

    tps = forms.ChoiceField(label=_("Pindah ke"), required=False)

    def __init__(self, places: Iterable[tuple[str, str]], *given: object, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]  # Django's own arguments, passed on
        self.fields["tps"].choices = list(places)  # type: ignore[attr-defined]  # a ChoiceField, declared above


class LockForm(MoveForm, ReasonForm):
    """Where somebody is kept, and why."""

    tps = forms.ChoiceField(label=_("Kunci di"))
