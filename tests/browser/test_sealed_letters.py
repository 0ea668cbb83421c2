"""Sealed letters on paper: one sheet for each person, and on it nothing but the letter."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import RequestFactory
from playwright.sync_api import Browser

from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.stages.vetting.notices import Notice

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db]


def test_each_letter_prints_on_its_own_sheet_without_the_rest_of_the_page(browser: Browser) -> None:
    letters = [Notice(uuid4(), uuid4(), name, "31.71.01.1001", "Ada pertanyaan.") for name in ("Budi", "Siti", "Rina")]
    request = RequestFactory().get("/meja/penyaringan/surat/")
    request.actor = Actor(role=Role.PPS, region="31.71.01.1001")  # type: ignore[attr-defined]
    page = browser.new_page()
    page.set_content(render_to_string("vetting/notices.html", {"notices": letters, "form": ""}, request))
    page.add_style_tag(content=(settings.PACKAGE / "static" / "jurdil.css").read_text())

    sheets = len(re.findall(rb"/Type /Page\b", page.pdf()))
    page.emulate_media(media="print")
    printed = page.locator("body").inner_text()
    page.close()

    assert sheets == len(letters)
    assert [line for line in printed.splitlines() if line in ("Budi", "Siti", "Rina")] == ["Budi", "Siti", "Rina"]
    assert printed.count("Ada pertanyaan.") == len(letters)
    assert "Yang dicentang" not in printed
    assert "Jurdil mencatat" not in printed
