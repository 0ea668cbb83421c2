"""Materials are small, kept on the phone, confirmed as read; a new version asks again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from tests.stages.consolidation.conftest import CITY, NOW

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.middleware import PERSON_KEY
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.jobs.work import work_off
from jurdil.foundation.outbox.models import Message
from jurdil.foundation.storage.clock import day_of
from jurdil.registry.bodies.models import Appointment, BodyKind
from jurdil.registry.elections.models import Election
from jurdil.stages.consolidation import material_notices
from jurdil.stages.consolidation.material_models import Material, Reading
from jurdil.stages.consolidation.material_notices import remind_readers, telling_of
from jurdil.stages.consolidation.material_pages import blocks_of
from jurdil.stages.consolidation.materials import (
    confirm_reading,
    own_materials,
    publish_material,
    readers_by_unit,
    yet_to_read,
)

pytestmark = pytest.mark.django_db

TEXT = "# Bagian\n\nSatu alinea\ndua baris.\n\n- satu\n- dua"


def published(election: Election, **changed: object) -> Material:
    given = {"title": "Panduan", "text": TEXT, "kinds": [BodyKind.PPS], "region": "31", "now": NOW, **changed}
    return publish_material(actor=CITY, election=election, **given)  # type: ignore[arg-type]


def themself(seat: Appointment) -> Actor:
    return Actor(role=Role.APPLICANT, region="", person_id=seat.person_id)


def test_who_has_read_is_counted_by_unit_and_who_has_not_is_named(
    election: Election, siti: Appointment, rina: Appointment
) -> None:
    row = published(election)

    for _ in range(2):
        confirm_reading(actor=themself(siti), material_id=row.id, now=NOW)

    units = readers_by_unit(actor=CITY, material_id=row.id, depth=2, on=day_of(NOW))
    assert [(one.unit, one.count, one.of) for one in units] == [("31.71", 1, 1), ("31.74", 0, 1)]
    assert yet_to_read(actor=CITY, material_id=row.id, on=day_of(NOW)).get().person_id == rina.person_id
    assert Reading.objects.count() == 1


def told() -> list[UUID | None]:
    work_off(clock=lambda: NOW)
    return list(Message.objects.filter(kind="consolidation.material_told").values_list("person_id", flat=True))


def test_publishing_tells_those_concerned_with_a_link_to_their_own_page(
    election: Election, siti: Appointment, rina: Appointment
) -> None:
    row = published(election)

    assert set(told()) == {siti.person_id, rina.person_id}
    assert {one.link.reveal() for one in Message.objects.filter(kind="consolidation.material_told")} == {
        f"/berkas/kegiatan/bahan/{row.id}/"
    }
    done = telling_of(actor=CITY, material_id=row.id)
    assert done is not None
    assert (done.done, done.total) == (2, 2)


def test_nobody_is_told_of_a_version_that_was_replaced_before_the_telling_began(
    election: Election, siti: Appointment
) -> None:
    first = published(election)
    published(election, text="Baru.", replaces=first.id)

    assert told() == [siti.person_id], "of the second only"


def test_telling_goes_on_behind_the_last_part(
    election: Election, siti: Appointment, rina: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(material_notices, "PART", 1)
    published(election)

    assert sorted(map(str, told())) == sorted(map(str, (siti.person_id, rina.person_id)))


def test_only_those_who_have_not_read_are_reminded_and_not_twice_a_day(
    election: Election, siti: Appointment, rina: Appointment
) -> None:
    row = published(election)
    told()
    with pytest.raises(Conflict):
        remind_readers(actor=CITY, material_id=row.id, now=NOW + timedelta(hours=1))
    confirm_reading(actor=themself(siti), material_id=row.id, now=NOW)

    remind_readers(actor=CITY, material_id=row.id, now=NOW + timedelta(days=2))

    assert told().count(siti.person_id) == 1
    assert told().count(rina.person_id) == 2
    with pytest.raises(NotFound):
        remind_readers(actor=Actor(role=Role.PPK, region="31.71.01"), material_id=row.id, now=NOW)


def test_a_new_version_asks_again(election: Election, siti: Appointment) -> None:
    first = published(election)
    confirm_reading(actor=themself(siti), material_id=first.id, now=NOW)

    second = published(election, text="Baru.", replaces=first.id)

    assert (second.series, second.version) == (first.series, 2)
    assert own_materials(actor=themself(siti), on=day_of(NOW)) == [(second, None)]
    with pytest.raises(Conflict):
        published(election, replaces=first.id)
    with pytest.raises(NotFound):
        confirm_reading(actor=themself(siti), material_id=first.id, now=NOW)


@pytest.mark.parametrize("changed", [{"title": ""}, {"text": " "}, {"kinds": []}, {"text": "x" * 70_000}])
def test_a_material_without_a_part_or_too_large_is_refused(election: Election, changed: dict[str, object]) -> None:
    with pytest.raises(Refused, match=r"consolidation\.material"):
        published(election, **changed)


def test_it_is_for_those_bodies_of_that_region_only(election: Election, siti: Appointment) -> None:
    published(election, kinds=[BodyKind.KPPS])
    published(election, region="31.74")

    assert own_materials(actor=themself(siti), on=day_of(NOW)) == []


def test_a_text_has_headings_lists_and_paragraphs() -> None:
    assert [block.kind for block in blocks_of(TEXT)] == ["heading", "paragraph", "list"]


def key(number: int) -> dict[str, str]:
    return {"idempotency_key": f"{number:032d}"}


def test_the_pages_publish_renew_save_and_confirm(
    signed_in: Callable[[Role, str], Client], election: Election, siti: Appointment
) -> None:
    client, at = signed_in(Role.KPU_REGENCY, "31.71"), "/meja/konsolidasi/bahan/"
    form = {"title": "Panduan", "kinds": "PPS", "region": "31.71", "text": TEXT}
    reader = Client()
    session = reader.session
    session[PERSON_KEY] = str(siti.person_id)
    session.save()

    client.post(f"{at}terbit/", {**form, **key(1)})
    client.post(f"{at}terbit/?ganti={Material.objects.get().id}", {**form, "text": "Baru.", **key(2)})
    row = Material.objects.get(version=2)
    own = f"/berkas/kegiatan/bahan/{row.id}/"
    before = client.get(f"{at}{row.id}/").content.decode()
    saved = reader.get(f"{own}simpan/")
    reader.post(own, key(3))

    assert "Panduan" in reader.get("/berkas/kegiatan/").content.decode()
    assert "Siti Rekaan" in before
    assert "attachment" in saved.headers["Content-Disposition"]
    assert "Baru." in saved.content.decode()
    assert "<b>1</b> dari <b>1</b>" in client.get(f"{at}{row.id}/").content.decode()
    assert "Panduan" in client.get(at).content.decode()
    assert client.get(f"{at}{row.id}/belum.csv").status_code == 200


def test_the_kept_page_needs_no_session_and_the_server_tells_only_what_was_replaced(
    client: Client, election: Election
) -> None:
    material = published(election)
    page = client.get("/berkas/kegiatan/bahan/di-ponsel/").content.decode()
    worker = client.get("/berkas/kegiatan/bahan/pekerja.js").content.decode()
    before = client.get(f"/berkas/kegiatan/bahan/diganti/?id={material.id}&id=nothing").json()
    Material.objects.filter(id=material.id).update(replaced_at=NOW)

    assert material.title not in page
    assert '"/berkas/kegiatan/bahan/di-ponsel/"' in worker
    assert before == {"replaced": []}
    assert client.get(f"/berkas/kegiatan/bahan/diganti/?id={material.id}").json() == {"replaced": [str(material.id)]}
