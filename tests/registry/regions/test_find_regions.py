"""People's spellings find the region; every look-up uses an index."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.conf import settings
from django.db import connection
from pytest_django import DjangoDbBlocker

from jurdil.errors import NotFound
from jurdil.foundation.storage.codes import within
from jurdil.registry.regions.loading import load_regions
from jurdil.registry.regions.models import Region, RegionName
from jurdil.registry.regions.names import dotted, fold
from jurdil.registry.regions.queries import children_of, find_regions, name_path, region_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def nation(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        load_regions(settings.PACKAGE / "data")
    yield
    with django_db_blocker.unblock():
        RegionName.objects.all().delete()
        Region.objects.all()._raw_delete("default")


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Kec. Gambir", "gambir"),
        ("KOTA ADMINISTRASI JAKARTA PUSAT", "jakartapusat"),
        ("Kab. Adm. Kepulauan Seribu", "kepulauanseribu"),
        ("Tjilintjing", "cilincing"),
        ("Kota", "kota"),
    ],
)
def test_a_name_folds_to_what_it_is_without_its_kind(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_a_code_is_read_with_or_without_dots() -> None:
    assert dotted("3171011001") == dotted("31.71.01.1001") == "31.71.01.1001"
    assert dotted("31710") == ""


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Jakpus", "31.71"),
        ("jakarta pusat", "31.71"),
        ("kel. Gambir, Jakpus", "31.71.01"),
        ("Tjilintjing, Jakarta Utara", "31.72.04"),
        ("Cempaka Putih Timur", "31.71.05.1001"),
        ("Cempaka Puti Timr, jakarta", "31.71.05.1001"),
        ("3171011001", "31.71.01.1001"),
        ("RANTAU PEUREULAK", "11.03.10"),
    ],
)
@pytest.mark.usefixtures("nation")
def test_people_find_their_region_as_they_write_it(text: str, first: str) -> None:
    assert [row.code for row in find_regions(text)][:1] == [first]


@pytest.mark.usefixtures("nation")
def test_a_search_stays_inside_its_scope() -> None:
    assert all(row.code.startswith("31.75") for row in find_regions("cipinang", "31.75"))
    assert find_regions("gambir", "32") == []


@pytest.mark.usefixtures("nation")
def test_the_whole_country_is_there_and_a_second_load_adds_nothing() -> None:
    assert Region.objects.filter(until__isnull=True).count() == 91_599
    assert Region.objects.filter(until__isnull=False, level="deskel").count() == 513
    assert load_regions(settings.PACKAGE / "data") == 0


@pytest.mark.usefixtures("nation")
def test_a_code_that_only_the_list_of_2024_has_is_no_longer_listed() -> None:
    former = region_of("35.15.04.1013")

    assert former.until == date(2025, 4, 24)
    assert former.code not in [row.code for row in children_of("35.15.04")]


@pytest.mark.usefixtures("nation")
def test_children_and_the_way_down() -> None:
    assert len(children_of("")) == 38
    assert [row.code for row in children_of("31")] == ["31.01", "31.71", "31.72", "31.73", "31.74", "31.75"]
    assert [place.name for place in name_path("31.71.01.1001/012")][-2:] == ["Gambir", "TPS 012"]
    with pytest.raises(NotFound):
        region_of("99.99")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the plan is read in SQLite's words")
@pytest.mark.usefixtures("nation")
def test_a_prefix_is_looked_up_in_an_index() -> None:
    for rows in (
        Region.objects.filter(within("code", "31.71")),
        Region.objects.filter(folded__gt="gam", folded__lt="gam{"),
        RegionName.objects.filter(folded="jakpus"),
    ):
        plan = rows.explain()

        assert "SCAN" not in plan, plan
        assert "USING" in plan
