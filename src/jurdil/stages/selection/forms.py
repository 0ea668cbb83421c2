"""The forms of this stage: points per criterion, and the two public values of a draw."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jurdil.law import Profile
from jurdil.stages.selection.actions import Beacon
from jurdil.stages.selection.wording import criterion_words


class PointsForm(forms.Form):
    """One number per criterion of the law, within the law's range."""

    def __init__(self, profile: Profile, data: Mapping[str, str] | None = None, **given: object) -> None:
        super().__init__(data, **given)  # type: ignore[arg-type]  # Django's own keywords, passed on
        scale = profile.value("selection.score")
        for criterion in profile.words("selection.criteria"):
            self.fields[criterion] = forms.IntegerField(
                label=criterion_words(criterion),
                min_value=scale["lowest"],
                max_value=scale["highest"],
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )


class BeaconsForm(forms.Form):
    """Two public random values, each with the place where everybody can look it up."""

    first_source = forms.CharField(label=gettext_lazy("Sumber pertama"), max_length=200)
    first_value = forms.CharField(label=gettext_lazy("Nilai pertama"), max_length=200)
    second_source = forms.CharField(label=gettext_lazy("Sumber kedua"), max_length=200)
    second_value = forms.CharField(label=gettext_lazy("Nilai kedua"), max_length=200)

    def clean(self) -> dict[str, object]:
        """Refuse the same value or source twice before the verb does."""
        given = super().clean() or {}
        for part in ("source", "value"):
            if given.get(f"first_{part}") and given.get(f"first_{part}") == given.get(f"second_{part}"):
                self.add_error(f"second_{part}", _("Kedua sumber dan kedua nilai harus berbeda."))
        return given

    def beacons(self) -> list[Beacon]:
        """Return what was given; call it on a valid form."""
        given = self.cleaned_data
        return [Beacon(given[f"{nth}_source"], given[f"{nth}_value"]) for nth in ("first", "second")]
