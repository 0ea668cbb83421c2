"""Every verb and query by every role it admits, from elsewhere: nothing is shown, nothing is written.

One table: the verb, and a call with a real object of the ward of the journey. The actor comes from another ward,
district, regency or province, or is another applicant. A query that lists shows an empty list.
"""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import transaction
from tests.journeys.one_life import REGENCY, WARD, Life, new_life
from tests.journeys.region_calls import Call, table_of

import jurdil
from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import QUERIES, VERBS
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.outbox.models import Message
from jurdil.registry.partners.models import Office, Partner
from jurdil.registry.rosters.models import Snapshot
from jurdil.stages.consolidation.queries import Share

ROOMS = ("jurdil.foundation", "jurdil.registry", "jurdil.stages", "jurdil.doors")
LEFT_OUT = {
    "registry.people.actions.register_person": "a person may live anywhere; the verb that takes the file asks",
    "registry.people.actions.register_people": "as register_person",
    "registry.people.rotation.rotate_seals": "one key ring for the whole installation, no region",
    "stages.consolidation.item_bank.write_item": "an item is of the writer's own region, whatever that is",
    "stages.oversight.actions.file_report": "everybody may report about every place",
    "stages.recruitment.sweeping.delete_strays": "a file that no record names is of no region",
}
ELSEWHERE = {
    Role.PPS: "31.71.01.1002",
    Role.PARTNER: "31.71.01.1003",
    Role.PPK: "31.71.02",
    Role.KPU_REGENCY: "31.74",
    Role.SUPERVISOR: "31.74",
    Role.KPU_PROVINCE: "32",
    Role.SYSTEM: "32",
    Role.APPLICANT: "",
}
INSIDE = (Role.KPU_REGENCY, Role.PPS, Role.PPK, Role.KPU_PROVINCE)

for module in pkgutil.walk_packages(jurdil.__path__, "jurdil."):
    if module.name.startswith(ROOMS) and ".migrations" not in module.name:
        importlib.import_module(module.name)
MARKED = {
    name: roles
    for marks in (VERBS, QUERIES)
    for name, roles in marks.items()
    if name.startswith(("foundation.", "registry.", "stages.", "doors."))
}


def foreign(role: Role) -> Actor:
    person = uuid4() if role == Role.APPLICANT else None
    account = uuid4()
    if role == Role.PARTNER:
        Partner.objects.create(account_id=account, office=Office.LURAH, region=ELSEWHERE[role], name="Mitra Rekaan")
    return Actor(role=role, region=ELSEWHERE[role], account_id=account, person_id=person)


@pytest.fixture
def life(tmp_path: Path, settings: pytest.FixtureRequest, db: None) -> Life:
    """The journey up to the open replacement; Rina's question still waits for her answer."""
    settings.HOME = tmp_path / "home"  # type: ignore[attr-defined]
    made = new_life(tmp_path)
    made.apply()
    made.review()
    made.screen()
    made.ask()
    made.exclude_budi()
    made.select()
    made.place()
    made.gather()
    made.oversee()
    Snapshot.objects.update(region=WARD)
    return made


def what_came_of(ask: Call, actor: Actor) -> str:
    """Return what the actor from elsewhere got, in words; empty where there was nothing to get."""
    written = Leaf.objects.count(), Message.objects.count()
    try:
        got = ask(actor)
    except NotFound:
        got = None
    except Refused as refusal:
        got = None if refusal.rule == "access.region" else refusal
    if (Leaf.objects.count(), Message.objects.count()) != written:
        return "something was written"
    if isinstance(got, Share):
        got = got.of
    shown = got if got is None or isinstance(got, int | Exception) else list(got)  # type: ignore[call-overload]
    return f"{type(got).__name__}: {shown}" if shown else ""


def test_nobody_reaches_from_elsewhere(life: Life) -> None:
    found = {}
    for name, ask in table_of(life).items():
        for role in sorted(MARKED[name] & set(ELSEWHERE)):
            outcome = what_came_of(ask, foreign(role))
            if outcome:
                found[f"{name} by {role}"] = outcome

    assert found == {}


def test_every_verb_and_query_stands_in_the_table_or_says_why_not(life: Life) -> None:
    table = set(table_of(life))

    assert table & set(LEFT_OUT) == set()
    assert table | set(LEFT_OUT) == set(MARKED)


def test_from_the_regency_itself_every_call_of_the_table_finds_its_object(life: Life) -> None:
    """The table would prove nothing if its objects were not there; what else the verbs say is no matter here."""
    away = {}
    for name, ask in table_of(life).items():
        role = next((role for role in INSIDE if role in MARKED[name]), None)
        if role is None:
            continue
        try:
            with transaction.atomic():
                ask(Actor(role=role, region=REGENCY, account_id=uuid4()))
                transaction.set_rollback(True)
        except NotFound as fault:
            away[name] = str(fault)
        except Refused as refusal:
            if refusal.rule == "access.region":
                away[name] = refusal.rule
        except Conflict:
            continue

    assert away == {}
