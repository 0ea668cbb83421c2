"""E-mails leave with link and attachment, once each; whoever cannot be reached is tried again, and nothing is lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from smtplib import SMTPException
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured

from jurdil.foundation.outbox import sending
from jurdil.foundation.outbox.actions import Attachment, Letter, queue_message
from jurdil.foundation.outbox.models import Channel, Message
from jurdil.foundation.outbox.sending import send_emails
from jurdil.project.environment import MailServer, mail_server

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 11, 7, 3, tzinfo=UTC)
FILE = Attachment("undangan.ics", "text/calendar; method=PUBLISH", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")


@pytest.fixture(autouse=True)
def server(settings: Any) -> None:  # Any: pytest-django's settings
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.EMAIL_HOST, settings.SITE, settings.DEFAULT_FROM_EMAIL = (
        "surel.invalid",
        "https://s.invalid",
        "a@b.invalid",
    )


def queue(email: str = "siti@contoh.invalid", phone: str = "") -> None:
    text = "Undangan: Konsolidasi. Kode hadir ABCDEFGH."
    told = Letter(
        "consolidation.invited", "31", text, phone=phone, email=email, link="/berkas/x/", attachment=lambda: FILE
    )
    queue_message(told, now=NOW)


def test_an_email_carries_a_link_to_the_own_page_and_the_calendar_file_and_leaves_once() -> None:
    queue()

    assert send_emails(now=NOW) == 1
    assert send_emails(now=NOW) == 0

    (sent,) = mail.outbox
    assert sent.subject == "Undangan: Konsolidasi"
    assert "https://s.invalid/berkas/x/" in sent.body
    assert 'text/calendar; method="PUBLISH"' in sent.message().as_string()
    assert sent.attachments[0][0] == "undangan.ics"
    assert Message.objects.get().left_at == NOW


def test_a_text_message_holds_no_attachment_and_is_not_sent_by_mail() -> None:
    queue(email="", phone="0812")

    assert send_emails(now=NOW) == 0
    assert Message.objects.get().attachment_name == ""


def test_nothing_leaves_without_a_mail_server(settings: Any) -> None:  # Any: as above
    settings.EMAIL_HOST = ""
    queue()

    assert send_emails(now=NOW) == 0
    assert Message.objects.get().left_at is None


def test_a_failed_sending_waits_longer_each_time_and_is_left_alone_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_given: object, **_named: object) -> None:
        raise SMTPException

    queue()
    monkeypatch.setattr(sending.EmailMessage, "send", fails)
    assert send_emails(now=NOW) == 0
    monkeypatch.undo()

    assert send_emails(now=NOW + timedelta(minutes=4)) == 0, "not yet"
    assert send_emails(now=NOW + timedelta(minutes=6)) == 1
    queue()
    Message.objects.filter(left_at=None).update(faults=sending.MOST_FAULTS)
    assert send_emails(now=NOW + timedelta(days=1)) == 0


def test_what_a_dead_sender_claimed_is_sent_again() -> None:
    queue()
    assert len(sending._claimed(Channel.EMAIL, NOW)) == 1

    assert send_emails(now=NOW + timedelta(minutes=9)) == 0
    assert send_emails(now=NOW + timedelta(minutes=10)) == 1


def test_a_round_ends_so_that_the_worker_can_do_something_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "PART", 2)
    monkeypatch.setattr(sending, "PARTS", 2)
    for _ in range(5):
        queue()

    assert send_emails(now=NOW) == 4
    assert send_emails(now=NOW) == 1


def test_an_erased_address_is_passed_over() -> None:
    queue()
    Message.objects.update(address="", text="", attachment="")

    assert send_emails(now=NOW) == 0


def test_a_mail_server_is_read_from_its_address() -> None:
    assert mail_server("") == MailServer()
    assert mail_server("smtps://a%40b:c@h.invalid") == MailServer("h.invalid", 465, "a@b", "c", True)
    assert mail_server("smtp://h.invalid:25").port == 25
    with pytest.raises(ImproperlyConfigured):
        mail_server("http://h.invalid")


@pytest.mark.parametrize("kind", ["vetting.ruled", "consolidation.talk", "consolidation.pledge_owed"])
def test_a_subject_says_nothing_about_the_person(kind: str) -> None:
    told = Letter(kind, "31", "Putusan tentang Anda: terbukti anggota. Alasannya ada.", email="a@b.invalid")
    queue_message(told, now=NOW)

    send_emails(now=NOW)

    (sent,) = mail.outbox
    assert sent.subject == sending.SUBJECT
    assert "terbukti" in sent.body


def test_a_mail_server_that_is_away_stops_no_worker_and_is_no_messages_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_given: object) -> None:
        raise ConnectionRefusedError

    queue()
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.open", away)

    assert send_emails(now=NOW) == 0

    assert Message.objects.get().faults == 0
    monkeypatch.undo()
    assert send_emails(now=NOW + sending.CLAIM) == 1
