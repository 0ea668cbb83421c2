"""A text message as one request of a real HTTP gateway: JSON or web form, retried, given up, stopped."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from jurdil.foundation.outbox.actions import Letter, queue_message
from jurdil.foundation.outbox.carrying import Standing, standing_of
from jurdil.foundation.outbox.gateway import Gateway, number_of, request_of
from jurdil.foundation.outbox.models import Message
from jurdil.foundation.outbox.sending import MOST_FAULTS, send_texts
from jurdil.project.environment import sms_gateway

NOW = datetime(2024, 11, 7, 3, tzinfo=UTC)
FORM = "to={phone}&message={text}&sender=KPU"
JSON = '{"to": "{phone}", "text": "{text}"}'


class House(BaseHTTPRequestHandler):
    """A gateway in this process: keeps what it is sent, answers with the statuses it was told."""

    heard: list[tuple[str, str | None, bytes]] = []
    answers: list[int] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.heard.append((self.path, self.headers["Authorization"], body))
        self.send_response(self.answers.pop(0) if self.answers else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Stay quiet."""


@pytest.fixture
def gateway(settings: Any) -> Iterator[type[House]]:  # Any: pytest-django's settings
    House.heard, House.answers = [], []
    with HTTPServer(("127.0.0.1", 0), House) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/send?v=2"
        settings.SMS_GATEWAY = sms_gateway(url, "kunci", "Authorization: Bearer {key}", JSON)
        settings.SITE = "https://s.invalid"
        yield House
        server.shutdown()


def queued() -> Message:
    letter = Letter("k", "31", 'Undangan: "Konsolidasi". Kode ABCDEFGH.', phone="0812-34", link="/undangan/a/b/")
    return Message.objects.get(id=queue_message(letter, now=NOW))


@pytest.mark.django_db
def test_a_text_leaves_once_with_number_words_link_and_key(gateway: type[House]) -> None:
    mine = queued()

    assert (send_texts(now=NOW), send_texts(now=NOW)) == (1, 0)

    ((path, key, body),) = gateway.heard
    assert (path, key) == ("/send?v=2", "Bearer kunci")
    said = 'Undangan: "Konsolidasi". Kode ABCDEFGH. https://s.invalid/undangan/a/b/'
    assert json.loads(body) == {"to": "+6281234", "text": said}
    mine.refresh_from_db()
    assert standing_of(mine) is Standing.LEFT


@pytest.mark.django_db
def test_a_busy_gateway_is_asked_again_later_each_time_later(gateway: type[House]) -> None:
    gateway.answers, mine = [503, 429], queued()

    send_texts(now=NOW)
    mine.refresh_from_db()
    assert (mine.faults, mine.last_fault, mine.try_after) == (1, "HTTP 503", NOW + timedelta(minutes=5))
    send_texts(now=NOW + timedelta(minutes=4))
    send_texts(now=NOW + timedelta(minutes=5))
    mine.refresh_from_db()
    assert (mine.faults, mine.last_fault, mine.try_after) == (2, "HTTP 429", NOW + timedelta(minutes=25))
    assert send_texts(now=NOW + timedelta(minutes=25)) == 1


@pytest.mark.django_db
def test_a_number_that_the_gateway_refuses_is_given_up_at_once(gateway: type[House]) -> None:
    gateway.answers, mine = [400], queued()

    send_texts(now=NOW)

    mine.refresh_from_db()
    assert (standing_of(mine), mine.faults) == (Standing.GIVEN_UP, MOST_FAULTS)


@pytest.mark.django_db
def test_a_gateway_that_does_not_take_our_key_blames_no_message(gateway: type[House]) -> None:
    gateway.answers = [401]
    first, second = queued(), queued()

    assert send_texts(now=NOW) == 0

    assert len(gateway.heard) == 1, "it was not asked again for the second"
    for one in (first, second):
        one.refresh_from_db()
        assert one.faults == 0
    assert send_texts(now=NOW + timedelta(minutes=11)) == 2


@pytest.mark.django_db
def test_a_gateway_that_does_not_answer_is_waited_for_once_a_round(settings: Any) -> None:  # Any: as above
    with HTTPServer(("127.0.0.1", 0), House) as nobody:
        port = nobody.server_port  # free again once this is closed
    settings.SMS_GATEWAY = sms_gateway(f"http://127.0.0.1:{port}/", "kunci", "", JSON)
    first, second = queued(), queued()

    assert send_texts(now=NOW) == 0

    for one in (first, second):
        one.refresh_from_db()
    assert (first.faults, second.faults) == (1, 0)


@pytest.mark.django_db
def test_a_message_that_cannot_be_opened_stops_no_other(gateway: type[House]) -> None:
    queued()
    Message.objects.update(text=b"\x04gone" + bytes(40))  # sealed with a key that the settings no longer name
    queued()

    assert send_texts(now=NOW) == 1

    assert Message.objects.get(left_at=None).last_fault == "ValueError"


@pytest.mark.django_db
def test_a_redirect_is_not_followed(gateway: type[House]) -> None:
    gateway.answers, mine = [302], queued()

    send_texts(now=NOW)

    mine.refresh_from_db()
    assert mine.last_fault == "HTTP 302"


@pytest.mark.django_db
def test_without_a_gateway_texts_wait(settings: Any) -> None:  # Any: pytest-django's settings
    settings.SMS_GATEWAY = Gateway()
    queued()

    assert send_texts(now=NOW) == 0


@given(st.text(max_size=200))
def test_every_text_arrives_as_it_was_written(text: str) -> None:
    text = text.encode("utf-8", "ignore").decode()
    as_json, _headers = request_of(Gateway("https://g.invalid", None, JSON), "0812", text)
    as_form, headers = request_of(Gateway("https://g.invalid", None, FORM), "0812", text)

    assert json.loads(as_json)["text"] == text
    assert parse_qs(as_form.decode(), keep_blank_values=True)["message"] == [text]
    assert headers["Content-Type"].startswith("application/x-www-form-urlencoded")


@pytest.mark.parametrize("phone", ["0812 3456", "62812-3456", "+62 812 3456", "8123456"])
def test_numbers_are_written_as_gateways_expect(phone: str) -> None:
    assert number_of(phone) == "+628123456"


@pytest.mark.parametrize(
    ("url", "header", "body"),
    [
        ("http://gateway.example/", "", JSON),
        ("https://gateway.example/", "", "to={phone}"),
        ("https://gateway.example/", "Bearer", JSON),
    ],
)
def test_a_setting_that_cannot_work_stops_the_start_with_a_sentence(url: str, header: str, body: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="JURDIL_SMS_"):
        sms_gateway(url, "k", header, body)
