"""Forms of the counter, the application, the review and the import; help texts come from the rules themselves."""

from __future__ import annotations

from dataclasses import fields as fields_of
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jurdil.law import Profile
from jurdil.registry.bodies.models import BodyKind
from jurdil.registry.people.values import PersonValues, folded_name
from jurdil.registry.regions.forms import ListFilter, RegionField
from jurdil.registry.regions.names import dotted
from jurdil.registry.regions.templatetags.places import region_name
from jurdil.stages.recruitment.filing import Filing
from jurdil.stages.recruitment.importing import HEALTH_CLASSES
from jurdil.stages.recruitment.models import Opening, ReviewState
from jurdil.stages.recruitment.questions import nik_questions
from jurdil.stages.recruitment.wording import BODIES, REVIEW

ANY = [("", _("Semua"))]
YES_NO = [("", _("tidak diketahui")), ("ya", _("ya")), ("tidak", _("tidak"))]
HEALTH = {"low": _("rendah"), "medium": _("sedang"), "high": _("tinggi")}
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
PERSONAL = frozenset(field.name for field in fields_of(PersonValues))


def _number(**given: str) -> forms.TextInput:
    return forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", **given})


def language() -> str:
    """Return the language of the law's sentences on this page."""
    return "en" if (get_language() or "id").startswith("en") else "id"


class FilterForm(ListFilter):
    """What the list is narrowed to."""

    wilayah = RegionField()
    badan = forms.ChoiceField(label=_("Badan"), required=False, choices=[*ANY, *BODIES.items()])
    hasil = forms.ChoiceField(label=_("Hasil"), required=False, choices=[*ANY, *REVIEW.items()])
    nama = forms.CharField(label=_("Nama"), required=False, max_length=80)
    pengalaman = forms.BooleanField(label=_("Berpengalaman"), required=False)
    ditarik = forms.BooleanField(label=_("Yang ditarik"), required=False)


class OpeningField(forms.ModelChoiceField):  # type: ignore[type-arg]  # at run time Django takes none
    """A choice among openings, named by body and place."""

    def label_from_instance(self, obj: Opening) -> str:
        """Return how an opening is offered."""
        return f"{BODIES.get(BodyKind(obj.body), obj.body)}, {region_name(obj.region)}"


class CounterForm(forms.Form):
    """Name and ward, nothing else."""

    opening = OpeningField(label=_("Pendaftaran"), queryset=Opening.objects.none())
    name = forms.CharField(
        label=_("Nama seperti pada KTP"), max_length=160, widget=forms.TextInput(attrs={"autofocus": True})
    )

    def __init__(self, *args: Any, openings: Any, **kwargs: Any) -> None:  # Any: passed on to Django's form
        super().__init__(*args, **kwargs)
        self.fields["opening"] = OpeningField(label=_("Pendaftaran"), queryset=openings, empty_label=None)


