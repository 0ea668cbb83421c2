"""Filters of lists: a region by its code, with or without its dots, and nobody where a filter cannot be read."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError

from jurdil.errors import Refused
from jurdil.registry.regions.forms import ListFilter, RegionField
from jurdil.registry.regions.models import Region


class PlaceFilter(ListFilter):
    """The smallest filter of a list."""

    wilayah = RegionField()
    badan = forms.ChoiceField(label="Badan", required=False, choices=[("KPPS", "KPPS")])


@pytest.mark.parametrize(
    ("written", "code"), [("31.71.06", "31.71.06"), ("317106", "31.71.06"), (" 3171061001 ", "31.71.06.1001"), ("", "")]
)
def test_a_region_may_be_sought_without_its_dots(written: str, code: str) -> None:
    assert RegionField().clean(written) == code


@pytest.mark.parametrize("written", ["Menteng", "31.7", "31.71.06.10011", "...", "31.71.01.1001/012"])
def test_what_is_no_code_of_a_region_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(ValidationError, match=r"31\.71\.06"):
        RegionField().clean(written)


@pytest.mark.django_db
def test_a_filter_that_cannot_be_read_shows_nobody_and_refuses_a_file() -> None:
    Region.objects.create(code="31", name="Provinsi Rekaan", level="province", since=date(2020, 1, 1))
    rows = Region.objects.all()

    for given in ({"wilayah": "abc"}, {"wilayah": "31", "badan": "zzz"}):
        assert list(PlaceFilter(given).narrow(rows)) == []
        with pytest.raises(Refused, match=r"access\.filter"):
            PlaceFilter(given).must_be_read()


@pytest.mark.django_db
@pytest.mark.parametrize("given", [None, {}, {"wilayah": "31"}, {"wilayah": "", "badan": "KPPS"}])
def test_a_filter_that_can_be_read_or_is_not_asked_for_leaves_the_list(given: dict[str, str] | None) -> None:
    Region.objects.create(code="31", name="Provinsi Rekaan", level="province", since=date(2020, 1, 1))

    form = PlaceFilter(given)

    form.must_be_read()
    assert form.narrow(Region.objects.all()).count() == 1
