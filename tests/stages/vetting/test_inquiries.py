"""One batch per list goes out with nothing but the maker's own entries; the replies decide nothing."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest

from jurdil.errors import NotFound, Refused
from jurdil.foundation.accounts.roles import Role
from jurdil.stages.vetting.erasing import erase_matches
from jurdil.stages.vetting.history import timeline_of
from jurdil.stages.vetting.inquiries import askable_rosters, export_inquiry, import_inquiry_replies, open_inquiry
from jurdil.stages.vetting.models import Inquiry, InquiryLine, Match
from jurdil.stages.vetting.suspicion_models import SuspicionState

from .conftest import NOW, World, budi_entry, officer


@pytest.fixture
def inquiry(world: World, budi: Match) -> Inquiry:
    return open_inquiry(actor=world.agus, election=world.election, roster="partai-07", region="31.71", now=NOW)


def test_the_file_for_the_party_holds_its_own_entries_only(world: World, inquiry: Inquiry, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"

    assert export_inquiry(actor=world.agus, inquiry_id=inquiry.id, path=path, now=NOW) == 1

    *told, header, line = csv.reader(path.read_text("utf-8-sig").splitlines())
    assert header == ["baris", "nomor_entri", "per_tanggal", "nama", "jawaban", "tanggal_keluar", "catatan"]
    assert line[1:] == ["A-1", "2024-09-01", "Budi Santoso Rekawan", "", "", ""]
    assert "anggota / mantan anggota / bukan anggota / tidak diketahui" in told[0][0]


def test_the_workbook_offers_the_replies_and_says_how_to_fill_it(
    world: World, inquiry: Inquiry, tmp_path: Path
) -> None:
    path = tmp_path / "out.xlsx"

    export_inquiry(actor=world.agus, inquiry_id=inquiry.id, path=path, now=NOW)

    data, guide = openpyxl.load_workbook(path).worksheets
    (rule,) = data.data_validations.dataValidation
    assert (str(rule.sqref), rule.formula1) == (
        "E2:E5000", '"anggota,mantan anggota,bukan anggota,tidak diketahui"'
    )  # fmt: skip
    assert data.column_dimensions["A"].width > 36
    assert guide["A6"].value == "jawaban"


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_form_that_was_handed_out_comes_back_filled_in(
    world: World, inquiry: Inquiry, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"out.{ending}"
    export_inquiry(actor=world.agus, inquiry_id=inquiry.id, path=path, now=NOW)
    filled = ("Mantan Anggota", "31/01/2016", "keluar")
    if ending == "xlsx":
        book = openpyxl.load_workbook(path)
        for letter, words in zip("EFG", filled, strict=True):
            book.worksheets[0][f"{letter}2"] = words
        book.save(path)
    else:
        path.write_text(path.read_text("utf-8-sig").replace("Rekawan,,,", "Rekawan," + ",".join(filled)), "utf-8-sig")

    replies = import_inquiry_replies(actor=world.agus, inquiry_id=inquiry.id, path=path, now=NOW)

    line = InquiryLine.objects.get()
    assert (replies.answered, replies.faults) == (1, [])
    assert (line.reply, str(line.left_on), line.note.reveal()) == ("former", "2016-01-31", "keluar")


def test_nobody_is_asked_about_somebody_who_was_erased(
    world: World, budi: Match, inquiry: Inquiry, tmp_path: Path
) -> None:
    erase_matches(actor=world.agus, person_id=budi.person_id, now=NOW)

    assert export_inquiry(actor=world.agus, inquiry_id=inquiry.id, path=tmp_path / "out.csv", now=NOW) == 0


def test_replies_are_kept_and_faulty_rows_reported(world: World, inquiry: Inquiry, tmp_path: Path) -> None:
    line = InquiryLine.objects.get()
    path = tmp_path / "back.csv"
    path.write_text(f"line,reply,left_on\n{line.id},former,2016-01-31\nnobody,member,\n{line.id},maybe,\n")

    replies = import_inquiry_replies(actor=world.agus, inquiry_id=inquiry.id, path=path, now=NOW)

    assert replies.answered == 1
    assert [(fault.row, fault.code) for fault in replies.faults] == [(3, "unknown-line"), (4, "choice")]
    line.refresh_from_db()
    assert (line.reply, str(line.left_on)) == ("former", "2016-01-31")
    assert Match.objects.get().state == SuspicionState.OPEN


def test_titles_above_the_header_of_replies_are_passed_over(world: World, inquiry: Inquiry, tmp_path: Path) -> None:
    line, path = InquiryLine.objects.get(), tmp_path / "back.csv"
    path.write_text(f"JAWABAN PARTAI REKAAN,,\n\nline,reply,left_on\n{line.id},former,2016-01-31\nnobody,member,\n")

    replies = import_inquiry_replies(actor=world.agus, inquiry_id=inquiry.id, path=path, now=NOW)

    assert (replies.answered, replies.titles) == (1, 2)
    assert [(fault.row, fault.code) for fault in replies.faults] == [(5, "unknown-line")]


def test_a_row_that_numbers_the_columns_of_replies_is_told_as_such(
    world: World, inquiry: Inquiry, tmp_path: Path
) -> None:
    line, path = InquiryLine.objects.get(), tmp_path / "back.csv"
    path.write_text(f"line,reply,left_on\n1,2,3\n{line.id},former,2016-01-31\n")

    replies = import_inquiry_replies(actor=world.agus, inquiry_id=inquiry.id, path=path, now=NOW)

    assert (replies.answered, [(fault.row, fault.code) for fault in replies.faults]) == (1, [(2, "numbering")])


def test_a_list_is_offered_as_long_as_there_is_something_to_ask(world: World, budi: Match) -> None:
    before = askable_rosters(actor=world.agus, election=world.election)

    open_inquiry(actor=world.agus, election=world.election, roster="partai-07", region="31.71", now=NOW)

    assert before == {"partai-07": 1}
    assert askable_rosters(actor=world.agus, election=world.election) == {}


def test_a_match_is_asked_about_once(world: World, inquiry: Inquiry) -> None:
    with pytest.raises(Refused, match=r"vetting\.inquiry"):
        open_inquiry(actor=world.agus, election=world.election, roster="partai-07", region="31.71", now=NOW)


def test_an_entry_that_says_something_else_by_now_is_asked_about_anew_and_the_old_reply_says_so(
    world: World, inquiry: Inquiry, tmp_path: Path
) -> None:
    line, path = InquiryLine.objects.get(), tmp_path / "back.csv"
    path.write_text(f"line,reply,left_on\n{line.id},member,\n")
    import_inquiry_replies(actor=world.agus, inquiry_id=inquiry.id, path=path, now=NOW)
    before = timeline_of(Match.objects.get())[-1].words

    world.screen(world.bring([budi_entry(name="Budi S. Rekawan")], day=20))

    renewed = Match.objects.get()
    said = next(event.words for event in timeline_of(renewed) if event.title == "Pembuat daftar menjawab")
    assert before == "Anggota"
    assert said == "Anggota. Jawaban ini tentang entri seperti tertulis dulu, bukan seperti sekarang."
    assert export_inquiry(actor=world.agus, inquiry_id=inquiry.id, path=tmp_path / "out.csv", now=NOW) == 0
    later = open_inquiry(actor=world.agus, election=world.election, roster="partai-07", region="31.71", now=NOW)
    assert export_inquiry(actor=world.agus, inquiry_id=later.id, path=tmp_path / "out.csv", now=NOW) == 1


def test_other_roles_and_regions_do_not_ask_makers(world: World, inquiry: Inquiry, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"access\.role"):
        export_inquiry(actor=world.pps, inquiry_id=inquiry.id, path=tmp_path / "out.csv", now=NOW)
    stranger = officer("31.72", Role.KPU_REGENCY)
    with pytest.raises(NotFound):
        export_inquiry(actor=stranger, inquiry_id=inquiry.id, path=tmp_path / "out.csv", now=NOW)
