"""Every appointment gets one letter, whatever is killed; no file is kept and the same file comes again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256

import pytest
from django.db import connection

from jurdil.engines.papers import verify_revocations, verify_token
from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.jobs.models import Job, JobState
from jurdil.foundation.jobs.work import work_off
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.ledger.sequencing import log_public_key
from jurdil.law import load_profile
from jurdil.registry.bodies import letters as room
from jurdil.registry.bodies.actions import Decree, Place, correct_appointment, end_appointment, form_bodies
from jurdil.registry.bodies.letter_checking import LetterState, check_letter, revocation_list
from jurdil.registry.bodies.letter_papers import Paper, code_of, decree_item, make_paper
from jurdil.registry.bodies.letters import Resting, ask_for_letters, erase_letters, without_letter
from jurdil.registry.bodies.models import Appointment, AppointmentLetter, BodyKind, LetterBatch, Seat, SeatRole
from jurdil.registry.bodies.oath_papers import Swearing, make_minutes, minutes_item

from .conftest import AGUS, CITY, DAY, NOW, STATION, TERM, WARD, Team

LATER = datetime.fromisoformat("2024-11-15T03:00Z")
RESTS = [
    Resting(WARD[:5], "KPPS", "Kebijakan otoritas pengangkat di luar aturan hukum: undian berlapis"),
    Resting(WARD[:5], "PPS", "Kebijakan lain"),
    Resting("31.72", "KPPS", "Kebijakan tempat lain"),
]


def ask(team: Team, actor: Actor = AGUS, region: str = WARD) -> Job:
    return ask_for_letters(actor=actor, election=team.election, region=region, policies=RESTS, on=DAY, now=NOW)


def issue(team: Team) -> None:
    ask(team)
    assert work_off(clock=lambda: NOW) == 1


def letter_of(appointment: Appointment) -> AppointmentLetter:
    return AppointmentLetter.objects.get(appointment=appointment)


def end(appointment: Appointment, last_day: date) -> None:
    given = {"last_day": last_day, "rule": "paw.reason", "reason": "Pindah.", "now": LATER}
    end_appointment(actor=AGUS, appointment_id=appointment.id, **given)  # type: ignore[arg-type]


def test_a_letter_is_a_signed_token_that_says_the_appointment(team: Team) -> None:
    siti = team.appoint(1, "Siti Rekaan")

    issue(team)

    token = verify_token(letter_of(siti).token.reveal(), log_public_key())
    assert token.identity == letter_of(siti).identity
    assert token.payload["n"] == "Siti Rekaan"
    assert (token.payload["r"], token.payload["f"], token.payload["u"]) == (STATION, "2024-11-07", "2024-12-08")


def test_asking_twice_makes_no_second_letter(team: Team) -> None:
    team.appoint(1, "Siti Rekaan")
    issue(team)

    with pytest.raises(NotFound):
        ask(team)
    team.appoint(2, "Rina Rekaan")
    issue(team)

    assert AppointmentLetter.objects.count() == 2
    assert [batch.count for batch in LetterBatch.objects.order_by("id")] == [1, 1]


def test_two_jobs_over_the_same_ground_are_not_queued(team: Team) -> None:
    team.appoint(1, "Siti Rekaan")
    ask(team)

    with pytest.raises(Conflict):
        ask(team, CITY, "31.71")


def test_a_killed_job_goes_on_and_every_appointment_has_one_letter(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    wards = [f"31.71.01.{number}" for number in range(1001, 1006)]
    places = [Place(f"{ward}/009", (SeatRole.CHAIR,)) for ward in wards]
    form_bodies(actor=CITY, election=team.election, kind=BodyKind.KPPS, places=places, authority="31.71", now=NOW)
    seats = list(Seat.objects.filter(body__region__endswith="/009").order_by("body__region"))
    wide = Team(team.election, seats)
    made, wanted = room.render_each, len(seats)
    monkeypatch.setattr(room, "LETTERS_A_CHUNK", 2)
    for number in range(wanted):
        wide.appoint(number + 1, f"Orang Rekaan {number}", actor=CITY)
    ask(team, CITY, "31.71")
    monkeypatch.setattr(room, "render_each", dies_after(1, made))

    work_off(clock=lambda: NOW)

    assert 0 < AppointmentLetter.objects.count() < wanted
    monkeypatch.setattr(room, "render_each", made)
    Job.objects.update(lease_until=None)
    work_off(clock=lambda: NOW)
    assert AppointmentLetter.objects.count() == wanted
    assert Job.objects.get().done == wanted
    assert not without_letter(team.election, "31").exists()
    assert Leaf.objects.filter(kind="bodies.lettered").count() == LetterBatch.objects.count() == wanted


def dies_after(calls: int, made: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    left = [calls]

    def render(*given: object, **named: object) -> Iterable[bytes]:
        left[0] -= 1
        if left[0] < 0:
            raise MemoryError
        return made(*given, **named)

    return render


def test_who_left_while_letters_were_typeset_gets_none_and_the_others_get_theirs(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    siti, rina = team.appoint(1, "Siti Rekaan"), team.appoint(2, "Rina Rekaan")
    made = room.render_each

    def slowly(*given: object, **named: object) -> Iterable[bytes]:
        if not Appointment.objects.exclude(end_rule="").exists():
            end(rina, date(2024, 11, 14))
        return made(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(room, "render_each", slowly)

    issue(team)

    assert AppointmentLetter.objects.get().appointment_id == siti.id
    assert LetterBatch.objects.get().count == 1
    assert Job.objects.get().state == JobState.DONE


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="fills the disk by a limit of SQLite's")
def test_a_full_disk_undoes_a_chunk_and_the_job_goes_on_when_there_is_room(team: Team) -> None:
    for number in range(1, 8):
        team.appoint(number, f"{'Orang Rekaan ' * 6}{number}")
    ask(team)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA max_page_count = 1")  # SQLite takes what the file has now

        work_off(clock=lambda: NOW)

        cursor.execute("PRAGMA max_page_count = 1000000")
    job = Job.objects.get()
    assert (job.state, job.fault) == (JobState.WAITING, "OperationalError")
    assert not AppointmentLetter.objects.exists()
    Job.objects.update(lease_until=None)
    work_off(clock=lambda: NOW)
    assert AppointmentLetter.objects.count() == Job.objects.get().done == 7


def test_the_file_comes_again_byte_for_byte(team: Team) -> None:
    for number, name in enumerate(("Siti Rekaan", "Rina Rekaan", "Dewi Rekaan"), start=1):
        team.appoint(number, name)
    issue(team)
    batch = LetterBatch.objects.get()

    paper = room.paper_of(batch)

    assert sha256(make_paper("surat", paper)).hexdigest() == batch.digest
    for kind in ("kartu", "keputusan"):
        assert make_paper(kind, paper) == make_paper(kind, paper)
    assert make_minutes(paper, Swearing()) == make_minutes(paper, Swearing())


def test_the_minutes_of_an_oath_hold_place_day_leader_witnesses_and_a_line_a_person(team: Team) -> None:
    for number, name in enumerate(("Siti Rekaan", "Rina Rekaan"), start=1):
        team.appoint(number, name)
    issue(team)
    paper = room.paper_of(LetterBatch.objects.get())
    known = Swearing(
        number="3/BA/XI/2024",
        on=date(2024, 11, 7),
        hour="08.00 WIB",
        place="Aula kelurahan",
        led_by="Agus Rekaan, ketua PPS",
        witnesses=("Tono Rekaan", ""),
    )

    item = minutes_item(paper, known)

    facts = dict(item["facts"])  # type: ignore[call-overload]  # pairs of text
    assert (facts["Hari dan tanggal"], facts["Tempat"]) == ("Kamis, 7 November 2024", "Aula kelurahan")
    assert facts["Saksi kedua, jabatannya"] == ""  # becomes a line to write on
    assert [row[0] for group in item["groups"] for row in group["rows"]] == ["Siti Rekaan", "Rina Rekaan"]  # type: ignore[attr-defined]
    signers = [one["role"] for one in item["signatures"]]  # type: ignore[attr-defined]
    assert signers[0] == "Yang mengambil sumpah atau janji"
    assert len(signers) == 4


def test_the_words_of_the_oath_come_from_the_law_with_source_and_are_marked_as_ours(team: Team) -> None:
    team.appoint(1, "Siti Rekaan")
    issue(team)

    item = minutes_item(room.paper_of(LetterBatch.objects.get()), Swearing())

    rule = load_profile("pemilihan-2024").rule("placement.oath_text")
    assert len(item["oath"]) == len(rule.value)  # type: ignore[arg-type]
    assert "BUKAN KUTIPAN" in str(item["oath_mark"])
    assert rule.source.citation in str(item["oath_note"])
    assert "belum dibaca ulang" in str(item["oath_note"])


def test_reserves_get_no_letter_and_another_wards_officer_none_either(team: Team) -> None:
    place = Place(WARD, (SeatRole.RESERVE,))
    form_bodies(
        actor=AGUS, election=team.election, kind=BodyKind.KPPS_RESERVE, places=[place], authority="31.71", now=NOW
    )
    reserve = Team(team.election, list(Seat.objects.filter(role=SeatRole.RESERVE)))
    reserve.appoint(1, "Rina Rekaan")

    with pytest.raises(NotFound):
        ask(team)
    with pytest.raises(Refused, match="region"):
        ask(team, Actor(role=Role.PPS, region="31.71.01.1002"))


def test_a_letter_holds_from_its_first_day_to_its_last(team: Team) -> None:
    siti = team.appoint(1, "Siti Rekaan")
    issue(team)
    text = letter_of(siti).token.reveal()

    states = [check_letter(text, day).state for day in (date(2024, 11, 6), DAY, TERM.end, date(2024, 12, 9))]

    assert states == [LetterState.NOT_YET, LetterState.HOLDS, LetterState.HOLDS, LetterState.WAS_VALID]


def test_an_ended_appointment_was_valid_until_its_last_day_and_is_revoked(team: Team) -> None:
    siti = team.appoint(1, "Siti Rekaan")
    issue(team)
    end(siti, date(2024, 11, 14))
    letter = letter_of(siti)

    found = check_letter(letter.token.reveal(), date(2024, 11, 20))

    assert (found.state, found.until) == (LetterState.WAS_VALID, date(2024, 11, 14))
    listed = verify_revocations(revocation_list(LATER), log_public_key())
    assert (listed.number, listed.revoked) == (1, {letter.identity: date(2024, 11, 14)})


def test_the_letter_of_a_corrected_appointment_never_held_and_the_right_one_gets_its_own(team: Team) -> None:
    wrong = team.appoint(1, "Siti Rekaan")
    issue(team)
    right = replace(TERM, number="SK-2/2024", end=date(2024, 12, 31))
    correct_appointment(actor=CITY, appointment_id=wrong.id, decree=right, reason="salah ketik", now=LATER)
    issue(team)

    assert check_letter(letter_of(wrong).token.reveal(), DAY).state == LetterState.NEVER_HELD
    assert AppointmentLetter.objects.count() == 2
    assert verify_revocations(revocation_list(LATER), log_public_key()).revoked == {letter_of(wrong).identity: None}


def test_a_typed_code_finds_the_letter_and_proves_no_signature(team: Team) -> None:
    siti = team.appoint(1, "Siti Rekaan")
    issue(team)
    code = code_of(letter_of(siti).identity)

    found = check_letter(f" {code.upper()} ", DAY)

    assert (found.state, found.is_signed) == (LetterState.HOLDS, False)
    assert check_letter("ffff-ffff-ffff-ffff", DAY).state == LetterState.UNKNOWN
    assert check_letter("bukan kode", DAY).state == LetterState.FORGED


def test_a_changed_letter_is_forged(team: Team) -> None:
    siti = team.appoint(1, "Siti Rekaan")
    issue(team)
    text = letter_of(siti).token.reveal()

    assert check_letter(text[:-3], DAY).state == LetterState.FORGED
    assert check_letter("J1:" + text[:40], DAY).state == LetterState.FORGED


def test_the_seal_of_an_annex_says_how_many_names_it_covers(team: Team) -> None:
    team.appoint(1, "Siti Rekaan")
    team.appoint(2, "Rina Rekaan")
    issue(team)

    found = check_letter(LetterBatch.objects.get().token, DAY)

    assert (found.state, found.is_signed, found.says["x"]) == (LetterState.ANNEX, True, 2)


def test_an_erased_person_leaves_an_identity_without_a_text(team: Team) -> None:
    siti = team.appoint(1, "Siti Rekaan")
    team.appoint(2, "Rina Rekaan")
    issue(team)
    text = letter_of(siti).token.reveal()

    erase_letters(siti.person_id)

    found = check_letter(text, DAY)
    assert (found.state, dict(found.says)) == (LetterState.ERASED, {})
    paper: Paper = room.paper_of(LetterBatch.objects.get())
    assert len(paper.tokens) == 1


def test_letters_name_the_policies_and_the_signatory(team: Team) -> None:
    team.appoint(1, "Siti Rekaan", Decree("SK-9", "31.71", "Ketua PPS Rekaan", "kpps.term", DAY, TERM.end))
    issue(team)

    items = room.letter_items(room.paper_of(LetterBatch.objects.get()))

    assert items[0]["points"] == [f"{RESTS[0].sentence}."]
    assert "Ketua PPS Rekaan" in str(items[0]["signatures"])
    assert "bukan tanda tangan pejabat" in str(items[0]["notice"])


def test_of_one_group_the_sentence_nearest_to_the_place_holds() -> None:
    wide = [Resting("31.71", "KPPS", "undian", "order"), Resting("31.71", "KPPS", "angka", "points")]
    near = [Resting(WARD, "KPPS", "pleno", "order"), Resting(WARD, "KPPS", room.NOTHING, "points")]
    always = Resting("31.71", "KPPS", "keluarga", "kin")

    given = [*wide, *near, always]

    assert room.resting_at(given, WARD, "KPPS") == ["pleno", "keluarga"]
    assert room.resting_at(given, "31.71.01.1002", "KPPS") == ["undian", "angka", "keluarga"]
    assert room.resting_at(given, WARD, "LINMAS") == []


def test_each_kind_of_body_in_one_decree_has_its_own_sentences(team: Team) -> None:
    places = [Place(STATION, (SeatRole.ORDER_OFFICER,))]
    form_bodies(actor=AGUS, election=team.election, kind=BodyKind.LINMAS, places=places, authority="31.71", now=NOW)
    guard = Team(team.election, list(Seat.objects.filter(body__kind=BodyKind.LINMAS)))
    team.appoint(1, "Siti Rekaan")
    guard.appoint(1, "Budi Rekaan")
    more = [*RESTS, Resting(WARD, "LINMAS", "Usulan lurah")]
    ask_for_letters(actor=AGUS, election=team.election, region=WARD, policies=more, on=DAY, now=NOW)
    work_off(clock=lambda: NOW)

    paper = room.paper_of(LetterBatch.objects.get())

    assert [one["points"] for one in room.letter_items(paper)] == [[f"{RESTS[0].sentence}."], ["Usulan lurah."]]
    considering = str(decree_item(paper)["considering"])
    assert "untuk KPPS kebijakan otoritas" in considering
    assert "untuk LINMAS usulan lurah" in considering
