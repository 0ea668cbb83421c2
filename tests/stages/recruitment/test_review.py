"""The law is asked, people decide: a machine finds, two officers rule."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import LazySettings

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import PUBLIC_ACTOR, Actor, Role
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.outbox.models import Message
from jurdil.foundation.storage.documents import document_path
from jurdil.registry.elections.models import Election
from jurdil.stages.recruitment.actions import submit_application
from jurdil.stages.recruitment.erasing import erase_applications
from jurdil.stages.recruitment.filing import Filing
from jurdil.stages.recruitment.mending import correct_application, renew_code
from jurdil.stages.recruitment.models import Application, ReviewState
from jurdil.stages.recruitment.papers import attach_file, see_paper
from jurdil.stages.recruitment.reviewing import review_application, review_applications
from jurdil.stages.recruitment.rulings import propose_review_ruling, second_review_ruling
from jurdil.stages.recruitment.withdrawing import undo_withdrawal, withdraw_application

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 9, 20, 3, tzinfo=UTC)
ON = date(2024, 9, 20)
AFTER = datetime(2024, 10, 20, 3, tzinfo=UTC)
REASON = "Ijazah SMA diperlihatkan saat klarifikasi."
Make = Callable[..., Filing]


@pytest.fixture
def handed_in(filing: Make, agus: Actor) -> Callable[..., UUID]:
    def hand_in(**given: object) -> UUID:
        made = submit_application(actor=agus, filing=filing(**given), now=NOW).application_id
        assert made is not None
        return made

    return hand_in


def test_all_requirements_passed_is_eligible(handed_in: Callable[..., UUID], agus: Actor) -> None:
    row = review_application(actor=agus, application_id=handed_in(), now=NOW, on=ON)

    assert row.review == ReviewState.ELIGIBLE
    assert {outcome for outcome, _, _ in row.outcomes.values()} == {"passed"}


def test_a_machine_makes_nobody_ineligible(handed_in: Callable[..., UUID], agus: Actor) -> None:
    row = review_application(actor=agus, application_id=handed_in(education="SMP"), now=NOW, on=ON)

    assert row.review == ReviewState.NEEDS_CLARIFICATION
    assert row.outcomes["R08"][0] == "failed"
    assert "[R08]" in Message.objects.get(kind="recruitment.reviewed").text.reveal()


def test_a_whole_region_is_reviewed_like_each_of_its_applications(
    handed_in: Callable[..., UUID], agus: Actor, election: Election
) -> None:
    good, bad = handed_in(), handed_in(name="Dewi Rekaan", nik="", declarations="")

    done = review_applications(actor=agus, election=election, region=agus.region, now=NOW, on=ON)

    assert done == 2
    assert Leaf.objects.filter(kind="recruitment.reviewed").count() == 2
    assert Application.objects.get(id=good).review == ReviewState.ELIGIBLE
    together = Application.objects.get(id=bad).outcomes
    alone = review_application(actor=agus, application_id=bad, now=NOW, on=ON).outcomes
    assert together == alone
    assert review_applications(actor=agus, election=election, region=agus.region, now=NOW, on=ON) == 0


def test_a_ruling_counts_from_the_signature_of_another_officer(
    handed_in: Callable[..., UUID], agus: Actor, wati: Actor
) -> None:
    key = handed_in(education="SMP")
    ruling = propose_review_ruling(
        actor=agus, application_id=key, outcome=ReviewState.INELIGIBLE, rule="R08", reason=REASON, now=NOW
    )

    with pytest.raises(Refused, match=r"access\.two_people"):
        second_review_ruling(actor=agus, ruling_id=ruling.id, agrees=True, now=NOW)
    assert Application.objects.get(id=key).review == ReviewState.UNREVIEWED
    second_review_ruling(actor=wati, ruling_id=ruling.id, agrees=True, now=NOW)

    assert Application.objects.get(id=key).review == ReviewState.INELIGIBLE
    told = Message.objects.get(kind="recruitment.ruled").text.reveal()
    assert "R08" in told
    assert REASON in told
    with pytest.raises(Conflict):
        review_application(actor=agus, application_id=key, now=NOW, on=ON)


def test_a_ruling_without_a_reason_is_none(handed_in: Callable[..., UUID], agus: Actor) -> None:
    with pytest.raises(Refused, match=r"privacy\.explanation"):
        propose_review_ruling(
            actor=agus, application_id=handed_in(), outcome=ReviewState.INELIGIBLE, rule="R08", reason="tms", now=NOW
        )


def test_an_officer_of_another_ward_does_not_find_the_application(handed_in: Callable[..., UUID]) -> None:
    with pytest.raises(NotFound):
        review_application(actor=Actor(Role.PPS, "31.71.02"), application_id=handed_in(), now=NOW, on=ON)


def test_papers_can_be_mended_until_review_ends(handed_in: Callable[..., UUID], agus: Actor) -> None:
    key = handed_in(documents=(), education="")
    review_application(actor=agus, application_id=key, now=NOW, on=ON)

    see_paper(actor=agus, application_id=key, kind="diploma", folder="MAP-7", now=NOW)
    correct_application(
        actor=agus, application_id=key, changes={"education": "SMK", "phone": "0800"}, now=NOW, reason=REASON
    )

    row = Application.objects.get(id=key)
    assert row.papers["diploma"]["seen_by"] == agus.label
    assert (row.education, row.review, row.outcomes) == ("SMK", ReviewState.UNREVIEWED, {})
    with pytest.raises(Refused, match=r"recruitment\.correction"):
        correct_application(actor=agus, application_id=key, changes={"education": "S1"}, now=AFTER, reason=REASON)


def test_a_file_is_what_its_bytes_say(
    handed_in: Callable[..., UUID],
    tmp_path: object,
    settings: pytest.FixtureRequest,
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]],
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    key = handed_in()
    own = Actor(role=Role.APPLICANT, region="", person_id=Application.objects.get(id=key).person_id)

    attach_file(actor=own, application_id=key, kind="photo", content=b"\x89PNG\r\n\x1a\nrest IEND", now=NOW)

    path = document_path(Application.objects.get(id=key).papers["photo"]["file"])
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(Refused, match=r"recruitment\.paper"):
        attach_file(actor=own, application_id=key, kind="photo", content=b"<html>", now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        erase_applications(actor=Actor(role=Role.KPU_REGENCY, region="31.71"), person_id=own.person_id, now=NOW)  # type: ignore[arg-type]
    assert not path.exists()


@pytest.mark.django_db(transaction=True)
def test_the_file_of_a_paper_goes_when_another_replaces_it(
    handed_in: Callable[..., UUID], settings: LazySettings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    key, content = handed_in(), b"\x89PNG\r\n\x1a\nrest IEND"
    own = Actor(role=Role.APPLICANT, region="", person_id=Application.objects.get(id=key).person_id)
    attach_file(actor=own, application_id=key, kind="photo", content=content, now=NOW)

    made = attach_file(actor=own, application_id=key, kind="photo", content=content, now=NOW)

    assert list(tmp_path.glob("*/*")) == [document_path(made.papers["photo"]["file"])]


def test_only_the_applicant_or_the_office_withdraws(handed_in: Callable[..., UUID], agus: Actor) -> None:
    key = handed_in()
    stranger = Actor(role=Role.APPLICANT, region="", person_id=UUID(int=7))

    with pytest.raises(NotFound):
        withdraw_application(actor=stranger, application_id=key, now=NOW)
    with pytest.raises(Refused, match=r"access\.role"):
        withdraw_application(actor=PUBLIC_ACTOR, application_id=key, now=NOW)
    with pytest.raises(Refused, match=r"access\.own_file"):
        withdraw_application(actor=agus, application_id=key, now=NOW)
    withdraw_application(actor=agus, application_id=key, folder="7", now=NOW)

    assert Application.objects.get(id=key).withdrawn_at == NOW


def test_whoever_never_asked_for_it_has_the_application_back(handed_in: Callable[..., UUID], agus: Actor) -> None:
    key = handed_in()
    own = Actor(role=Role.APPLICANT, region="", person_id=Application.objects.get(id=key).person_id)
    stranger = Actor(role=Role.APPLICANT, region="", person_id=UUID(int=7))
    withdraw_application(actor=agus, application_id=key, folder="7", now=NOW)
    assert "berlakukan lagi" in Message.objects.get(kind="recruitment.withdrawn").text.reveal()

    with pytest.raises(NotFound):
        undo_withdrawal(actor=stranger, application_id=key, now=NOW)
    with pytest.raises(Refused, match=r"access\.role"):
        undo_withdrawal(actor=agus, application_id=key, now=NOW)
    undo_withdrawal(actor=own, application_id=key, now=NOW)

    row = Application.objects.get(id=key)
    assert (row.withdrawn_at, "withdrawal" in row.papers) == (None, False)
    withdraw_application(actor=own, application_id=key, now=NOW)
    with pytest.raises(Conflict):
        undo_withdrawal(actor=own, application_id=key, now=NOW)


def test_a_new_code_ends_the_old_one(handed_in: Callable[..., UUID], agus: Actor) -> None:
    key = handed_in()
    before = Application.objects.get(id=key).code_hash

    code = renew_code(actor=agus, application_id=key, now=NOW)

    assert code
    assert Application.objects.get(id=key).code_hash != before
