"""An address that only takes forms: opening it leads to the page with the form, never to the browser's bare 405."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
ID = "01a22da8-8e42-77d4-a983-95cf917b2cf0"
MATCH = f"/meja/penyaringan/{ID}/"


@pytest.mark.parametrize(
    ("action", "page"),
    [
        (f"{MATCH}usul/", MATCH),
        (f"{MATCH}tanda-tangan/{ID}/", MATCH),
        (f"{MATCH}usul/?keadaan=open", f"{MATCH}?keadaan=open"),
        ("/meja/penyaringan/tanyakan/", "/meja/penyaringan/"),
        ("/meja/penyaringan/orang-sama/cari/", "/meja/penyaringan/orang-sama/"),
    ],
)
def test_opening_an_action_leads_to_its_page(client: Client, action: str, page: str) -> None:
    answer = client.get(action)

    assert (answer.status_code, answer.headers["Location"]) == (302, page)


def test_a_language_chosen_after_a_slip_leads_to_the_page_of_the_form(client: Client) -> None:
    answer = client.post("/i18n/setlang/", {"language": "en", "next": f"{MATCH}usul/"}, follow=True)

    assert [place for place, _status in answer.redirect_chain] == [f"{MATCH}usul/", MATCH]


def test_other_ways_are_told_in_the_frame_of_the_house(client: Client) -> None:
    answer = client.put(f"{MATCH}usul/")

    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "Alamat ini tidak dapat dibuka begitu" in answer.content.decode()
