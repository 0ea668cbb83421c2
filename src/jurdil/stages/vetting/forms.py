"""The forms of this room: look at, ask, answer, propose, sign, and the files of an inquiry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jurdil.errors import Refused
from jurdil.foundation.accounts.searching import LENGTH
from jurdil.registry.regions.forms import ListFilter, RegionField
from jurdil.stages.recruitment.documents import LARGEST_BYTES, type_of
from jurdil.stages.vetting.attaching import ENDINGS, MOST_FILES, FileKind, Files
from jurdil.stages.vetting.models import EXCLUDING, RulingOutcome
from jurdil.stages.vetting.wording import (
    ANSWERS,
    DOUBLE_ANSWERS,
    EFFECTS,
    EVIDENCE,
    FILE_KINDS,
    GRADES,
    OUTCOMES,
    PRESENCES,
    STATES,
    Words,
)

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
    putusan = forms.ChoiceField(label=_("Putusan"), required=False, choices=[("", _("Semua")), *OUTCOMES.items()])
    terbaru = forms.ChoiceField(
        label=_("Di daftar terbaru"), required=False, choices=[("", _("Semua")), *PRESENCES.items()]
    )
    wilayah = RegionField()
    nama = forms.CharField(label=_("Nama"), required=False, max_length=LENGTH)

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


class FilesInput(forms.FileInput):
    """Takes several files; a phone offers its camera beside them."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Some files of one kind, or none; a wrong one is told beside the field where it was chosen."""

    widget = FilesInput

    def __init__(self, kind: FileKind) -> None:
        accepted = FilesInput(attrs={"accept": ",".join(ENDINGS)})
        super().__init__(required=False, allow_empty_file=True, widget=accepted)
        self.label = FILE_KINDS[kind]  # type: ignore[assignment]  # the stubs know another name of a lazy text

    def clean(self, data: Any, initial: Any = None) -> list[bytes]:  # Any: Django's signature
        """Return the bytes of the files; of one that is too large or of too many files no more than tells so."""
        contents = [one.read(LARGEST_BYTES + 1) for one in (data or [])[: MOST_FILES + 1]]
        for content in contents:
            try:
                type_of(content)
            except Refused as refusal:
                said = f"{gettext(refusal.reason)} {gettext(refusal.remedy)} [{refusal.rule}]"
                raise forms.ValidationError(said) from refusal
        return contents


class AttachingForm(forms.Form):
    """What may be attached to own words, by kind; nobody demands any of it."""

    statement = FilesField(FileKind.STATEMENT)
    other = FilesField(FileKind.OTHER)

    def words_asked(self) -> list[forms.BoundField]:
        """Return the fields that are not files."""
        return [one for one in self if not isinstance(one.field, FilesField)]

    def files_asked(self) -> list[forms.BoundField]:
        """Return the fields that are files."""
        return [self[kind] for kind in FileKind if kind in self.fields]

    def attached(self) -> Files:
        """Return what was attached, by kind."""
        return {kind: self.cleaned_data[kind] for kind in FileKind if kind in self.fields}


class AnswerForm(forms.Form):
    """What the person says about a match."""

    kind = forms.ChoiceField(label=_("Penjelasan"), choices=list(ANSWERS.items()), widget=forms.RadioSelect)
    words = forms.CharField(label=_("Dengan kata sendiri"), required=False, max_length=2000, widget=_AREA)


class OwnAnswerForm(AnswerForm, AttachingForm):
    """The person's own answer, with files if there are any. answers: those that fit the list, every one without it."""

    letter = FilesField(FileKind.LETTER)

    def __init__(self, *args: Any, answers: Words = ANSWERS, **kwargs: Any) -> None:  # Any: passed on to Django's form
        super().__init__(*args, **kwargs)
        self.fields["kind"] = forms.ChoiceField(
            label=_("Penjelasan"), choices=list(answers.items()), widget=forms.RadioSelect
        )


class DoubleAnswerForm(AnswerForm):
    """What the person says of another application."""

    kind = forms.ChoiceField(label=_("Penjelasan"), choices=list(DOUBLE_ANSWERS.items()), widget=forms.RadioSelect)


class OwnDoubleAnswerForm(DoubleAnswerForm, AttachingForm):
    """The person's own answer about another application, with files if there are any."""


class PaperAnswerForm(OwnAnswerForm, PaperForm):
    """An answer on paper, with scans of what came with it if an officer made any."""

    field_order = ("kind", "words", "seen_by", "folder")


class PaperDoubleAnswerForm(OwnDoubleAnswerForm, PaperForm):
    """An answer on paper about another application, with scans if there are any."""

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


class OutcomeField(forms.ChoiceField):
    """A choice of outcomes; one that may not be chosen now is refused by the verb, with its rule and remedy."""

    def valid_value(self, value: Any) -> bool:  # Any: Django's signature
        """Return that the verb will say."""
        return True


class MatchRulingForm(RulingForm):
    """An outcome for a match, those that clear the person first and apart from those that end the candidacy."""

    def __init__(self, *args: Any, outcomes: Sequence[RulingOutcome], **kwargs: Any) -> None:  # Any: passed on
        super().__init__(*args, outcomes={}, **kwargs)
        groups = [
            (words, [(one, OUTCOMES[one]) for one in outcomes if (one in EXCLUDING) == ends])
            for ends, words in EFFECTS.items()
        ]
        self.fields["outcome"] = OutcomeField(
            label=_("Isi putusan"), choices=[group for group in groups if group[1]], widget=forms.RadioSelect
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
    """Which list is asked about, one of `rosters` in words."""

    roster = forms.ChoiceField(label=_("Daftar"))

    def __init__(self, *args: Any, rosters: Words, **kwargs: Any) -> None:  # Any: passed on to Django's form
        super().__init__(*args, **kwargs)
        self.fields["roster"] = forms.ChoiceField(label=_("Daftar"), choices=list(rosters.items()))


class RepliesForm(forms.Form):
    """The file that came back."""

    file = forms.FileField(label=_("Berkas jawaban (.csv atau .xlsx)"))


class WordsForm(forms.Form):
    """What the person objects to, in own words."""

    words = forms.CharField(label=_("Apa yang keliru pada putusan ini"), max_length=2000, widget=_AREA)


class ObjectionForm(WordsForm, AttachingForm):
    """The person's own objection, with files if there are any."""

    letter = FilesField(FileKind.LETTER)


class DoubleObjectionForm(WordsForm, AttachingForm):
    """The same about another application, where nobody made a list."""


class PaperObjectionForm(PaperForm):
    """An objection on paper: what it says, who saw it and where it lies."""

    words = forms.CharField(label=_("Isi surat keberatan"), max_length=2000, widget=_AREA)
    field_order: tuple[str, ...] = ("words", "seen_by", "folder")


class PaperDoubleObjectionForm(PaperObjectionForm, AttachingForm):
    """The same about another application, with scans of what came with the letter if an officer made any."""


class PaperMatchObjectionForm(PaperDoubleObjectionForm):
    """The same about a match, where a party or another maker of a list may have written too."""

    letter = FilesField(FileKind.LETTER)
