"""Every line of the log that a person may take home is called by words, not by its key."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from pytest_django import Settings
from tests.journeys.one_life import CAST, REGENCY, at, new_life

import jurdil
from jurdil.doors.portal.receipts import LABELS, own_leaves
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.stages.recruitment.mending import correct_application, renew_code
from jurdil.stages.vetting.models import RulingOutcome
from jurdil.stages.vetting.objections import object_to_ruling
from jurdil.stages.vetting.rulings import propose_ruling, second_ruling

SOURCES = Path(jurdil.__file__).parent
RECORDERS = {"Act", "_act", "_record", "acts_of", "ruling_act"}
# Lines about a thing, an office or a ward, or about a step inside an office; none of them is a person's own line.
NOBODYS_OWN = {
    *("accounts.mandate_given", "accounts.mandate_ended", "accounts.holder_named"),
    *("bodies.formed", "consolidation.planned"),
    *("consolidation.changed", "consolidation.cancelled", "consolidation.arranged", "consolidation.inviting"),
    *("consolidation.reminding", "consolidation.pledge_reminding", "consolidation.needs_erased"),
    *("consolidation.lane_opened", "consolidation.lane_closed", "consolidation.sessions_named"),
    "consolidation.doors_opened",
    "consolidation.pledged_together",  # the unit's line; each person has one of their own
    *("consolidation.item_written", "consolidation.item_reviewed"),
    *("consolidation.test_planned", "consolidation.round_closed", "consolidation.material_published"),
    *("consolidation.moderated", "consolidation.guided", "consolidation.minutes_written", "consolidation.reminded"),
    *("consolidation.minutes_signed", "consolidation.minutes_seconded", "consolidation.decision_added"),
    "consolidation.task_noted",
    *("elections.stage_extended", "partners.named", "partners.retired", "partners.told"),
    *("rosters.imported", "rosters.confirmed_whole", "rosters.tokens_received", "rosters.tokens_removed"),
    *("elections.policy_proposed", "elections.policy_dropped", "elections.policy_set"),
    *("elections.waiver_proposed", "elections.waiver_dropped", "elections.domicile_waived", "elections.waiver_ended"),
    *("placement.locked", "placement.released", "placement.shuffle_sealed", "placement.shuffle_revealed"),
    *("vetting.model_learnt", "vetting.model_compared", "vetting.model_frozen"),
    "bodies.lettered",  # a batch; each letter is committed to in it
    *("placement.proposed", "placement.signed", "placement.confirmed", "placement.appointed"),
    *("recruitment.opened", "recruitment.extended", "recruitment.received", "recruitment.ruling_proposed"),
    "recruitment.papers_swept",
    *(
        "selection.frozen",
        "selection.drawn",
        "selection.interviewers_frozen",
        "selection.interviewers_drawn",
        "selection.plenary_held",
        "selection.plenary_signed",
        "selection.plenary_decided",
        "selection.published",
        "vetting.screening_begun",
        "vetting.screening_ended",
    ),
    *("vetting.match_reviewed", "vetting.ruling_proposed", "vetting.ruling_objected", "vetting.notices_sealed"),
    *(
        "vetting.kin_sought",
        "vetting.kin_ruling_proposed",
        "vetting.kin_ruling_declined",
        "vetting.doubles_sought",
        "vetting.double_found",
        "vetting.double_proposed",
        "vetting.double_declined",
    ),
    *("vetting.inquiry_opened", "vetting.inquiry_exported", "vetting.inquiry_replied"),
    *("oversight.reported", "oversight.report_closed", "oversight.case_opened", "oversight.heard", "oversight.called"),
    *("oversight.sanction_proposed", "oversight.sanction_returned", "oversight.redaction_proposed"),
    *("people.erased", "oversight.erased_on_request"),  # whose data are gone opens no file
}


def _recorded() -> Iterator[str]:
    """Yield every kind that the code records under a name written out."""
    for path in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in RECORDERS:
                first = node.args[:2]
                yield from (
                    one.value
                    for one in first
                    if isinstance(one, ast.Constant) and isinstance(one.value, str) and "." in one.value
                )


def test_every_recorded_kind_has_a_label_or_is_nobodys_own() -> None:
    recorded = set(_recorded())

    assert recorded - set(LABELS) - NOBODYS_OWN == set()
    assert not set(LABELS) & NOBODYS_OWN
    assert len(recorded) > 50


@pytest.mark.slow
def test_a_person_reads_in_words_what_they_may_take_home(db: None, settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path / "home"
    life = new_life(tmp_path)
    life.apply()
    budi = life.application("Budi").id
    renew_code(actor=life.agus, application_id=budi, now=at(9, 23))
    correct_application(
        actor=life.themself("Budi"), application_id=budi, changes={"education": "D3", "phone": ""}, now=at(9, 24)
    )
    for step in (life.review, life.screen, life.ask, life.exclude_budi):
        step()
    match, words = life.match("Budi"), "Saya sudah keluar dari partai itu."
    object_to_ruling(actor=life.themself("Budi"), ruling_id=match.rulings.get().id, words=words, now=at(10, 4))
    third, fourth = (Actor(role=Role.KPU_REGENCY, region=REGENCY, account_id=uuid4()) for _ in range(2))
    ruling = propose_ruling(
        actor=third, match_id=match.id, outcome=RulingOutcome.FORMER_MEMBER, reason=words, now=at(10, 4, 5)
    )
    second_ruling(actor=fourth, ruling_id=ruling.id, now=at(10, 4, 6))

    own = {key: [leaf.kind for leaf in own_leaves(life.themself(key))] for key in CAST}

    assert {kind for kinds in own.values() for kind in kinds} <= set(LABELS)
    assert set(own["Budi"]) >= {"vetting.asked", "vetting.objected", "vetting.objection_decided", "people.corrected"}
    assert not any(kind.startswith("vetting.") for kind in own["Siti"])
