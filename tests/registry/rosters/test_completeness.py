"""A delivery that lacks much of the one before it may be incomplete, until an officer says that it is whole."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.template.loader import render_to_string
from django.utils.translation import override

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.jobs.models import Job
from jurdil.foundation.ledger.models import Leaf
from jurdil.registry.regions.models import Region
from jurdil.registry.rosters.actions import import_roster
from jurdil.registry.rosters.completeness import confirm_whole, lacking_tokens
from jurdil.registry.rosters.delivery_views import doubt_context
from jurdil.registry.rosters.models import RosterKind, Snapshot
from jurdil.registry.rosters.queries import doubted_within
from jurdil.registry.rosters.wording import doubt_of

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 10, 1, 3, tzinfo=UTC)
AGUS = Actor(role=Role.KPU_REGENCY, region="31.71", account_id=uuid4())
WHY = "Bu Wati dari partai menjawab 30 September: 40 anggota keluar."


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, settings: LazySettings) -> None:
    settings.HOME = tmp_path / "home"


def members(first: int, last: int) -> list[str]:
    return [f"{number},Anggota Rekaan {chr(65 + number % 26)}{number},1980-01-{1 + number % 28:02d}"
            for number in range(first, last)]  # fmt: skip


def bring(folder: Path, rows: list[str], *, day: int, region: str = "31.71", roster: str = "partai-07") -> Snapshot:
    path = folder / "list.csv"
    path.write_text("\n".join(["id,name,birth_date", *rows]) + "\n")
    return import_roster(
        actor=AGUS, path=path, roster=roster, kind=RosterKind.PARTY, source="Partai Rekaan",
        as_of=date(2024, 9, day), region=region, now=NOW,
    )  # fmt: skip


def test_a_tenth_of_a_list_is_in_doubt(tmp_path: Path) -> None:
    whole = bring(tmp_path, members(0, 50), day=1)

    tenth = bring(tmp_path, members(0, 5), day=2)

    assert (whole.follows, whole.is_doubted) == (None, False)
    assert (tenth.follows, tenth.missing, tenth.is_doubted) == (whole, 45, True)
    assert doubted_within(actor=AGUS) == [tenth]


def test_a_list_from_which_a_few_went_is_in_no_doubt(tmp_path: Path) -> None:
    bring(tmp_path, members(0, 50), day=1)

    fewer = bring(tmp_path, members(5, 60), day=2)

    assert (fewer.missing, fewer.is_doubted) == (5, False)


def test_a_short_list_may_lose_two_and_not_three(tmp_path: Path) -> None:
    bring(tmp_path, members(0, 5), day=1)

    assert not bring(tmp_path, members(2, 5), day=2).is_doubted
    assert bring(tmp_path, [], day=3).is_doubted


def test_the_shortest_list_that_loses_everybody_is_in_doubt(tmp_path: Path) -> None:
    bring(tmp_path, members(0, 1), day=1)

    empty = bring(tmp_path, [], day=2)
    Snapshot.objects.filter(id=empty.id).update(key_check="0123456789abcdef", is_lacking=False, entries=2)

    assert (empty.missing, empty.is_doubted) == (1, True)
    assert lacking_tokens(0, "partai-07", "31.71").is_much
    assert not lacking_tokens(1, "partai-07", "31.71").is_much
    assert not bring(tmp_path, [], day=3, roster="saksi").is_doubted


def test_entries_numbered_anew_are_still_there(tmp_path: Path) -> None:
    bring(tmp_path, members(0, 50), day=1)

    again = bring(tmp_path, [f"N-{row}" for row in members(0, 50)], day=2)

    assert (again.missing, again.is_doubted) == (0, False)


def test_another_list_of_the_same_length_is_in_doubt(tmp_path: Path) -> None:
    bring(tmp_path, members(0, 50), day=1)

    assert bring(tmp_path, members(100, 150), day=2).is_doubted


def test_what_follows_a_delivery_in_doubt_is_held_against_the_last_whole_one(tmp_path: Path) -> None:
    whole = bring(tmp_path, members(0, 50), day=1)
    bring(tmp_path, members(0, 5), day=2)

    still = bring(tmp_path, members(0, 6), day=3)
    fuller = bring(tmp_path, members(0, 48), day=4)

    assert (still.follows, still.is_doubted) == (whole, True)
    assert (fuller.follows, fuller.is_doubted) == (whole, False)
    assert doubted_within(actor=AGUS) == []


def test_a_delivery_for_a_narrower_region_is_held_against_nothing_and_nothing_against_it(tmp_path: Path) -> None:
    Region.objects.create(code="31.71.01", name="Kecamatan Rekaan", level="kecamatan", since=date(2020, 1, 1))
    whole = bring(tmp_path, members(0, 50), day=1)
    narrow = bring(tmp_path, members(0, 5), day=2, region="31.71.01")

    wide = bring(tmp_path, members(0, 20), day=3)

    assert (narrow.follows, narrow.is_doubted) == (None, False)
    assert (wide.follows, wide.missing) == (whole, 30)


def places(region: str, first: int, last: int) -> list[str]:
    return [f"{row},{region}" for row in members(first, last)]


def bring_places(folder: Path, rows: list[str], *, day: int) -> Snapshot:
    path = folder / "list.csv"
    path.write_text("\n".join(["id,name,birth_date,region", *rows]) + "\n")
    return import_roster(
        actor=Actor(role=Role.SYSTEM, region=""), path=path, roster="partai-07", kind=RosterKind.PARTY,
        source="Partai Rekaan", as_of=date(2024, 9, day), region="", now=NOW,
    )  # fmt: skip


def test_a_list_of_the_nation_without_one_city_is_in_doubt_and_says_which(tmp_path: Path) -> None:
    Region.objects.create(code="32.01", name="Kabupaten Rekaan", level="regency", since=date(2020, 1, 1))
    rest = places("31.71.01.1001", 0, 300)
    bring_places(tmp_path, [*rest, *places("3201012001", 300, 320)], day=1)

    without = bring_places(tmp_path, rest, day=2)
    without.refresh_from_db()

    assert (without.missing, without.is_doubted, without.missing_cities) == (20, True, {"32.01": [20, 20]})
    with override("id"):
        assert "Kabupaten Rekaan (20 dari 20)" in doubt_of(without)


def test_half_of_a_city_and_a_handful_of_a_small_one_may_go(tmp_path: Path) -> None:
    rest = places("31.71.01.1001", 0, 300)
    bring_places(tmp_path, [*rest, *places("32.01", 300, 320), *places("32.02", 320, 329)], day=1)

    fewer = bring_places(tmp_path, [*rest, *places("32.01", 310, 320)], day=2)

    assert (fewer.missing, fewer.is_doubted, fewer.missing_cities) == (19, False, {})


def test_regions_that_say_no_city_are_no_city(tmp_path: Path) -> None:
    rows = [*places("31.71.01.1001", 0, 300), *places("Menteng", 300, 320), *places("31", 320, 324)]
    bring_places(tmp_path, rows, day=1)

    assert not bring_places(tmp_path, rows[:300], day=2).is_doubted


def test_tokens_are_only_counted(tmp_path: Path) -> None:
    first = bring(tmp_path, members(0, 50), day=1)
    Snapshot.objects.update(key_check="0123456789abcdef", entries=4_000)

    assert lacking_tokens(1_000, "partai-07", "31.71").follows == first
    assert (
        lacking_tokens(1_000, "partai-07", "31.71").missing,
        lacking_tokens(5_000, "partai-07", "31.71").missing,
    ) == (
        3_000,
        0,
    )
    assert not lacking_tokens(4_000, "partai-07", "31.71").is_much


def test_an_officer_says_that_it_is_whole_and_everybody_is_screened_again(tmp_path: Path) -> None:
    bring(tmp_path, members(0, 50), day=1)
    tenth = bring(tmp_path, members(0, 5), day=2)

    said = confirm_whole(actor=AGUS, snapshot_id=tenth.id, reason=WHY, now=NOW)

    assert (said.is_doubted, said.whole_by, said.whole_reason) == (False, AGUS.label, WHY)
    assert doubted_within(actor=AGUS) == []
    assert Leaf.objects.filter(subject=str(tenth.id), kind="rosters.confirmed_whole").count() == 1
    assert Job.objects.get().kind == "vetting.screen"


def test_whoever_may_not_or_gives_no_reason_says_nothing(tmp_path: Path) -> None:
    whole = bring(tmp_path, members(0, 50), day=1)
    tenth = bring(tmp_path, members(0, 5), day=2)

    with pytest.raises(Refused, match=r"access\.region"):
        confirm_whole(actor=Actor(Role.KPU_REGENCY, "32.71"), snapshot_id=tenth.id, reason=WHY, now=NOW)
    with pytest.raises(Refused, match=r"access\.role"):
        confirm_whole(actor=Actor(Role.SUPERVISOR, "31.71"), snapshot_id=tenth.id, reason=WHY, now=NOW)
    with pytest.raises(Refused, match=r"rosters\.provenance"):
        confirm_whole(actor=AGUS, snapshot_id=tenth.id, reason="  ya  ", now=NOW)
    with pytest.raises(Conflict):
        confirm_whole(actor=AGUS, snapshot_id=whole.id, reason=WHY, now=NOW)
    with pytest.raises(NotFound):
        confirm_whole(actor=AGUS, snapshot_id=uuid4(), reason=WHY, now=NOW)
    bring(tmp_path, members(0, 6), day=3)
    with pytest.raises(Conflict):
        confirm_whole(actor=AGUS, snapshot_id=tenth.id, reason=WHY, now=NOW)
    assert Snapshot.objects.get(id=tenth.id).is_doubted


def test_what_was_removed_is_not_said_to_be_whole(tmp_path: Path) -> None:
    bring(tmp_path, members(0, 50), day=1)
    tenth = bring(tmp_path, members(0, 5), day=2)
    Snapshot.objects.filter(id=tenth.id).update(removed_at=NOW)
    tenth.refresh_from_db()

    with pytest.raises(Conflict, match="sudah dihapus"):
        confirm_whole(actor=AGUS, snapshot_id=tenth.id, reason=WHY, now=NOW)

    assert doubt_context(AGUS, tenth)["whole_form"] is None
    words = render_to_string("rosters/doubt.html", {"row": tenth, **doubt_context(AGUS, tenth)})
    assert "dan sudah dihapus." in words


def test_a_reason_that_cannot_be_kept_whole_is_refused(tmp_path: Path) -> None:
    bring(tmp_path, members(0, 50), day=1)
    tenth = bring(tmp_path, members(0, 5), day=2)

    with pytest.raises(Refused, match="terlalu panjang"):
        confirm_whole(actor=AGUS, snapshot_id=tenth.id, reason=WHY * 6, now=NOW)
