"""The file of a paper that no record names goes after a day; those that a record names, and young ones, stay."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import transaction

from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.storage.documents import document_path, keep_document
from jurdil.foundation.storage.seals import unseal
from jurdil.stages.recruitment.actions import submit_application
from jurdil.stages.recruitment.filing import Filing
from jurdil.stages.recruitment.models import Application
from jurdil.stages.recruitment.papers import attach_file
from jurdil.stages.recruitment.sweeping import sweep_papers

from .conftest import NOW

pytestmark = pytest.mark.django_db(transaction=True)

PHOTO = b"\x89PNG\r\n\x1a\nfoto IEND"
SYSTEM = Actor(role=Role.SYSTEM, region="")


@pytest.fixture(autouse=True)
def shelves(settings: LazySettings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "papers"
    return settings.MEDIA_ROOT


@pytest.fixture
def siti(filing: Callable[..., Filing], agus: Actor) -> Application:
    return Application.objects.get(id=submit_application(actor=agus, filing=filing(), now=NOW).application_id)


def attach(row: Application, kind: str) -> Path:
    own = Actor(role=Role.APPLICANT, region="", person_id=row.person_id)
    made = attach_file(actor=own, application_id=row.id, kind=kind, content=PHOTO, now=NOW)
    return document_path(made.papers[kind]["file"])


def sweep(*, days_later: int = 2) -> int:
    later = datetime.now(UTC) + timedelta(days=days_later)
    return sweep_papers(actor=SYSTEM, older_than=later - timedelta(days=1), now=NOW)


def test_the_file_of_a_transaction_that_failed_goes_after_a_day(siti: Application, shelves: Path) -> None:
    named = {attach(siti, "photo"), attach(siti, "diploma")}
    with transaction.atomic():
        attach(siti, "identity_card")
        transaction.set_rollback(True)

    assert sweep(days_later=0) == 0
    assert sweep() == 1

    assert set(shelves.glob("*/*")) == named
    leaf = Leaf.objects.get(kind="recruitment.papers_swept")
    assert json.loads(unseal(bytes(leaf.record or b""), "record"))["count"] == 1


def test_a_draft_that_was_never_finished_goes_too(siti: Application) -> None:
    draft = attach(siti, "photo").with_name("tmpabc")
    draft.write_bytes(b"half")

    assert sweep() == 1

    assert not draft.exists()


def test_a_paper_of_an_earlier_version_is_named_by_its_digest(siti: Application) -> None:
    path, digest = attach(siti, "photo"), sha256(PHOTO).hexdigest()
    before = document_path(digest)
    before.parent.mkdir(exist_ok=True)
    path.rename(before)
    Application.objects.filter(id=siti.id).update(papers={"photo": {"how": "file", "digest": digest}})

    assert sweep() == 0

    assert before.exists()


def test_nothing_is_deleted_with_a_database_that_is_none_of_these_papers(
    siti: Application, shelves: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        keep_document(PHOTO)
    attach(siti, "photo")

    with caplog.at_level(logging.ERROR):
        assert sweep() == 0

    assert len(list(shelves.glob("*/*"))) == 4
    assert "3 of 4 papers have no record here" in caplog.text
    assert not Leaf.objects.filter(kind="recruitment.papers_swept").exists()
