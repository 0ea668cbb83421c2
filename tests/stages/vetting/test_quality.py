"""How good the screening is: identity by rulings, small cells hidden, and nobody else's region."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from jurdil.errors import NotFound
from jurdil.foundation.accounts.models import Account, Mandate
from jurdil.foundation.accounts.roles import Role
from jurdil.foundation.storage.ids import new_id
from jurdil.stages.vetting.clarifications import answer_clarification, ask_clarification
from jurdil.stages.vetting.models import Match
from jurdil.stages.vetting.quality import Quality, hide_small, quality_of, regions_of
from jurdil.stages.vetting.rulings import propose_ruling, second_ruling

from .conftest import NOW, PAPER, WARD, World, officer

REASON = "NIK dan tanggal lahirnya sama dengan entri."
LATER = NOW + timedelta(days=3)


def ruled(world: World, match: Match, outcome: str) -> None:
    asked = ask_clarification(actor=world.agus, match_id=match.id, question="", now=NOW)
    answer_clarification(actor=world.pps, clarification_id=asked.id, answer=PAPER, now=NOW)
    made = propose_ruling(actor=world.agus, match_id=match.id, outcome=outcome, reason=REASON, now=LATER)
    second_ruling(actor=world.wati, ruling_id=made.id, now=LATER)


def figures(world: World) -> Quality:
    return quality_of(actor=world.agus, election=world.election, region="31.71")


def test_an_open_match_waits_and_says_nothing_of_identity(world: World, budi: Match) -> None:
    found = figures(world)

    assert (found.screened, found.runs, found.found, found.people, found.waiting, found.ruled) == (2, 1, 1, 1, 1, 0)
    assert found.median_days is None
    assert all(one.same is None for one in found.bins)


@pytest.mark.parametrize(("outcome", "hits"), [("confirmed", 1), ("listed_without_consent", 1), ("other_person", 0)])
def test_truth_is_identity_not_membership(world: World, budi: Match, outcome: str, hits: int) -> None:
    ruled(world, budi, outcome)

    found = figures(world)
    (share,) = [one.same for one in found.bins if one.same is not None]
    assert (share.hits, share.of) == (hits, 1)
    assert share.low <= share.value <= share.high
    assert (found.median_days, found.ruled, found.waiting) == (3.0, 1, 0)
    assert found.outcomes == {outcome: 1}


def test_a_ruling_without_a_word_about_identity_counts_for_neither(world: World, budi: Match) -> None:
    ruled(world, budi, "former_member")
    Match.objects.update(outcome="expired")

    found = figures(world)
    assert all(one.same is None for one in found.bins)
    assert sum(one.silent for one in found.bins) == 1


def test_of_runs_over_the_same_people_the_latest_counts(world: World, budi: Match) -> None:
    world.apply("Rina Rekawan", NOW.date().replace(year=1991), 9)
    world.screen_region("31.71.01", budi.snapshot)

    assert figures(world).screened == 3


@given(st.lists(st.integers(0, 40), max_size=12))
def test_no_small_cell_is_shown_and_none_stands_alone(counts: list[int]) -> None:
    shown = hide_small(counts, 5)

    hidden = [count for count, cell in zip(counts, shown, strict=True) if cell is None]
    assert all(cell is None or cell == 0 or cell >= 5 for cell in shown)
    assert all(cell in (None, count) for count, cell in zip(counts, shown, strict=True))
    assert len(hidden) != 1 or sum(count > 0 for count in counts) == 1


def test_no_sum_of_a_row_tells_what_it_hides(world: World, budi: Match) -> None:
    counts = {"31.71.01": Counter(same=20, other=9, waiting=2), "31.71.02": Counter(same=12, other=7, waiting=6)}

    rows = regions_of(counts, 5)

    assert [(row.found, row.waiting, row.same) for row in rows] == [(None, None, 20), (None, None, 12)]


def test_regions_hide_small_cells(world: World, budi: Match) -> None:
    (row,) = figures(world).regions

    assert (row.region, row.found, row.other) == ("31.71.01", None, 0)


def test_no_probability_is_shown_as_certain_and_all_are_percent(
    client: Client, world: World, budi: Match, settings: LazySettings
) -> None:
    settings.NOW = LATER
    Match.objects.update(probability="0.999999")
    account = Account.objects.create_user(new_id().hex)
    Mandate.objects.create(account=account, role=Role.KPU_PROVINCE.value, region="31", since="2024-01-01")
    client.force_login(account)
    ruled(world, budi, "confirmed")

    page = client.get(reverse("vetting:quality")).content.decode()

    assert '<th scope="row">99,9 % ke atas</th><td class="num said" data-of="Rata-rata peluang">99,9 %</td>' in page
    assert '<th scope="row">99,0–99,9 %</th>' in page
    assert "1,000" not in page


@pytest.mark.parametrize(
    ("role", "region", "may"),
    [
        (Role.KPU_REGENCY, "31.71", True),
        (Role.KPU_REGENCY, "31.72", False),
        (Role.KPU_PROVINCE, "31", True),
        (Role.KPU_PROVINCE, "32", False),
        (Role.PPS, WARD, False),
        (Role.PPK, "31.71.01", False),
        (Role.SUPERVISOR, "31.71", False),
        (Role.PARTNER, WARD, False),
        (Role.APPLICANT, "31.71", False),
        (Role.PUBLIC, "31.71", False),
    ],
)
def test_the_kpu_of_the_region_reads_it(world: World, budi: Match, role: Role, region: str, may: bool) -> None:
    actor = officer(region, role)

    if may:
        assert quality_of(actor=actor, election=world.election, region="31.71").found == 1
        return
    with pytest.raises(NotFound):
        quality_of(actor=actor, election=world.election, region="31.71")


def test_the_page_and_its_file(client: Client, world: World, budi: Match, settings: LazySettings) -> None:
    settings.NOW = LATER
    account = Account.objects.create_user(new_id().hex)
    Mandate.objects.create(account=account, role=Role.KPU_PROVINCE.value, region="31", since="2024-01-01")
    client.force_login(account)
    ruled(world, budi, "other_person")

    page = client.get(reverse("vetting:quality")).content.decode()
    file = b"".join(client.get(reverse("vetting:quality_file", args=["csv"])).streaming_content)  # type: ignore[attr-defined]

    assert "median 3,0 hari" in page
    assert "kesamaan orang" in page
    assert "Budi" not in page
    assert b"same_person" in file
    assert client.get(reverse("vetting:quality"), {"wilayah": "32"}).status_code == 404
