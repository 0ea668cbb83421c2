"""The forms of this room: look at, ask, answer, propose, sign, and the files of an inquiry."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jurdil.stages.vetting.explaining import outcomes_in_words
from jurdil.stages.vetting.models import AnswerKind, Objection
from jurdil.stages.vetting.objections import outcomes_after
from jurdil.stages.vetting.rulings import outcomes_for
from jurdil.stages.vetting.wording import ANSWERS, EVIDENCE, GRADES, STATES

_AREA = forms.Textarea(attrs={"rows": 3})


class FilterForm(forms.Form):
    """What the work list is narrowed to."""

    daftar = forms.ChoiceField(label=_("Daftar"), required=False)
    kekuatan = forms.ChoiceField(label=_("Kekuatan"), required=False, choices=[("", _("Semua")), *GRADES.items()])
    bukti = forms.ChoiceField(
        label=_("Bukti"),
        required=False,
        choices=[("", _("Semua")), *[(key, words) for key, words in EVIDENCE.items() if key]],
    )
    keadaan = forms.ChoiceField(label=_("Keadaan"), required=False, choices=[("", _("Belum diputus")), *STATES.items()])
    wilayah = forms.RegexField(r"^[\d.]{2,13}$", label=_("Kode wilayah"), required=False)

    def __init__(self, *args: Any, rosters: list[str], **kwargs: Any) -> None:  # Any: passed on to Django's form
        super().__init__(*args, **kwargs)
        self.fields["daftar"] = forms.ChoiceField(
            label=_("Daftar"), required=False, choices=[("", _("Semua")), *[(name, name) for name in rosters]]
        )


class PlaceForm(forms.Form):
    """The part of the actor's region that a page is about."""

    wilayah = forms.RegexField(r"^[\d.]{2,13}$", label=_("Kode wilayah"), required=False)


class AdoptForm(forms.Form):
    """Why proposed weights are to hold."""

    reason = forms.CharField(label=_("Alasan memberlakukan bobot ini"), max_length=300)


class ReviewForm(forms.Form):
    """Why a weak match is worth a question."""

    reason = forms.CharField(label=_("Mengapa layak ditanyakan"), max_length=300)


class AskForm(forms.Form):
    """A question in own words; without one the person is asked about the match as it stands."""

    question = forms.CharField(label=_("Pertanyaan tambahan (boleh kosong)"), required=False, widget=_AREA)


class AnswerForm(forms.Form):
    """What the person says."""

    kind = forms.ChoiceField(label=_("Penjelasan"), choices=list(ANSWERS.items()), widget=forms.RadioSelect)
    words = forms.CharField(label=_("Dengan kata sendiri"), required=False, max_length=2000, widget=_AREA)

    def clean_kind(self) -> AnswerKind:
        """Return the kind as the verb takes it."""
        return AnswerKind(self.cleaned_data["kind"])


class PaperAnswerForm(AnswerForm):
    """An answer on paper: who saw it and where it lies."""

    seen_by = forms.CharField(label=_("Surat dilihat oleh"), max_length=120)
    folder = forms.CharField(label=_("Nomor map"), max_length=40)


class RulingForm(forms.Form):
    """An outcome and its reason."""

    outcome = forms.ChoiceField(label=_("Isi putusan"))
    reason = forms.CharField(
        label=_("Alasan"),
        widget=_AREA,
        max_length=2000,
        help_text=_("Sebut bukti yang Anda lihat. Angka peluang saja bukan alasan."),
    )

    def __init__(self, *args: Any, kind: str, objection: Objection | None = None, **kwargs: Any) -> None:  # Any: Django
        super().__init__(*args, **kwargs)
        outcomes = outcomes_for(kind) if objection is None else outcomes_after(objection, outcomes_for(kind))
        self.fields["outcome"] = forms.ChoiceField(
            label=_("Isi putusan"), choices=outcomes_in_words(outcomes), widget=forms.RadioSelect
        )


class SecondForm(forms.Form):
    """Sign, or object with words."""

    agrees = forms.TypedChoiceField(
        label=_("Keputusan Anda"),
        choices=[("ya", _("Saya menandatangani")), ("tidak", _("Saya keberatan"))],
        coerce=lambda word: word == "ya",
        widget=forms.RadioSelect,
    )
    objection = forms.CharField(label=_("Alasan keberatan"), required=False, max_length=300, widget=_AREA)


class InquiryForm(forms.Form):
    """Which list is asked about."""

    roster = forms.ChoiceField(label=_("Daftar"))

    def __init__(self, *args: Any, rosters: list[str], **kwargs: Any) -> None:  # Any: passed on to Django's form
        super().__init__(*args, **kwargs)
        self.fields["roster"] = forms.ChoiceField(label=_("Daftar"), choices=[(name, name) for name in rosters])


class RepliesForm(forms.Form):
    """The file that came back."""

    file = forms.FileField(label=_("Berkas jawaban (.csv atau .xlsx)"))


class ObjectionForm(forms.Form):
    """What the person objects to, in own words, with evidence if there is any."""

    words = forms.CharField(label=_("Apa yang keliru pada putusan ini"), max_length=2000, widget=_AREA)
    evidence = forms.FileField(
        label=_("Bukti (boleh kosong)"),
        required=False,
        help_text=_("PDF, JPG atau PNG, paling besar 2 MB. Surat asli dapat Anda bawa ke sekretariat PPS."),
    )


class PaperObjectionForm(forms.Form):
    """An objection on paper: what it says, who saw it and where it lies."""

    words = forms.CharField(label=_("Isi surat keberatan"), max_length=2000, widget=_AREA)
    seen_by = forms.CharField(label=_("Surat dilihat oleh"), max_length=120)
    folder = forms.CharField(label=_("Nomor map"), max_length=40)
