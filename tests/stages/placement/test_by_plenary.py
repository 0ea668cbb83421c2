"""Teams of a ward that a plenary decided: whom it chose serves, whom it made a reserve waits, and the papers say so."""

from __future__ import annotations

from django.test import Client
from pytest_django import Settings

from jurdil.foundation.jobs.work import work_off
from jurdil.registry.bodies.models import LetterBatch
from jurdil.registry.elections.models import PollingStation
from jurdil.stages.placement.models import ProposedSeat
from jurdil.stages.recruitment.models import Application
from jurdil.stages.vetting.models import RulingOutcome

from ..selection.test_plenaries import decided
from .conftest import APPOINTED, STATIONS, World, appointed, post, proposed, sign_in


def seated() -> list[object]:
    rows = ProposedSeat.objects.exclude(station="").values_list("application_id", flat=True)
    return sorted(rows)


def test_all_whom_the_plenary_chose_serve_and_the_reserves_keep_its_order(world: World) -> None:
    decided(world)

    proposed(world)

    assert seated() == sorted(one.id for one in world.applications[:14])
    reserves = ProposedSeat.objects.filter(station="").order_by("rank").values_list("application_id", flat=True)
    assert list(reserves) == [one.id for one in world.applications[14:16]]


def test_a_wish_of_the_teams_never_changes_whom_the_plenary_chose(world: World) -> None:
    decided(world)
    Application.objects.update(rw="009")
    last = [one.id for one in world.applications[14:16]]
    Application.objects.filter(id__in=last).update(rw="001", is_experienced=True, has_it_skill=True)

    proposed(world)

    assert seated() == sorted(one.id for one in world.applications[:14])


def test_for_somebody_excluded_since_the_next_of_the_order_serves(world: World) -> None:
    decided(world)
    world.rule(world.suspect(world.applications[3]), RulingOutcome.CONFIRMED)

    proposed(world)

    assert world.applications[14].id in seated()
    assert world.applications[3].id not in seated()


def test_a_special_station_may_be_waived_and_the_plenary_still_says_who_serves(world: World) -> None:
    decided(world)
    PollingStation.objects.filter(code=STATIONS[1]).update(is_special=True, waiver_ground="Rumah tahanan rekaan.")

    proposed(world)

    assert seated() == sorted(one.id for one in world.applications[:14])


def test_pages_and_letters_say_that_they_rest_on_the_plenary_and_on_no_policy(
    world: World, client: Client, settings: Settings
) -> None:
    settings.NOW = APPOINTED
    decided(world)
    appointed(world)
    sign_in(client)
    for page in (f"/meja/penempatan/tim/{STATIONS[0]}/", f"/meja/penempatan/{world.opening.region}/"):
        words = client.get(page).content.decode()
        assert "keputusan rapat pleno PPS" in words
        assert "Tidak ada kebijakan di luar aturan hukum" in words
    post(client, f"/meja/penempatan/surat/{world.opening.region}/")

    work_off(clock=lambda: APPOINTED)

    ((body, sentence),) = LetterBatch.objects.get().policies
    assert body == "KPPS"
    assert "rapat pleno PPS pada 10 Oktober 2024 (berita acara 4/PPS/X)" in sentence


def test_a_team_page_names_the_policy_that_its_team_rests_on(drawn: World, client: Client, settings: Settings) -> None:
    settings.NOW = APPOINTED
    appointed(drawn)
    sign_in(client)

    words = client.get(f"/meja/penempatan/tim/{STATIONS[0]}/").content.decode()

    assert "Pita nilai dan undian" in words
