"""One invented ward from the form to the replacement, step by step, with the verbs that officers and people use.

Siti applies at the counter; Budi is on a party's list; Rina only resembles an entry of it; Tono is dismissed after
Dewi's report and Wahyu, the first reserve, follows him. Merit alone decides who sits: everybody stands in a band of
their own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

from jurdil.foundation.accounts.roles import PUBLIC_ACTOR, Actor, Role
from jurdil.foundation.ledger.models import Leaf
from jurdil.law import ComingBeacon
from jurdil.law.pacts import pact_of
from jurdil.registry.bodies.models import Appointment, BodyKind
from jurdil.registry.elections.models import Election, PollingStation
from jurdil.registry.elections.policies import propose_policy, second_policy
from jurdil.registry.people.models import Person
from jurdil.registry.people.values import PersonValues
from jurdil.registry.rosters.actions import import_roster
from jurdil.registry.rosters.models import RosterKind, Snapshot
from jurdil.stages.consolidation.actions import answer_invitation, check_in, invite_serving, plan_event
from jurdil.stages.consolidation.models import Coming, Event, EventKind, Invitation, Pledge
from jurdil.stages.consolidation.pledging import sign_pledge
from jurdil.stages.oversight.actions import file_report, hear_respondent, open_case, propose_sanction, second_sanction
from jurdil.stages.oversight.models import Case, Report, Sanction, SanctionKind
from jurdil.stages.placement.actions import appoint_held, appoint_teams, confirm_teams, propose_teams, second_teams
from jurdil.stages.placement.arranging import arrange_teams, seed_of
from jurdil.stages.placement.models import Proposal, Replacement
from jurdil.stages.placement.replacing import answer_offer, appoint_replacement, offer_seat
from jurdil.stages.recruitment.actions import submit_application, submit_applications
from jurdil.stages.recruitment.counter import give_counter_receipt
from jurdil.stages.recruitment.filing import Filing
from jurdil.stages.recruitment.models import Application, CounterReceipt, Opening
from jurdil.stages.recruitment.openings import open_recruitment
from jurdil.stages.recruitment.reviewing import review_application, review_applications
from jurdil.stages.selection.actions import Points, score_application
from jurdil.stages.selection.actions import score_applications as score_many
from jurdil.stages.selection.lots import Beacon, draw_order, freeze_list
from jurdil.stages.selection.models import Lot
from jurdil.stages.vetting.clarifications import (
    answer_clarification,
    ask_clarification,
)
from jurdil.stages.vetting.hearing import Answer
from jurdil.stages.vetting.models import AnswerKind, Match, RulingOutcome, Screening
from jurdil.stages.vetting.rulings import propose_ruling, second_ruling
from jurdil.stages.vetting.screening import screen_people

WARD, STATION, REGENCY = "31.71.01.1001", "31.71.01.1001/001", "31.71"
PAPERS = ("registration_letter", "curriculum_vitae", "identity_card", "diploma", "photo", "declaration")
CERTIFICATE = "health_certificate"
PHONE = "081299990000"


def at(month: int, day: int, hour: int = 3) -> datetime:
    """Return a moment of 2024; three o'clock UTC is ten in Jakarta."""
    return datetime(2024, month, day, hour, tzinfo=UTC)


BEACONS = (Beacon("suar satu", "a1" * 16), Beacon("suar dua", "b2" * 16))
TO_COME = [ComingBeacon(one.source, f"https://rekaan.example/{one.value}", at(10, 5, 6)) for one in BEACONS]


def nik(born: date, sex: str, serial: int) -> str:
    """Return the identity number that an invented person born on that day has; a woman's day is raised by 40."""
    day = born.day + (40 if sex == "P" else 0)
    return WARD.replace(".", "")[:6] + f"{day:02d}{born:%m%y}{serial:04d}"


@dataclass(frozen=True)
class Somebody:
    """An invented applicant. score: the points for each criterion."""

    name: str
    sex: str
    born: date
    score: int
    serial: int

    @property
    def nik(self) -> str:
        return nik(self.born, self.sex, self.serial)


CAST = {
    one.name.split()[0]: one
    for one in (
        Somebody("Siti Rekaanwati", "P", date(1990, 5, 12), 98, 1),
        Somebody("Rina Kusumarekasari", "P", date(1996, 2, 3), 93, 2),
        Somebody("Tono Rekaprawira", "L", date(1988, 8, 17), 88, 3),
        Somebody("Lestari Rekadewi", "P", date(1993, 3, 9), 83, 4),
        Somebody("Joko Rekasusilo", "L", date(1985, 11, 30), 78, 5),
        Somebody("Maya Rekapuspita", "P", date(1999, 1, 21), 73, 6),
        Somebody("Hadi Rekasantosa", "L", date(1979, 6, 6), 68, 7),
        Somebody("Wahyu Rekanugraha", "L", date(1991, 10, 2), 40, 8),
        Somebody("Ayu Rekalarasati", "P", date(2001, 4, 14), 34, 9),
        Somebody("Bayu Rekasaputra", "L", date(1983, 12, 25), 28, 10),
        Somebody("Budi Rekasantoso", "L", date(1990, 7, 20), 95, 11),
    )
}


