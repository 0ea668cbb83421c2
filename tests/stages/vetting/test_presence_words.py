"""Whoever rules and whoever answers reads what a newer delivery of the list says of the entry."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from jurdil.foundation.accounts.middleware import PERSON_KEY
from jurdil.foundation.accounts.roles import Role
from jurdil.foundation.jobs.work import work_off
from jurdil.foundation.storage.ids import new_id
from jurdil.registry.rosters.completeness import confirm_whole
from jurdil.registry.rosters.deliveries import remove_delivery
from jurdil.registry.rosters.queries import current_snapshots
from jurdil.stages.recruitment.mending import correct_application
from jurdil.stages.recruitment.models import Application
from jurdil.stages.vetting.clarifications import ask_clarification
from jurdil.stages.vetting.models import Match, Presence
from jurdil.stages.vetting.presence_words import newer_lists
from jurdil.stages.vetting.queries import dropped_counts, is_of_earlier_data
from jurdil.stages.vetting.rulings import propose_ruling

from . import test_pages
from .conftest import NOW, ON, RINA_BORN, WARD, World, budi_entry, nik, officer, strangers
from .test_incremental import EARLY
from .test_pages import sign_in
from .test_presence import OTHER, STRANGER, Deliver, again, exclude
from .test_tokens import deliver  # noqa: F401  # a fixture

GONE = "Daftar partai-07 dari Partai Rekaan per 24 September 2024 tidak lagi memuat entri ini."
KNOWN_LATER = "Usulan ini ditulis sebelum hal itu diketahui."


@pytest.fixture(autouse=True)
def _addresses(settings: LazySettings) -> None:
    settings.ROOT_URLCONF = test_pages.__name__
    settings.NOW = NOW


@pytest.fixture
def dropped(world: World, budi: Match) -> Match:
    world.screen(world.bring([STRANGER], day=24))
    return again(budi)


def read(client: Client, name: str, *given: object, **narrowed: str) -> str:
    return client.get(reverse(name, args=given), narrowed).content.decode()


def as_person(client: Client, match: Match) -> Client:
    session = client.session
    session[PERSON_KEY] = str(match.person_id)
    session.save()
    return client


@pytest.mark.parametrize(("role", "region"), [(Role.KPU_REGENCY, "31.71"), (Role.PPS, WARD), (Role.SUPERVISOR, "31")])
def test_everybody_who_reads_the_match_reads_that_the_entry_is_gone(
    client: Client, dropped: Match, role: Role, region: str
) -> None:
    page = read(sign_in(client, role, region), "vetting:match", dropped.id)

    assert GONE in page
    assert "1 entri, sebelumnya 1; 0 baris" in page
    assert "Entri tidak ada lagi di kiriman daftar yang lebih baru" in page


def test_it_stands_beside_the_form_of_the_ruling_and_of_the_signature(
    client: Client, world: World, dropped: Match
) -> None:
    reason, weigh = "Partai mencoretnya dari daftar.", "Timbanglah itu, dan sebutkan dalam alasan Anda."
    before = read(sign_in(client, Role.KPU_REGENCY, "31.71"), "vetting:match", dropped.id)
    propose_ruling(actor=world.agus, match_id=dropped.id, outcome="other_person", reason=reason, now=NOW)

    after = read(client, "vetting:match", dropped.id)

    assert before.index("Usulkan putusan") < before.index(weigh)
    assert after.index("Tanda tangan kedua") < after.index(weigh)
    assert KNOWN_LATER not in after


def test_the_second_officer_reads_that_the_proposal_did_not_know(client: Client, world: World, budi: Match) -> None:
    reason = "Alamat dan tempat lahirnya berbeda."
    ruling = propose_ruling(actor=world.agus, match_id=budi.id, outcome="other_person", reason=reason, now=NOW)
    world.screen(world.bring([STRANGER], day=24))
    ruling.proposed_at = NOW.replace(hour=1)
    ruling.save()

    assert KNOWN_LATER in read(sign_in(client, Role.KPU_REGENCY, "31.71"), "vetting:match", budi.id)


def test_the_person_reads_that_it_speaks_for_them(client: Client, world: World, budi: Match) -> None:
    asked = ask_clarification(actor=world.pps, match_id=budi.id, question="", now=NOW)
    world.screen(world.bring([STRANGER], day=24))
    as_person(client, budi)

    own, answer = read(client, "own_vetting:list"), read(client, "own_vetting:clarification", asked.id)

    for page in (own, answer):
        assert GONE in page
        assert "Itu meringankan Anda" in page


def test_whoever_objects_reads_it_beside_the_ruling(client: Client, world: World, budi: Match) -> None:
    exclude(world, budi)
    world.screen(world.bring([STRANGER], day=24))

    assert GONE in read(as_person(client, budi), "own_vetting:objection", budi.rulings.get().id)


def test_the_work_list_marks_counts_and_finds_them(client: Client, world: World, dropped: Match) -> None:
    sign_in(client, Role.KPU_REGENCY, "31.71")

    everything = read(client, "vetting:index")
    gone = read(client, "vetting:index", terbaru="dropped")
    there = read(client, "vetting:index", terbaru="there")
    file = b"".join(client.get(reverse("vetting:worklist_file", args=["csv"])).streaming_content).decode()  # type: ignore[attr-defined]

    assert "1 kecocokan yang belum diputus bertumpu pada entri yang tidak ada lagi" in everything
    assert '<span class="badge">tidak ada lagi di daftar terbaru</span>' in everything
    assert "1 di antaranya tentang entri yang tidak ada lagi di daftar terbaru." in everything
    assert "Budi Santoso Rekawan" in gone
    assert "Budi Santoso Rekawan" not in there
    assert "tidak ada lagi di daftar terbaru" in file


def test_rulings_on_entries_that_are_gone_are_counted_apart_and_elsewhere_nobody_counts_them(
    world: World, budi: Match
) -> None:
    exclude(world, budi)
    world.screen(world.bring([STRANGER], day=24))

    assert dropped_counts(actor=world.agus, election=world.election) == {"ruled_out": 1}
    assert dropped_counts(actor=officer("31.72"), election=world.election) == {}


def test_where_the_own_delivery_is_the_newest_there_is_nothing_to_say(budi: Match) -> None:
    assert newer_lists(budi) is None


def test_an_entry_still_there_is_said_to_be(world: World, budi: Match) -> None:
    world.screen(world.bring([budi_entry("B-9"), STRANGER], day=24))

    newer = newer_lists(again(budi))

    assert newer is not None
    assert (newer.sentences, newer.meaning) == (
        ("Entri ini masih ada dalam daftar yang lebih baru, per 24 September 2024.",),
        "",
    )


def test_a_delivery_that_was_not_asked_yet_is_said_to_be_there(world: World, dropped: Match) -> None:
    world.bring([budi_entry("C-1")], day=26)

    newer = newer_lists(dropped)

    assert newer is not None
    assert newer.sentences == (
        GONE,
        "Daftar ini sudah diganti kiriman per 26 September 2024; entri ini belum dicari di dalamnya.",
    )


def test_tokens_that_were_destroyed_cannot_be_asked(world: World, deliver: Deliver) -> None:  # noqa: F811
    world.screen(deliver(b"a"))
    later = deliver(b"b", OTHER)
    world.screen(later)
    remove_delivery(actor=world.agus, snapshot_id=later.id, now=NOW)

    newer = newer_lists(again(Match.objects.get()))

    assert newer is not None
    assert newer.is_dropped
    assert newer.sentences[0].endswith("tidak ditemukan lagi entri seperti ini.")
    assert newer.sentences[1].startswith("Token dan kunci daftar ini sudah dihapus 1 Oktober 2024;")


def test_tokens_after_names_say_that_nobody_can_tell(world: World, budi: Match, deliver: Deliver) -> None:  # noqa: F811
    world.screen(deliver(b"a"))

    newer = newer_lists(again(budi))

    assert newer is not None
    assert "tidak dapat dipastikan" in newer.sentences[0]


def test_whoever_rules_and_answers_reads_that_the_compared_data_are_no_longer_the_persons(
    client: Client, world: World, budi: Match
) -> None:
    asked = ask_clarification(actor=world.pps, match_id=budi.id, question="", now=NOW)
    before = read(sign_in(client, Role.KPU_REGENCY, "31.71"), "vetting:match", budi.id)
    correct_application(
        actor=world.pps,
        application_id=world.applications["Budi"].id,
        changes={"name": "Rina Rekawati", "birth_date": RINA_BORN, "nik": nik(RINA_BORN, 44)},
        reason="Terlihat di KTP.",
        now=EARLY,
    )
    world.screen(*current_snapshots(ON))

    after = read(client, "vetting:match", budi.id)
    person = as_person(Client(), budi)
    own, answer = read(person, "own_vetting:list"), read(person, "own_vetting:clarification", asked.id)

    assert "sesudah perbandingan ini" not in before
    assert after.count("Data orangnya berubah sesudah perbandingan ini; nilainya di sini yang lama.") == 2
    assert ">berkasnya yang sekarang</a>" in after
    for page in (own, answer):
        assert "Data Anda berubah sesudah perbandingan ini; nilainya di sini yang lama." in page
        assert "penyaringan belum, atau tidak lagi, menemukan entri ini" in page


def test_a_match_that_was_found_anew_with_the_corrected_data_is_up_to_date(world: World, budi: Match) -> None:
    world.people["Budi"].birth_place = "Bogor"
    world.people["Budi"].save()
    earlier = is_of_earlier_data(again(budi), ON)

    world.screen(*current_snapshots(ON))

    assert (earlier, is_of_earlier_data(again(budi), ON)) == (True, False)


def test_of_somebody_who_is_screened_no_more_nothing_is_said(world: World, budi: Match) -> None:
    world.people["Budi"].birth_place = "Bogor"
    world.people["Budi"].save()
    Application.objects.update(withdrawn_at=NOW)

    assert not is_of_earlier_data(budi, ON)


NOT_FOUND = "Entri ini tidak ditemukan dalam daftar partai-07 dari Partai Rekaan per 24 September 2024."
IN_DOUBT = "Kiriman ini mungkin tidak lengkap: 37 dari 41 entri kiriman per 1 September 2024 tidak ada di dalamnya"


@pytest.fixture
def lacking(world: World) -> Match:
    """Of the list that names Budi only a few entries were delivered afterwards, his not among them."""
    world.screen(world.bring([budi_entry(), *strangers(40)]))
    world.screen(world.bring(strangers(4), day=24))
    return again(world.match("Budi"))


def test_officers_and_the_person_read_that_the_delivery_may_be_incomplete(
    client: Client, world: World, lacking: Match
) -> None:
    desk = read(sign_in(client, Role.KPU_REGENCY, "31.71"), "vetting:match", lacking.id)
    own = read(as_person(Client(), lacking), "own_vetting:list")

    assert NOT_FOUND in desk
    assert IN_DOUBT in desk
    assert "belum ada surat yang dikirim karenanya" in desk
    assert "Entri tidak ditemukan di kiriman lebih baru yang mungkin tidak lengkap" in desk
    assert "Timbanglah itu" not in desk
    assert NOT_FOUND in own
    assert "Petugas diminta menanyakannya" in own
    assert "Itu meringankan Anda" not in own


def test_the_work_list_names_the_delivery_and_finds_its_matches(client: Client, world: World, lacking: Match) -> None:
    sign_in(client, Role.KPU_REGENCY, "31.71")

    page = read(client, "vetting:index")
    of_pps = read(sign_in(Client(), Role.PPS, WARD), "vetting:index")

    assert IN_DOUBT in page
    assert "1 kecocokan yang belum diputus bertumpu pada entri yang tidak ditemukan di kiriman yang mungkin" in page
    assert '<span class="badge">tidak ada di kiriman yang diragukan</span>' in page
    assert "Budi Santoso Rekawan" in read(client, "vetting:index", terbaru="lacking")
    assert "Budi Santoso Rekawan" not in read(client, "vetting:index", terbaru="dropped")
    assert dropped_counts(actor=world.agus, election=world.election) == {"in_doubt": 1}
    assert IN_DOUBT not in of_pps  # who sees no lists
    assert "tidak ditemukan di kiriman yang mungkin tidak lengkap" in of_pps


def test_the_page_of_the_delivery_asks_how_it_is_known_and_then_screens_again(
    client: Client, world: World, lacking: Match
) -> None:
    snapshot = lacking.sought_in
    assert snapshot is not None
    page, address = reverse("rosters:snapshot", args=[snapshot.id]), reverse("rosters:whole", args=[snapshot.id])
    once = iter(new_id().hex for _ in range(9))
    watching = sign_in(Client(), Role.SUPERVISOR, "31.71").get(page).content.decode()
    sign_in(client, Role.KPU_REGENCY, "31.71")
    assert "mungkin tidak lengkap" in client.get(reverse("rosters:list")).content.decode()

    refused = client.post(address, {"idempotency_key": next(once), "reason": "ya"}).content.decode()
    client.post(address, {"idempotency_key": next(once), "reason": "Bu Wati menjawab: benar."})
    work_off(clock=lambda: NOW)

    assert IN_DOUBT in watching
    assert address not in watching
    assert IN_DOUBT in refused
    assert "<details open>" in refused
    assert "Dinyatakan utuh oleh petugas" in client.get(page).content.decode()
    assert again(lacking).presence == Presence.DROPPED


def test_between_the_officers_word_and_the_next_run_nothing_wrong_is_said(world: World, lacking: Match) -> None:
    assert lacking.sought_in is not None
    confirm_whole(actor=world.agus, snapshot_id=lacking.sought_in.id, reason="Partai menjawab: benar.", now=NOW)

    newer = newer_lists(again(lacking))

    assert newer is not None
    assert newer.sentences == (f"{NOT_FOUND} Kiriman itu sudah dinyatakan utuh; penyaringan berikutnya mencatatnya.",)
    assert newer.meaning == ""


def test_it_is_said_in_english_too(client: Client, dropped: Match) -> None:
    sign_in(client, Role.KPU_REGENCY, "31.71").cookies["django_language"] = "en"

    page = read(client, "vetting:match", dropped.id)

    assert "The list partai-07 from Partai Rekaan as of 24 September 2024 no longer holds this entry." in page
    assert "Weigh that, and mention it in your reason." in page


def test_a_doubt_is_said_in_english_too(client: Client, lacking: Match) -> None:
    sign_in(client, Role.KPU_REGENCY, "31.71").cookies["django_language"] = "en"

    assert "37 of 41 entries of the delivery as of 1 September 2024 are missing from it" in read(
        client, "vetting:index"
    )
