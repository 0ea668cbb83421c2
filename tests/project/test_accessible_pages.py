"""axe-core finds nothing against WCAG 2.2 AA on any page that a visitor of any role can open, on a phone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from playwright.sync_api import Page, Route, sync_playwright
from tests.project.test_english_pages import walks  # noqa: F401  # the fixture: every page of every role
from tests.project.walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # the rest is not described, which takes half the time
    # A wide table scrolls on a phone; browsers make such a region a stop of the keyboard themselves, axe does not know.
    # The page of a running job renews itself until the job ends; nobody has to act within that time.
    "rules": {"scrollable-region-focusable": {"enabled": False}, "meta-refresh": {"enabled": False}},
}
SITE = "http://jurdil.test"


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright runs a loop in this thread; the database is not in it
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser.new_page(viewport={"width": 360, "height": 800}, reduced_motion="reduce")
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def _serve(route: Route, html: str) -> None:
    """Answer with the page itself, or with a static file; nothing leaves the machine."""
    address = route.request.url.removeprefix(SITE)
    file = finders.find(address.removeprefix("/static/")) if address.startswith("/static/") else None
    if route.request.is_navigation_request():
        route.fulfill(body=html, content_type="text/html; charset=utf-8")
    elif isinstance(file, str):
        route.fulfill(path=Path(file))
    else:
        route.abort()


def _faults(page: Page, html: str) -> Iterator[str]:
    page.unroute_all()
    page.route("**/*", lambda route: _serve(route, html))
    page.goto(f"{SITE}/")
    for fault in Axe().run(page, options=RULES).response["violations"]:
        yield f"{fault['id']} ({fault['help']}): {fault['nodes'][0]['html'][:160]}"


def test_no_page_breaks_a_rule_of_accessibility(walks: dict[str, Walk], page: Page) -> None:  # noqa: F811
    pages = {name: html for walk in walks.values() for name, html in walk.pages.items()}
    found = {name: list(_faults(page, html)) for name, html in sorted(pages.items())}

    assert not any(found.values()), "\n".join(f"{name}: {fault}" for name, all_ in found.items() for fault in all_)
