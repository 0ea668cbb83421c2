"""Pages of the selection, for officers and for everybody."""

from __future__ import annotations

import json

from django.test import Client

from jurdil.engines.lot import parse_record, verify_record
from jurdil.foundation.accounts.roles import Role
from jurdil.stages.selection.models import Lot, ScoreSheet

from .conftest import ELSEWHERE, WARD, World, all_at, post, sign_in

DESK = "/meja/seleksi/"


def test_an_officer_scores_freezes_and_draws(world: World, client: Client) -> None:
    sign_in(client)
    siti = world.applications[0]
    assert "Siti Rekaan" in client.get(f"{DESK}{WARD}/").content.decode()

    row = {f"{siti.id}-{key}": value for key, value in all_at(80).items()}
    answer = post(client, f"{DESK}{WARD}/nilai/{siti.id}/", **row)
    assert answer.status_code == 302  # type: ignore[attr-defined]
    assert ScoreSheet.objects.get().total == 80
    assert "Agus Rekaan" in client.get(f"{DESK}{WARD}/").content.decode()

    world.score_all()
    assert "20" in client.get(f"{DESK}{WARD}/bekukan/").content.decode()
    post(client, f"{DESK}{WARD}/bekukan/")
    beacons = {"first_source": "bursa", "first_value": "1", "second_source": "gempa", "second_value": "2"}
    answer = post(client, f"{DESK}{WARD}/undi/", **beacons)
    assert answer.status_code == 302  # type: ignore[attr-defined]
    assert Lot.objects.get().beacons == [["bursa", "1"], ["gempa", "2"]]
    assert "Siti Rekaan" in client.get(f"{DESK}{WARD}/urutan/").content.decode()


def test_a_wrong_number_is_shown_beside_its_field(world: World, client: Client) -> None:
    sign_in(client)
    siti = world.applications[0]

    answer = post(client, f"{DESK}{WARD}/nilai/{siti.id}/", **{f"{siti.id}-competence": 101})

    assert answer.status_code == 200  # type: ignore[attr-defined]
    assert "errorlist" in answer.content.decode()  # type: ignore[attr-defined]
    assert not ScoreSheet.objects.exists()


def test_lists_of_other_wards_are_as_if_they_were_not_there(world: World, client: Client) -> None:
    sign_in(client, region=ELSEWHERE)

    assert client.get(f"{DESK}{WARD}/").status_code == 404
    assert "Belum ada penerimaan" in client.get(DESK).content.decode()


def test_a_supervisor_reads_and_does_not_score(world: World, client: Client) -> None:
    sign_in(client, Role.SUPERVISOR, "31.71")

    assert '<form class="filters" method="post"' not in client.get(f"{DESK}{WARD}/").content.decode()
    assert client.get(f"{DESK}{WARD}/bekukan/").status_code == 404


def test_standings_go_out_as_a_file(world: World, client: Client) -> None:
    world.draw()
    sign_in(client)

    answer = client.get(f"{DESK}{WARD}/urutan/?bentuk=csv")

    lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 21
    assert "Siti Rekaan 0" in "".join(lines)


def test_everybody_sees_the_draw_and_nobody_in_it(world: World, client: Client) -> None:
    assert client.get(f"/undian/{WARD}/").status_code == 404
    lot = world.draw()

    page = client.get(f"/undian/{WARD}/").content.decode()
    record = json.loads(client.get(f"/undian/{WARD}/undian.json").content)

    assert lot.commitment in page
    assert "jurdil draw --verify" in page
    assert "Rekaan" not in page
    assert verify_record(parse_record(record))
    assert WARD in client.get("/undian/").content.decode()


def test_the_list_hashes_to_its_commitment(world: World, client: Client) -> None:
    from hashlib import sha256

    lot = world.freeze()

    assert sha256(client.get(f"/undian/{WARD}/daftar.tsv").content).hexdigest() == lot.commitment
    assert client.get(f"/undian/{WARD}/undian.json").status_code == 404


def test_everybody_can_take_home_the_line_of_the_log_that_holds_the_hash(world: World, client: Client) -> None:
    lot = world.freeze()

    receipt = client.get(f"/undian/{WARD}/komitmen.json").json()

    assert receipt["leaf"]["kind"] == "selection.frozen"
    assert receipt["record"]["commitment"] == lot.commitment
    assert receipt["record"]["by"] == "pps"
    assert str(world.agus.account_id) not in str(receipt)
