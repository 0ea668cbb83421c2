"""The page of one match for officers: nobody signs blind, and a slip costs nobody their words."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.storage.ids import new_id
from jurdil.registry.bodies.models import BodyKind
from jurdil.stages.vetting.clarifications import answer_clarification, ask_clarification
from jurdil.stages.vetting.models import EXCLUDING, Match, Ruling, RulingOutcome
from jurdil.stages.vetting.position import position_of
from jurdil.stages.vetting.queries import Filters, worklist
from jurdil.stages.vetting.rulings import Verdict, outcomes_open, propose_ruling, rule_in_bulk
from jurdil.stages.vetting.wording import EFFECTS, OUTCOMES

from .conftest import BUDI_BORN, NOW, ON, PAPER, WARD, World, nik
from .test_pages import sign_in

pytestmark = pytest.mark.urls("tests.stages.vetting.test_pages")
REASON = "Alamat dan tanggal lahirnya berbeda."


@pytest.fixture(autouse=True)
def _today(settings: pytest.FixtureRequest) -> None:
    settings.NOW = NOW  # type: ignore[attr-defined]


def hear(world: World, match: Match) -> None:
    asked = ask_clarification(actor=world.agus, match_id=match.id, question="", now=NOW)
    answer_clarification(actor=world.pps, clarification_id=asked.id, answer=PAPER, now=NOW)
    match.refresh_from_db()


def propose(world: World, match: Match, outcome: str = "other_person") -> Ruling:
    return propose_ruling(actor=world.agus, match_id=match.id, outcome=outcome, reason=REASON, now=NOW)


def shown(client: Client, match: Match) -> str:
    return client.get(reverse("vetting:match", args=[match.id])).content.decode()


def post(client: Client, address: str, **given: str) -> tuple[int, str]:
    answer = client.post(address, {"idempotency_key": new_id().hex, **given})
    return answer.status_code, answer.content.decode()


def test_the_form_says_which_outcomes_end_a_candidacy_and_names_them_last(
    client: Client, world: World, budi: Match
) -> None:
    hear(world, budi)

    page = shown(sign_in(client, Role.KPU_REGENCY, "31.71"), budi)

    keeps, ends = (page.index(f"<label>{words}</label>") for words in EFFECTS.values())
    assert keeps < page.index('value="other_person"') < ends < page.index('value="confirmed"')


def test_of_somebody_unheard_no_outcome_is_offered_that_the_verb_would_refuse(
    client: Client, world: World, budi: Match
) -> None:
    page = shown(sign_in(client, Role.KPU_REGENCY, "31.71"), budi)

    assert EXCLUDING.isdisjoint(outcomes_open(budi, NOW))
    assert not any(f'value="{one.value}"' in page for one in EXCLUDING)
    assert "Putusan yang mengakhiri pencalonan belum dapat diusulkan" in page
    hear(world, budi)
    assert set(outcomes_open(budi, NOW)) & EXCLUDING == {RulingOutcome.CONFIRMED}
    assert "belum dapat diusulkan" not in shown(client, budi)


def test_an_outcome_that_is_not_offered_is_refused_by_its_rule(client: Client, world: World, budi: Match) -> None:
    sign_in(client, Role.KPU_REGENCY, "31.71")

    status, page = post(client, reverse("vetting:propose", args=[budi.id]), outcome="confirmed", reason=REASON)

    assert status == 403
    assert "vetting.hearing" in page


def test_whoever_signs_reads_the_proposal_beside_the_signature(client: Client, world: World, budi: Match) -> None:
    hear(world, budi)
    propose(world, budi, "confirmed")

    page = shown(sign_in(client, Role.KPU_REGENCY, "31.71"), budi)

    beside = page[page.index("Tanda tangan kedua</h2>") :]
    assert f"<strong>{OUTCOMES['confirmed']}</strong> ({EFFECTS[True]})" in beside
    assert REASON in beside


def test_a_slip_of_the_second_officer_leads_back_to_the_whole_page(client: Client, world: World, budi: Match) -> None:
    ruling = propose(world, budi)
    sign_in(client, Role.KPU_REGENCY, "31.71")
    address = reverse("vetting:second", args=[budi.id, ruling.id])

    empty, said_nothing = post(client, address)
    declined, without_words = post(client, address, agrees="tidak", objection="12")

    assert (empty, declined) == (200, 403)
    for page in (said_nothing, without_words):
        assert budi.person.name in page
        assert str(OUTCOMES["other_person"]) in page
        assert "Perbaiki isian" in page
    assert "vetting.reason" in without_words
    assert ">12</textarea>" in without_words.replace("\n", ""), "the words stay"


def test_a_slip_in_a_proposal_keeps_it_open_with_what_was_typed(client: Client, world: World, budi: Match) -> None:
    sign_in(client, Role.KPU_REGENCY, "31.71")

    status, page = post(client, reverse("vetting:propose", args=[budi.id]), outcome="other_person", reason="0,99")

    assert status == 403
    assert '<details id="isian" open><summary>Usulkan putusan' in page
    assert "0,99</textarea>" in page
    assert budi.person.name in page


def test_a_slip_in_an_answer_on_paper_says_to_choose_the_files_again(client: Client, world: World, budi: Match) -> None:
    asked = ask_clarification(actor=world.agus, match_id=budi.id, question="", now=NOW)
    sign_in(client, Role.KPU_REGENCY, "31.71")

    _status, page = post(client, reverse("vetting:answer", args=[budi.id, asked.id]), kind="member", folder="7")

    assert "Bila tadi memilih berkas, pilih lagi." in page
    assert budi.person.name in page


def walk_on(page: str) -> str:
    """Return where "Kecocokan berikutnya" leads."""
    return page[: page.index("Kecocokan berikutnya")].rpartition('href="')[2].split('"')[0].replace("&amp;", "&")


@pytest.fixture
def three(world: World) -> list[Match]:
    """Three people of one list, in the order of the work list."""
    born = [date(1990, 5, 12), date(1991, 5, 12), date(1992, 5, 12)]
    names = ["Budi Santoso Rekawan", "Tono Hartono Rekawan", "Joko Susilo Rekawan"]
    for number, (name, day) in enumerate(zip(names[1:], born[1:], strict=True), start=3):
        world.apply(name, day, number)
    entries = [
        f"A-{at},{name},{nik(day, serial)},{day},L,{WARD}"
        for at, (name, day, serial) in enumerate(zip(names, born, (1, 3, 4), strict=True))
    ]
    world.screen(world.bring(entries))
    people = worklist(actor=world.agus, election=world.election, filters=Filters(), on=ON)
    return [Match.objects.get(person=person) for person in people]


def test_a_match_says_where_it_stands_in_its_list_and_leads_to_the_next(
    client: Client, world: World, three: list[Match]
) -> None:
    sign_in(client, Role.KPU_REGENCY, "31.71")
    address = reverse("vetting:match", args=[three[0].id]) + "?daftar=partai-07"

    page = client.get(address).content.decode()

    assert "<span>1 dari 3</span>" in page
    assert walk_on(page) == reverse("vetting:match", args=[three[1].id]) + "?daftar=partai-07"
    assert f'href="{reverse("vetting:index")}?daftar=partai-07"' in page, "the way back keeps the filter"


def test_the_next_one_is_one_that_the_officer_can_act_on(world: World, three: list[Match]) -> None:
    propose(world, three[1])

    def after(actor: Actor, match: Match) -> Match | None:
        position = position_of(actor=actor, match=match, filters=Filters(), on=ON)
        return position and Match.objects.filter(id=position.following).first()

    assert after(world.agus, three[0]) == three[2], "one's own proposal waits for somebody else"
    assert after(world.wati, three[0]) == three[1]
    assert after(world.pps, three[0]) == three[2]
    assert after(world.agus, three[2]) == three[0], "after the last one the first comes again"


def test_whoever_acted_stays_in_the_list_although_the_match_left_it(
    client: Client, world: World, three: list[Match]
) -> None:
    sign_in(client, Role.KPU_REGENCY, "31.71")
    address = reverse("vetting:propose", args=[three[0].id]) + "?keadaan=open"
    given = {"idempotency_key": new_id().hex, "outcome": "other_person", "reason": REASON}

    answer = client.post(address, given, follow=True)

    page = answer.content.decode()
    assert answer.redirect_chain == [(reverse("vetting:match", args=[three[0].id]) + "?keadaan=open", 302)]
    assert "Tersimpan." in page
    assert walk_on(page) == reverse("vetting:match", args=[three[1].id]) + "?keadaan=open"


def test_a_name_is_looked_for_without_standing_in_any_address(client: Client, world: World, three: list[Match]) -> None:
    sign_in(client, Role.KPU_REGENCY, "31.71")
    given = {"idempotency_key": new_id().hex, "mencari": "ya", "nama": "tono", "keadaan": "open"}

    answer = client.post(reverse("vetting:index"), given, follow=True)

    ((address, _status),) = answer.redirect_chain
    page = answer.content.decode()
    assert "tono" not in address
    assert "Tono Hartono Rekawan</a>" in page
    assert "Budi Santoso" not in page
    (tono,) = (one for one in three if one.person.name.startswith("Tono"))
    link = reverse("vetting:match", args=[tono.id]) + address.removeprefix(reverse("vetting:index"))
    assert link.replace("&", "&amp;") in page
    assert "<span>1 dari 1</span>" in client.get(link).content.decode()


def test_a_name_written_into_an_address_is_carried_nowhere(client: Client, world: World, budi: Match) -> None:
    sign_in(client, Role.KPU_REGENCY, "31.71")

    page = client.get(reverse("vetting:match", args=[budi.id]) + "?nama=Budi&keadaan=open").content.decode()

    assert f'action="{reverse("vetting:propose", args=[budi.id])}?keadaan=open"' in page


def test_the_person_s_file_is_one_step_away_for_those_who_may_open_it(
    client: Client, world: World, budi: Match
) -> None:
    file = reverse("recruitment:file", args=[world.applications["Budi"].id])

    assert file in shown(sign_in(client, Role.KPU_REGENCY, "31.71"), budi)
    world.applications["Budi"].body = BodyKind.PPS
    world.applications["Budi"].save()
    assert file not in shown(sign_in(client, Role.PPS, WARD), budi), "rivals for its own seats"


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("party", "sebagian dicatut"),
        ("sanction", "apakah entri itu tentang orang ini"),
        ("organiser", "Menjadi pasangan penyelenggara bukan kesalahan"),
    ],
)
def test_what_is_said_of_the_list_fits_its_kind(
    client: Client, world: World, budi: Match, kind: str, words: str
) -> None:
    Match.objects.update(kind=kind)

    page = shown(sign_in(client, Role.KPU_REGENCY, "31.71"), budi)

    assert words in page
    assert ("139 muncul di daftar" in page) is (kind == "party")


def test_a_stranger_s_values_are_no_longer_for_the_ward_once_the_entry_is_ruled_theirs(
    client: Client, world: World, budi: Match
) -> None:
    stranger = [
        ("birth_date", "1990-05-12", "1971-01-30", "other"),
        ("address", "Jl. Rekaan 1", "Jl. Orang Lain 9", "other"),
        ("nik", nik(BUDI_BORN, 1), nik(BUDI_BORN, 7), "other"),
        ("birth_place", "Jakarta", "JAKARTA", "equal"),
    ]
    budi.reasons = json.dumps(
        [
            {"field": field, "person_value": mine, "entry_value": theirs, "level": level, "bits": -6.0, "words": "-"}
            for field, mine, theirs, level in stranger
        ]
    )
    budi.save()
    open_ = shown(sign_in(client, Role.PPS, WARD), budi)

    verdict = Verdict(budi.id, "other_person", "Orang lain, alamatnya berbeda.")
    rule_in_bulk(actor=world.agus, second=world.wati, verdicts=[verdict], now=NOW)
    ward = shown(client, budi)
    kpu = shown(sign_in(client, Role.KPU_REGENCY, "31.71"), budi)

    for words in ("30 Januari 1971", "Jl. Orang Lain 9"):
        assert (words in open_, words in ward, words in kpu) == (True, False, True)
    assert "•••7" not in ward
    assert (ward.count('data-of="Entri daftar">berbeda<'), ward.count('data-of="Entri daftar">sama<')) == (3, 1)
    assert "Jl. Rekaan 1" in ward, "the person's own value stays"
