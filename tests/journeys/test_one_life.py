"""One invented life from form to replacement: every step leaves its leaf, and a stranger can verify each of them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from tests.journeys.one_life import CAST, PHONE, STATION, WARD, Life, at

from jurdil.cli import main
from jurdil.doors.portal.receipts import proof_text
from jurdil.engines.merkle import verifier_key
from jurdil.errors import NotFound
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.ledger.queries import audit
from jurdil.foundation.ledger.receipts import receipt_of
from jurdil.foundation.ledger.recording import leaf_bytes
from jurdil.foundation.ledger.sequencing import log_folder, log_key, sequence_leaves
from jurdil.registry.bodies.models import Appointment, BodyKind, Seat
from jurdil.registry.bodies.queries import holder_of, is_serving, serving
from jurdil.stages.oversight.erasing import erase_everything
from jurdil.stages.placement.models import ProposedSeat
from jurdil.stages.recruitment.models import Application, ReviewState
from jurdil.stages.selection.models import ScoreSheet, Standing
from jurdil.stages.selection.queries import selectable
from jurdil.stages.vetting.models import Match
from jurdil.stages.vetting.queries import excluded_person_ids, held_person_ids
from jurdil.stages.vetting.suspicion_models import SuspicionState

APPLIED = ["recruitment.applied", "recruitment.reviewed"]
RULED = ["vetting.answered", "vetting.ruling_proposed", "vetting.ruled"]
SEATED = ["bodies.appointed", "consolidation.invited"]
OF_SITI = [
    "recruitment.received",
    *APPLIED,
    "selection.scored",
    *SEATED,
    "consolidation.answered",
    "consolidation.checked_in",
    "consolidation.pledged",
]
OF_BUDI = [*APPLIED, "vetting.matched", "vetting.asked", *RULED]
OF_RINA = [*APPLIED, "vetting.matched", "vetting.asked", "selection.scored", *RULED, *SEATED]
OF_TONO = [
    *APPLIED,
    "selection.scored",
    *SEATED,
    "oversight.case_opened",
    "oversight.heard",
    "oversight.sanction_proposed",
    "oversight.sanctioned",
    "bodies.ended",
    "placement.vacated",
    "placement.offered",
    "placement.accepted",
    "placement.replaced",
]
OF_WAHYU = [
    *APPLIED,
    "selection.scored",
    "bodies.appointed",
    "placement.vacated",
    "placement.offered",
    "placement.accepted",
    "bodies.ended",
    "bodies.appointed",
    "placement.replaced",
]
OF_THE_WARD = [
    "recruitment.opened",
    "rosters.imported",
    "vetting.screening_begun",
    "vetting.screening_ended",
    "selection.frozen",
    "selection.drawn",
    "selection.published",
    "placement.proposed",
    "placement.signed",
    "placement.confirmed",
    "bodies.formed",
    "bodies.formed",
    "placement.appointed",
    "consolidation.planned",
    "oversight.reported",
]


def live(life: Life) -> Appointment:
    """Let everything happen, from the form to the replacement."""
    life.apply()
    life.review()
    life.screen()
    life.ask()
    life.exclude_budi()
    life.select()
    life.place()
    life.clear_rina()
    life.gather()
    life.oversee()
    return life.replace()


def test_every_step_of_a_life_leaves_its_leaf(life: Life) -> None:
    live(life)

    sequence_leaves(now=at(11, 16))

    assert life.kinds_about("Siti") == OF_SITI
    assert life.kinds_about("Budi") == OF_BUDI
    assert life.kinds_about("Rina") == OF_RINA
    assert life.kinds_about("Tono") == OF_TONO
    assert life.kinds_about("Wahyu") == OF_WAHYU
    kinds = Leaf.objects.filter(kind__in=OF_THE_WARD).order_by("position").values_list("kind", flat=True)
    assert list(kinds) == OF_THE_WARD
    assert list(audit()) == []


def test_a_match_moves_neither_score_nor_order_and_the_seat_is_kept(life: Life) -> None:
    life.apply()
    life.review()
    life.screen()
    life.ask()
    rina = life.person("Rina").id
    assert held_person_ids(life.election, WARD) == {rina, life.person("Budi").id}

    life.exclude_budi()
    life.select()
    life.place()

    assert excluded_person_ids(life.election, WARD) == {life.person("Budi").id}
    order = Standing.objects.order_by("rank").values_list("application__person__name", flat=True)
    assert list(order) == [one.name for key, one in CAST.items() if key != "Budi"]
    assert ScoreSheet.objects.get(application__person_id=rina).total == CAST["Rina"].score
    kept = ProposedSeat.objects.get(application__person_id=rina)
    assert (kept.station, kept.is_held, is_serving(rina, date(2024, 11, 7))) == (STATION, True, False)
    assert len(serving(WARD, date(2024, 11, 7), kind=BodyKind.KPPS)) == 6

    life.clear_rina()

    assert life.match("Rina").state == SuspicionState.RULED
    assert held_person_ids(life.election, WARD) == set()
    assert life.appointment("Rina").region == STATION
    team = {term.name for term in serving(WARD, date(2024, 11, 7), kind=BodyKind.KPPS)}
    assert team == {one.name for one in CAST.values() if one.score > 40} - {CAST["Budi"].name}


def test_who_is_ruled_out_reads_why_and_enters_no_list(life: Life) -> None:
    life.apply()
    life.review()
    life.screen()
    life.ask()

    life.exclude_budi()

    ruling = life.match("Budi").rulings.get()
    assert ruling.proposed_by != ruling.seconded_by
    assert "NIK" in ruling.reason
    assert life.application("Budi").review == ReviewState.ELIGIBLE, "the ruling excludes, not the review"
    people = {row.person_id for row in selectable(life.election, WARD, BodyKind.KPPS)}
    assert life.person("Budi").id not in people
    assert life.person("Rina").id in people


def test_every_receipt_is_verified_offline(life: Life, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    live(life)
    sequence_leaves(now=at(11, 16))
    key, receipt, proof = tmp_path / "key", tmp_path / "receipt.json", tmp_path / "proof"
    key.write_text(verifier_key(settings.LOG_ORIGIN, log_key()), "utf-8")

    for leaf in Leaf.objects.order_by("position"):
        receipt.write_text(json.dumps(receipt_of(leaf.id)), "utf-8")
        proof.write_text(proof_text(leaf), "utf-8")
        status = main(["verify", str(receipt), "--proof", str(proof), "--key", str(key)])
        printed = capsys.readouterr().out
        assert status == 0, printed
        assert "Not checked" not in printed
    assert main(["verify", str(log_folder()), "--key", str(key)]) == 0


def test_no_public_line_names_anybody(life: Life) -> None:
    live(life)

    public = "\n".join(leaf_bytes(leaf).decode() for leaf in Leaf.objects.all()).casefold()

    assert PHONE not in public
    for one in CAST.values():
        assert one.nik not in public
        for word in one.name.casefold().split():
            assert word not in public
    assert "dewi" not in public


def test_the_seat_has_one_holder_at_any_time(life: Life) -> None:
    made = live(life)
    seat = Seat.objects.select_related("body").get(id=made.seat_id)

    before, after = holder_of(seat, date(2024, 11, 15)), holder_of(seat, date(2024, 11, 16))

    assert before is not None
    assert after is not None
    assert (before.name, before.end) == (CAST["Tono"].name, date(2024, 11, 15))
    assert (after.name, after.start, after.end) == (CAST["Wahyu"].name, date(2024, 11, 16), date(2024, 12, 8))
    assert holder_of(seat, date(2024, 11, 6)) is None
    assert len(serving(STATION, date(2024, 11, 16))) == 7
    assert CAST["Wahyu"].name not in {one.name for one in serving(WARD, date(2024, 11, 16), kind="CADANGAN_KPPS")}


def test_erasing_who_was_ruled_out_leaves_the_log_intact(life: Life, tmp_path: Path) -> None:
    live(life)
    sequence_leaves(now=at(11, 16))
    budi, taken_home = life.person("Budi").id, tmp_path / "receipt.json"
    leaf = Leaf.objects.get(subject=str(life.application("Budi").id), kind="recruitment.applied")
    taken_home.write_text(json.dumps(receipt_of(leaf.id)), "utf-8")
    (tmp_path / "proof").write_text(proof_text(leaf), "utf-8")
    (tmp_path / "key").write_text(verifier_key(settings.LOG_ORIGIN, log_key()), "utf-8")
    lines = {row.id: leaf_bytes(row) for row in Leaf.objects.all()}

    erase_everything(actor=life.kpu, person_id=budi, now=at(12, 20))
    sequence_leaves(now=at(12, 20))

    assert list(audit()) == []
    assert {row.id: leaf_bytes(row) for row in Leaf.objects.filter(id__in=lines)} == lines
    assert Leaf.objects.count() == len(lines) + 1
    assert Application.objects.get(person_id=budi).papers == {}
    match = Match.objects.get(person_id=budi)
    assert (match.entry.reveal(), match.reasons.reveal(), match.outcome) == ("", "", "confirmed")
    assert [ruling.reason for ruling in match.rulings.all()] == [""]
    with pytest.raises(NotFound):
        receipt_of(leaf.id)
    paper = ["verify", str(taken_home), "--proof", str(tmp_path / "proof"), "--key", str(tmp_path / "key")]
    assert main(paper) == 0, "the person's own copy still proves what was handed in"
