"""The forms of this room: look at, ask, answer, propose, sign, and the files of an inquiry."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jurdil.registry.regions.forms import ListFilter, RegionField
from jurdil.stages.vetting.wording import ANSWERS, DOUBLE_ANSWERS, EVIDENCE, GRADES, PRESENCES, STATES, Words

_AREA = forms.Textarea(attrs={"rows": 3})


class FilterForm(ListFilter):
    """What the work list is narrowed to."""

    daftar = forms.ChoiceField(label=_("Daftar"), required=False)
    kekuatan = forms.ChoiceField(label=_("Kekuatan"), required=False, choices=[("", _("Semua")), *GRADES.items()])
    bukti = forms.ChoiceField(
        label=_("Bukti"),
        required=False,
        choices=[("", _("Semua")), *[(key, words) for key, words in EVIDENCE.items() if key]],
    )
    keadaan = forms.ChoiceField(label=_("Keadaan"), required=False, choices=[("", _("Belum diputus")), *STATES.items()])
    terbaru = forms.ChoiceField(
        label=_("Di daftar terbaru"), required=False, choices=[("", _("Semua")), *PRESENCES.items()]
    )
    wilayah = RegionField()

    def __init__(self, *args: Any, rosters: list[str], **kwargs: Any) -> None:  # Any: passed on to Django's form
        super().__init__(*args, **kwargs)
        self.fields["daftar"] = forms.ChoiceField(
            label=_("Daftar"), required=False, choices=[("", _("Semua")), *[(name, name) for name in rosters]]
        )


class DoubleFilterForm(ListFilter):
    """What the list of doubles is narrowed to."""

    keadaan = forms.ChoiceField(
        label=_("Keadaan"),
        required=False,
        choices=[("", _("Belum diputus")), *list(STATES.items())[:4], ("over", _("Selesai"))],
    )
    kekuatan = forms.ChoiceField(label=_("Kekuatan"), required=False, choices=[("", _("Semua")), *GRADES.items()])
    wilayah = RegionField()


class PlaceForm(ListFilter):
    """The part of the actor's region that a page is about."""

    wilayah = RegionField()


class AdoptForm(forms.Form):
    """Why proposed weights are to hold."""

    reason = forms.CharField(label=_("Alasan memberlakukan bobot ini"), max_length=300)


class ReviewForm(forms.Form):
    """Why a weak match is worth a question."""

    reason = forms.CharField(label=_("Mengapa layak ditanyakan"), max_length=300)


class AskForm(forms.Form):
    """A question in own words; without one the person is asked about the match as it stands."""

    question = forms.CharField(label=_("Pertanyaan tambahan (boleh kosong)"), required=False, widget=_AREA)


class PaperForm(forms.Form):
    """Who saw a paper and where it lies."""

    seen_by = forms.CharField(label=_("Surat dilihat oleh"), max_length=120)
    folder = forms.CharField(label=_("Nomor map"), max_length=40)


class AnswerForm(forms.Form):
    """What the person says about a match."""

    kind = forms.ChoiceField(label=_("Penjelasan"), choices=list(ANSWERS.items()), widget=forms.RadioSelect)
    words = forms.CharField(label=_("Dengan kata sendiri"), required=False, max_length=2000, widget=_AREA)


class DoubleAnswerForm(AnswerForm):
    """What the person says of another application."""

    kind = forms.ChoiceField(label=_("Penjelasan"), choices=list(DOUBLE_ANSWERS.items()), widget=forms.RadioSelect)


class PaperAnswerForm(AnswerForm, PaperForm):
    """An answer on paper."""

    field_order = ("kind", "words", "seen_by", "folder")


class PaperDoubleAnswerForm(DoubleAnswerForm, PaperForm):
    """An answer on paper about another application."""

    field_order = ("kind", "words", "seen_by", "folder")


class RulingForm(forms.Form):
    """An outcome, one of `outcomes` in words, and its reason."""

    outcome = forms.ChoiceField(label=_("Isi putusan"))
    reason = forms.CharField(
        label=_("Alasan"),
        widget=_AREA,
        max_length=2000,
        help_text=_(
            "Sebut bukti yang Anda lihat. Angka peluang saja bukan alasan. Orang yang bersangkutan membacanya: jangan "
            "tulis data pribadi orang lain."
        ),
    )

    def __init__(self, *args: Any, outcomes: Words, **kwargs: Any) -> None:  # Any: passed on to Django's form
        super().__init__(*args, **kwargs)
        self.fields["outcome"] = forms.ChoiceField(
            label=_("Isi putusan"), choices=list(outcomes.items()), widget=forms.RadioSelect
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


class WordsForm(forms.Form):
    """What the person objects to, in own words."""

    words = forms.CharField(label=_("Apa yang keliru pada putusan ini"), max_length=2000, widget=_AREA)


class ObjectionForm(WordsForm):
    """An objection with evidence, if there is any."""

    evidence = forms.FileField(
        label=_("Bukti (boleh kosong)"),
        required=False,
        help_text=_("PDF, JPG atau PNG, paling besar 2 MB. Surat asli dapat Anda bawa ke sekretariat PPS."),
    )


class PaperObjectionForm(PaperForm):
    """An objection on paper: what it says, who saw it and where it lies."""

    words = forms.CharField(label=_("Isi surat keberatan"), max_length=2000, widget=_AREA)
    field_order = ("words", "seen_by", "folder")
