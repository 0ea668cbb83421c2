"""The pages of an event: plan, count, invite, check in, see who is missing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from jurdil.foundation.accounts.roles import Role
from jurdil.registry.bodies.models import Appointment
from jurdil.registry.regions.models import Region
from jurdil.stages.consolidation.models import Attendance, Event, Invitation

pytestmark = pytest.mark.django_db

AT = "/meja/konsolidasi/"
SignIn = Callable[[Role, str], Client]


def key(number: int) -> dict[str, str]:
    return {"idempotency_key": f"{number:032d}"}


def test_a_life_of_an_event(signed_in: SignIn, event: Event, siti: Appointment) -> None:
    client = signed_in(Role.KPU_PROVINCE, "31")

    counted = client.get(f"{AT}{event.id}/undang/?kinds=PPS&kinds=PPK")
    assert "Undang 1 orang" in counted.content.decode()
    client.post(f"{AT}{event.id}/undang/", {"kinds": ["PPS", "PPK"], **key(1)})
    code = Invitation.objects.get().code
    first = client.post(f"{AT}{event.id}/hadir/", {"code": code, **key(2)}, follow=True).content.decode()
    again = client.post(f"{AT}{event.id}/hadir/", {"code": code, **key(3)}, follow=True).content.decode()

    assert "Siti Rekaan" in first
    assert "Sudah pernah hadir" not in first
    assert "Sudah pernah hadir" in again
    assert "autofocus" in again
    assert Attendance.objects.filter(is_repeat=False).count() == 1
    page = client.get(f"{AT}{event.id}/").content.decode()
    assert "<b>1</b> dari <b>1</b>" in page
    assert "Tanda tangan" in client.get(f"{AT}{event.id}/daftar-hadir/").content.decode()


def test_a_double_press_is_one_check_in_and_an_undo_is_shown(
    signed_in: SignIn, event: Event, siti: Appointment
) -> None:
    client = signed_in(Role.KPU_PROVINCE, "31")
    client.post(f"{AT}{event.id}/undang/", {"kinds": ["PPS"], **key(1)})
    code = Invitation.objects.get().code

    for _ in range(2):
        client.post(f"{AT}{event.id}/hadir/", {"code": code, **key(2)})
    attendance = Attendance.objects.get()
    undone = client.post(f"{AT}{event.id}/hadir/{attendance.id}/batal/", key(3), follow=True)

    assert "dibatalkan" in undone.content.decode()


def test_an_unknown_code_keeps_the_queue_going(signed_in: SignIn, event: Event) -> None:
    client = signed_in(Role.KPU_PROVINCE, "31")

    page = client.post(f"{AT}{event.id}/hadir/", {"code": "SALAH234", **key(1)})

    assert page.status_code == 200
    assert "consolidation.invitation" in page.content.decode()


def test_the_missing_are_found_by_name_and_exported_without_codes(
    signed_in: SignIn, event: Event, siti: Appointment, rina: Appointment
) -> None:
    client = signed_in(Role.KPU_PROVINCE, "31")
    client.post(f"{AT}{event.id}/undang/", {"kinds": ["PPS"], **key(1)})

    sought = client.post(f"{AT}{event.id}/undangan/", {"nama": "rina", "semua": "on", "mencari": "ya", **key(2)})
    found = client.get(sought["Location"]).content.decode()
    table = b"".join(client.get(f"{AT}{event.id}/daftar-hadir.csv").streaming_content).decode()  # type: ignore[attr-defined]

    assert "rina" not in sought["Location"]
    assert "Rina Rekaan" in found
    assert "Siti Rekaan" not in found
    assert "Siti Rekaan" in table
    assert not any(code in table for code in Invitation.objects.values_list("code", flat=True))


def test_a_plan_is_made_in_wib(signed_in: SignIn, event: Event) -> None:
    Region.objects.create(
        code="31", level="provinsi", kind="provinsi", name="Jakarta", folded="jakarta", decree="-", since="2020-01-01"
    )
    client = signed_in(Role.KPU_PROVINCE, "31")
    given = {"election": "pilgub", "kind": "training", "title": "Bimtek", "place": "Aula", "region": "31"}

    client.post(f"{AT}rencana/", {**given, "starts_at": "2024-10-01T09:00", "ends_at": "2024-10-01T12:00", **key(1)})

    assert Event.objects.get(title="Bimtek").starts_at.isoformat() == "2024-10-01T02:00:00+00:00"


def test_an_empty_list_says_so_and_others_find_nothing(signed_in: SignIn, event: Event, client: Client) -> None:
    assert client.get(AT).status_code == 404
    assert client.get(f"{AT}{event.id}/").status_code == 404

    far = signed_in(Role.SUPERVISOR, "32")

    assert "Belum ada kegiatan" in far.get(AT).content.decode()
    assert far.get(f"{AT}{event.id}/").status_code == 404
    assert "Belum ada yang bertugas" in far.get(f"{AT}pakta/").content.decode()


def test_a_supervisor_reads_and_has_no_button(signed_in: SignIn, event: Event) -> None:
    client = signed_in(Role.SUPERVISOR, "31")

    page = client.get(f"{AT}{event.id}/").content.decode()

    assert f"{AT}{event.id}/undang/" not in page
    assert client.post(f"{AT}{event.id}/hadir/", {"code": "ABCDEFGH", **key(1)}).content.decode().count("access.role")