class ApplicantForm(forms.Form):
    """What both the paper and the phone ask: the person, and what they bring."""

    name = forms.CharField(
        label=_("Nama seperti pada KTP"), max_length=160, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    nik = forms.CharField(label=_("NIK"), required=False, max_length=24, widget=_number())
    nik_is_checked = forms.BooleanField(label=_("NIK sudah dicocokkan dengan KTP"), required=False)
    birth_place = forms.CharField(label=_("Tempat lahir"), required=False, max_length=80)
    birth_date = forms.DateField(label=_("Tanggal lahir"), required=False, widget=_DAY)
    sex = forms.ChoiceField(
        label=_("Jenis kelamin"), required=False, choices=[("", "-"), ("L", _("laki-laki")), ("P", _("perempuan"))]
    )
    address = forms.CharField(label=_("Alamat pada KTP"), required=False, max_length=300)
    region = forms.CharField(
        label=_("Kode kelurahan domisili"),
        required=False,
        max_length=13,
        help_text=_("Kosongkan bila tinggal di wilayah yang dilamar."),
        widget=_number(),
    )
    rw = forms.CharField(label=_("RW"), required=False, max_length=8, widget=_number())
    rt = forms.CharField(label=_("RT"), required=False, max_length=8, widget=_number())
    phone = forms.CharField(label=_("Telepon"), required=False, max_length=20, widget=_number(type="tel"))
    email = forms.EmailField(label=_("Surel"), required=False)
    kk = forms.CharField(label=_("Nomor kartu keluarga"), required=False, max_length=24, widget=_number())
    education = forms.ChoiceField(label=_("Ijazah terakhir"), required=False)
    occupation = forms.CharField(label=_("Pekerjaan"), required=False, max_length=80)
    is_experienced = forms.ChoiceField(label=_("Pernah bertugas di TPS"), required=False, choices=YES_NO)
    has_it_skill = forms.ChoiceField(label=_("Mampu memakai aplikasi di ponsel"), required=False, choices=YES_NO)
    wishes_chair = forms.BooleanField(label=_("Bersedia menjadi ketua"), required=False)
    spouse_name = forms.CharField(label=_("Nama suami atau istri"), required=False, max_length=160)
    spouse_nik = forms.CharField(label=_("NIK suami atau istri"), required=False, max_length=24, widget=_number())
    left_party_on = forms.DateField(
        label=_("Hari terakhir menjadi anggota partai"),
        required=False,
        widget=_DAY,
        help_text=_("Hanya bila pernah menjadi anggota partai; bawa surat keterangan partai."),
    )
    declarations = forms.MultipleChoiceField(
        label=_("Surat pernyataan"), required=False, widget=forms.CheckboxSelectMultiple
    )

    unsigned = "-"

    def __init__(self, *args: Any, profile: Profile, **kwargs: Any) -> None:  # Any: passed on to Django's form
        super().__init__(*args, **kwargs)
        self.profile = profile
        levels = [("", "-"), *((level, level) for level in profile.words("requirement.education_levels"))]
        self.fields["education"].choices = levels  # type: ignore[attr-defined]
        self.items = profile.words("requirement.declaration_items")
        texts = [(item, f"{profile.rule(item).text(language())} [{item}]") for item in self.items]
        self.fields["declarations"].choices = texts  # type: ignore[attr-defined]
        self.questions: list[str] = []

    def clean_name(self) -> str:
        """Ask for letters in the name."""
        name: str = self.cleaned_data["name"]
        if not folded_name(name):
            raise forms.ValidationError(_("Tulis nama seperti pada KTP."))
        return name

    def clean_region(self) -> str:
        """Return the code of the domicile with its dots."""
        written = self.cleaned_data["region"]
        if written and not dotted(written):
            raise forms.ValidationError(_("Tulis kode seperti 31.71.01.1001, atau kosongkan."))
        return dotted(written)

    def clean(self) -> dict[str, Any]:
        """Ask once about a NIK that disagrees with birth date or sex; the answer is a tick, not a refusal."""
        given = self.cleaned_data
        self.questions = nik_questions(
            given.get("nik", ""), given.get("birth_date"), given.get("sex", ""), self.profile
        )
        if self.questions and not given.get("nik_is_checked"):
            for question in self.questions:
                self.add_error("nik", question)
            self.add_error("nik_is_checked", _("Centang bila NIK memang begitu pada KTP, lalu kirim lagi."))
        return given

    def filing(self, opening: Opening) -> Filing:
        """Return what was filled in as plain values."""
        given = self.cleaned_data
        person = {field: given[field] for field in PERSONAL & set(given)}
        person["region"] = given["region"] or opening.region
        words = {"ya": True, "tidak": False}
        return Filing(
            person=PersonValues(**person),
            opening_id=opening.id,
            rw=given["rw"],
            rt=given["rt"],
            education=given["education"],
            occupation=given["occupation"],
            is_experienced=words.get(given["is_experienced"]),
            has_it_skill=words.get(given["has_it_skill"]),
            wishes_chair=given["wishes_chair"],
            left_party_on=given["left_party_on"],
            declarations="".join("Y" if item in given["declarations"] else self.unsigned for item in self.items),
        )


class PaperForm(ApplicantForm):
    """A paper form typed in at the counter: the whole folder at once, with what is usual filled in."""

    counter_number = forms.IntegerField(
        label=_("Nomor tanda terima loket"),
        required=False,
        min_value=1,
        help_text=_("Waktunya menentukan batas pendaftaran. Kosongkan bila datang sekarang."),
        widget=forms.NumberInput(attrs={"autofocus": True}),
    )
    statement_is_missing = forms.BooleanField(label=_("Surat pernyataan belum ditandatangani"), required=False)
    documents = forms.MultipleChoiceField(
        label=_("Berkas yang Anda lihat"), required=False, widget=forms.CheckboxSelectMultiple
    )
    folder = forms.CharField(label=_("Nomor map"), max_length=40)
    health_issued_on = forms.DateField(label=_("Tanggal surat sehat"), required=False, widget=_DAY)
    is_health_complete = forms.BooleanField(label=_("Semua hasil ukur ada dalam surat sehat"), required=False)
    health_class = forms.ChoiceField(
        label=_("Risiko kesehatan menurut surat"),
        required=False,
        choices=[("", "-"), *[(key, HEALTH[key]) for key in HEALTH_CLASSES]],
    )

    unsigned = "T"

    def __init__(self, *args: Any, profile: Profile, **kwargs: Any) -> None:  # Any: passed on to Django's form
        papers = [(one["kind"], one[language()]) for one in profile.value("requirement.documents")]
        usual = {
            "documents": [kind for kind, _name in papers],
            "declarations": list(profile.words("requirement.declaration_items")),
            "is_health_complete": True,
        }
        kwargs["initial"] = {**usual, **kwargs.get("initial", {})}
        super().__init__(*args, profile=profile, **kwargs)
        self.fields["documents"].choices = papers  # type: ignore[attr-defined]
        self.order_fields(["counter_number"])

    def filing(self, opening: Opening) -> Filing:
        """Return the folder as plain values."""
        given, base = self.cleaned_data, super().filing(opening)
        values = {field.name: getattr(base, field.name) for field in fields_of(Filing)}
        for name in ("counter_number", "folder", "health_issued_on", "is_health_complete", "health_class"):
            values[name] = given[name]
        values["documents"] = tuple(given["documents"])
        if given["statement_is_missing"]:
            values["declarations"] = "-" * len(self.items)
        return Filing(**values)


class ProposalForm(ApplicantForm):
    """Somebody proposed as order officer or for a secretariat."""


class RulingForm(forms.Form):
    """An outcome, the requirement it rests on, and the reason."""

    outcome = forms.ChoiceField(
        label=_("Putusan"),
        choices=[(state, REVIEW[state]) for state in (ReviewState.ELIGIBLE, ReviewState.INELIGIBLE)],
        widget=forms.RadioSelect,
    )
    rule = forms.ChoiceField(label=_("Syarat yang diputus"))
    reason = forms.CharField(
        label=_("Alasan"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Sebut bukti yang Anda lihat; pelamar akan membacanya."),
    )

    def __init__(self, *args: Any, profile: Profile, body: str, **kwargs: Any) -> None:  # Any: passed on to Django
        super().__init__(*args, **kwargs)
        relaxed = [rule for key, rule in profile.rules.items() if key.startswith("relaxation.")]
        rules = [*profile.requirements(body), *relaxed]
        self.fields["rule"].choices = [(rule.id, f"{rule.id} {rule.title(language())}") for rule in rules]  # type: ignore[attr-defined]


class SeenForm(forms.Form):
    """A paper that was brought later."""

    kind = forms.ChoiceField(label=_("Berkas"))
    folder = forms.CharField(label=_("Nomor map"), max_length=40)
    issued_on = forms.DateField(label=_("Tanggal surat sehat"), required=False, widget=_DAY)
    is_complete = forms.BooleanField(label=_("Semua hasil ukur ada"), required=False)

    def __init__(self, *args: Any, kinds: dict[str, str], **kwargs: Any) -> None:  # Any: passed on to Django's form
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = list(kinds.items())  # type: ignore[attr-defined]


class AttachForm(forms.Form):
    """A paper as a file."""

    kind = forms.ChoiceField(label=_("Berkas"))
    file = forms.FileField(label=_("PDF, JPG atau PNG, paling besar 2 MB"))

    def __init__(self, *args: Any, kinds: dict[str, str], **kwargs: Any) -> None:  # Any: passed on to Django's form
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = list(kinds.items())  # type: ignore[attr-defined]


class UploadForm(forms.Form):
    """A spreadsheet of applications."""

    file = forms.FileField(label=_("Berkas (.csv atau .xlsx)"))

    def clean_file(self) -> Any:  # Any: Django's uploaded file
        """Refuse an ending that cannot be read."""
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith((".csv", ".xlsx")):
            raise forms.ValidationError(_("Akhiran berkas harus .csv atau .xlsx."))
        return file


class CodeForm(forms.Form):
    """The secret code of a receipt."""

    code = forms.CharField(
        label=_("Kode rahasia pada tanda terima"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