def _officer(role: Role, region: str) -> Actor:
    return Actor(role=role, region=region, account_id=uuid4(), name="Rekaan")


def _strangers(count: int = 300) -> list[str]:
    """Return entries about other people, so that a name in the list is as rare as in a real one."""
    parts = ("ba", "ci", "du", "ge", "ho", "ki", "la", "mu", "ne", "ra")
    names = (parts[n % 10] + parts[n // 10 % 10] + "wan " + parts[n // 100 % 10] + "rto" for n in range(count))
    return [f"S-{n},{name},,{date(1970, 1, 1 + n % 28)},L,32.71" for n, name in enumerate(names)]


@dataclass
class Life:
    """The ward and what has happened in it so far; each method is one step, in the order in which they stand."""

    folder: Path
    election: Election
    agus: Actor = field(default_factory=lambda: _officer(Role.PPS, WARD))
    wati: Actor = field(default_factory=lambda: _officer(Role.PPS, WARD))
    kpu: Actor = field(default_factory=lambda: _officer(Role.KPU_REGENCY, REGENCY))
    kpu_second: Actor = field(default_factory=lambda: _officer(Role.KPU_REGENCY, REGENCY))
    opening: Opening = field(init=False)
    receipt: CounterReceipt = field(init=False)
    snapshot: Snapshot = field(init=False)
    screening: Screening = field(init=False)
    lot: Lot = field(init=False)
    proposal: Proposal = field(init=False)
    event: Event = field(init=False)
    report: Report = field(init=False)
    case: Case = field(init=False)
    sanction: Sanction = field(init=False)
    replacement: Replacement = field(init=False)

    def switch_on(self, policy: str) -> None:
        """Two officers of the KPU switch a policy on for the KPPS before anybody applies."""
        given = {"region": REGENCY, "body": "KPPS", "policy": policy, "is_on": True, "reason": "Diputuskan pleno."}
        starts = date(2024, 9, 1)
        choice = propose_policy(actor=self.kpu, election=self.election, starts=starts, now=at(9, 1), **given)
        second_policy(actor=self.kpu_second, choice_id=choice.id, agrees=True, now=at(9, 1, 4))

    def person(self, key: str) -> Person:
        return Person.objects.get(name=CAST[key].name)

    def application(self, key: str) -> Application:
        return Application.objects.get(person=self.person(key))

    def match(self, key: str) -> Match:
        return Match.objects.get(person=self.person(key))

    def appointment(self, key: str) -> Appointment:
        return Appointment.objects.get(person=self.person(key), seat__body__kind=BodyKind.KPPS)

    def themself(self, key: str) -> Actor:
        return Actor(role=Role.APPLICANT, region="", person_id=self.person(key).id)

    def filing(self, who: Somebody, **given: object) -> Filing:
        person = PersonValues(
            name=who.name,
            nik=who.nik,
            birth_date=who.born,
            sex=who.sex,
            region=WARD,
            phone=PHONE,
            address="Gang Rekaan",
        )
        values: dict[str, object] = {
            "rw": "01",
            "rt": f"{who.serial:03d}",
            "education": "SMA",
            "declarations": "Y" * 10,
            "documents": (*PAPERS, CERTIFICATE),
            "folder": f"MAP-{who.serial:04d}",
            "health_class": "low",
            "health_issued_on": date(2024, 9, 18),
            "is_health_complete": True,
            "is_experienced": who.serial % 2 == 0,
            "has_it_skill": True,
        }
        return Filing(person=person, opening_id=self.opening.id, **{**values, **given})  # type: ignore[arg-type]

    def apply(self) -> None:
        """Siti takes a number at the counter and hands in her form; ten others hand in theirs."""
        self.opening = open_recruitment(
            actor=self.kpu, election=self.election, body=BodyKind.KPPS, region=WARD, needed=7, now=at(9, 17)
        )
        siti, *others = CAST.values()
        self.receipt = give_counter_receipt(actor=self.agus, opening_id=self.opening.id, name=siti.name, now=at(9, 20))
        filing = self.filing(siti, counter_number=self.receipt.number)
        submit_application(actor=self.agus, filing=filing, now=at(9, 21))
        receipts = submit_applications(actor=self.agus, filings=[self.filing(one) for one in others], now=at(9, 22))
        assert all(receipt.refusal is None for receipt in receipts)

    def review(self) -> None:
        """The law's check of what is on paper."""
        review_application(
            actor=self.agus, application_id=self.application("Siti").id, now=at(9, 29), on=date(2024, 9, 29)
        )
        review_applications(
            actor=self.agus, election=self.election, region=WARD, now=at(9, 29, 4), on=date(2024, 9, 29)
        )

    def screen(self) -> None:
        """A party's list names Budi with his NIK, and somebody who is called and born like Rina."""
        budi, rina = CAST["Budi"], CAST["Rina"]
        rows = [
            f"A-1,{budi.name},{budi.nik},{budi.born},L,{WARD}",
            f"A-2,{rina.name},,{rina.born},P,{WARD}",
            *_strangers(),
        ]
        path = self.folder / "partai.csv"
        path.write_text("\n".join(["id,name,nik,birth_date,sex,region", *rows]) + "\n", "utf-8")
        self.snapshot = import_roster(
            actor=self.kpu,
            path=path,
            roster="partai-07",
            kind=RosterKind.PARTY,
            source="Partai Rekaan",
            as_of=date(2024, 9, 1),
            region=REGENCY,
            now=at(9, 30),
        )
        self.screening = screen_people(
            actor=self.kpu,
            election=self.election,
            region=REGENCY,
            snapshots=[self.snapshot],
            now=at(10, 1),
            on=date(2024, 10, 1),
        )

    def ask(self) -> None:
        """Both are asked, in the same words; nothing is decided before they answer."""
        for key in ("Budi", "Rina"):
            ask_clarification(
                actor=self.kpu, match_id=self.match(key).id, question="Apakah ini Anda?", now=at(10, 1, 5)
            )

    def rule(self, key: str, kind: AnswerKind, outcome: RulingOutcome, reason: str, now: datetime) -> None:
        """The person answers; one officer proposes with a reason and another one signs."""
        match = self.match(key)
        asked = match.questions.get()
        answer_clarification(
            actor=self.themself(key), clarification_id=asked.id, answer=Answer(kind, "Rekaan."), now=now
        )
        ruling = propose_ruling(actor=self.kpu, match_id=match.id, outcome=outcome, reason=reason, now=now)
        second_ruling(actor=self.kpu_second, ruling_id=ruling.id, now=now)

    def exclude_budi(self) -> None:
        reason = "NIK, nama dan tanggal lahir sama, dan ia mengakui keanggotaannya."
        self.rule("Budi", AnswerKind.MEMBER, RulingOutcome.CONFIRMED, reason, at(10, 3))

    def select(self) -> None:
        """Scores, the frozen list, and the draw from two beacons that came afterwards."""
        criteria = ("competence", "capacity", "integrity", "independence")
        points = {key: dict.fromkeys(criteria, one.score) for key, one in CAST.items() if key != "Budi"}
        score_application(
            actor=self.agus, application_id=self.application("Siti").id, points=points.pop("Siti"), now=at(10, 4)
        )
        entries = [Points(self.application(key).id, WARD, given) for key, given in points.items()]
        score_many(actor=self.agus, election=self.election, entries=entries, now=at(10, 4))
        self.lot = freeze_list(
            actor=self.agus, election=self.election, region=WARD, body=BodyKind.KPPS, beacons=TO_COME, now=at(10, 5)
        )
        self.lot = draw_order(actor=self.agus, lot_id=self.lot.id, beacons=BEACONS, now=at(10, 6))

    def place(self) -> None:
        """The engine forms the team, two people sign it, and the ward is appointed for the term of the calendar."""
        arrangement = arrange_teams(
            self.election, [WARD], seed=seed_of(self.election, [WARD]), on=self.election.voting_day
        )
        (proposal,) = propose_teams(actor=self.agus, arrangement=arrangement, now=at(11, 1))
        confirm_teams(actor=self.agus, proposal_id=proposal.id, now=at(11, 2))
        second_teams(actor=self.wati, proposal_id=proposal.id, now=at(11, 3))
        appoint_teams(actor=self.agus, proposal_id=proposal.id, now=at(11, 4), **self.decree("SK-1/2024"))
        self.proposal = Proposal.objects.get(id=proposal.id)

    def decree(self, number: str) -> dict[str, str]:
        return {"number": number, "authority": REGENCY, "signatory": "Ketua PPS Rekaan"}

    def clear_rina(self) -> None:
        """Two officers find another person, and the seat that was kept becomes hers."""
        reason = "Alamat entri lain, dan NIK entri tidak ada."
        self.rule("Rina", AnswerKind.NOT_ME, RulingOutcome.OTHER_PERSON, reason, at(11, 5))
        appoint_held(actor=self.agus, proposal_id=self.proposal.id, now=at(11, 6), **self.decree("SK-2/2024"))

    def gather(self) -> None:
        """An event for the ward's teams; Siti says that she comes, comes, and signs the pact."""
        self.event = plan_event(
            actor=self.kpu,
            election=self.election,
            kind=EventKind.CONSOLIDATION,
            title="Konsolidasi",
            place="Aula Rekaan",
            region=WARD,
            starts_at=at(11, 9, 2),
            ends_at=at(11, 9, 8),
            now=at(11, 7, 4),
        )
        invite_serving(actor=self.kpu, event_id=self.event.id, kinds=[BodyKind.KPPS], now=at(11, 7, 5))
        siti = Invitation.objects.get(person=self.person("Siti"))
        answer_invitation(actor=self.themself("Siti"), invitation_id=siti.id, answer=Coming.COMES, now=at(11, 8))
        check_in(actor=self.agus, event_id=self.event.id, code=siti.token, how="scan", now=at(11, 9, 2))
        sign_pledge(
            actor=self.themself("Siti"),
            appointment_id=self.appointment("Siti").id,
            accepted=pact_of(self.election.profile).keys,
            how="own",
            now=at(11, 9, 4),
        )

    def oversee(self) -> None:
        """Dewi reports Tono; he is heard, and two officers dismiss him."""
        self.report, _code = file_report(
            actor=PUBLIC_ACTOR,
            election=self.election,
            region=STATION,
            topic="neutrality",
            text="Seorang anggota memakai kaus pasangan calon saat bertugas.",
            happened_on=date(2024, 11, 10),
            reporter="Dewi Rekaputri",
            now=at(11, 11),
        )
        self.case = open_case(
            actor=self.kpu, report_id=self.report.id, appointment_id=self.appointment("Tono").id, now=at(11, 12)
        )
        hear_respondent(actor=self.kpu, case_id=self.case.id, statement="Saya memang memakainya.", now=at(11, 13))
        sanction = propose_sanction(
            actor=self.kpu,
            case_id=self.case.id,
            kind=SanctionKind.DISMISSAL,
            reason="Pelanggaran diakui dan dilihat saksi.",
            takes_effect_on=date(2024, 11, 16),
            now=at(11, 14),
        )
        self.sanction, replacement = second_sanction(actor=self.kpu_second, sanction_id=sanction.id, now=at(11, 14, 5))
        assert replacement is not None
        self.replacement = replacement

    def replace(self) -> Appointment:
        """The first reserve is asked, accepts, and is appointed from the day on which the seat is empty."""
        wahyu = self.application("Wahyu").id
        offer_seat(actor=self.agus, replacement_id=self.replacement.id, application_id=wahyu, now=at(11, 15))
        answer_offer(actor=self.themself("Wahyu"), replacement_id=self.replacement.id, accepts=True, now=at(11, 15, 6))
        return appoint_replacement(
            actor=self.agus,
            replacement_id=self.replacement.id,
            on=date(2024, 11, 16),
            now=at(11, 15, 8),
            **self.decree("SK-3/2024"),
        )

    def kinds_about(self, key: str) -> list[str]:
        """Return the kinds of all numbered leaves about somebody, in the order of the log."""
        person = self.person(key)
        application = self.application(key)
        rows = (
            Match.objects.filter(person=person),
            Appointment.objects.filter(person=person),
            Invitation.objects.filter(person=person),
            Pledge.objects.filter(person=person),
            Case.objects.filter(respondent__person=person),
            Replacement.objects.filter(vacated__person=person) | Replacement.objects.filter(offered_to=application),
            CounterReceipt.objects.filter(opening=application.opening, number=application.number),
        )
        found = {str(row) for query in rows for row in query.values_list("id", flat=True)}
        subjects = [str(person.id), str(application.id), *sorted(found)]
        leaves = Leaf.objects.filter(subject__in=subjects, position__isnull=False)
        return list(leaves.order_by("position").values_list("kind", flat=True))


def new_life(folder: Path) -> Life:
    """Return a ward with one polling station of seven seats in which nothing has happened yet."""
    election = Election.objects.create(
        key="pilgub", name="Pilgub", voting_day=date(2024, 11, 27), profile="pemilihan-2024", region="31"
    )
    PollingStation.objects.create(
        election=election, code=STATION, region=WARD, number=1, voters=500, rw="01", rts="001 002 003"
    )
    life = Life(folder, election)
    for policy in ("selection.points", "selection.merit_band", "teams.kin_apart"):
        life.switch_on(policy)
    return life
