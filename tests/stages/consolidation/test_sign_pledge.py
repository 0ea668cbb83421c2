"""The pact is accepted clause by clause, by the person or before a witness, and stands in the log."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.ledger.models import Leaf
from jurdil.registry.bodies.models import Appointment
from jurdil.stages.consolidation.models import Pledge
from jurdil.stages.consolidation.pledging import clauses_of, sign_pledge, text_hash
from jurdil.stages.consolidation.queries import pledge_coverage

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 9, 29, 1, tzinfo=UTC)
ALL = [clause.key for clause in clauses_of("pemilihan-2024")]
PPS = Actor(role=Role.PPS, region="31.71.01.1001")


def own(seat: Appointment) -> Actor:
    return Actor(role=Role.APPLICANT, region="", person_id=seat.person_id)


def sign(seat: Appointment, actor: Actor, **given: object) -> Pledge:
    named = {"accepted": ALL, "how": "own", "now": NOW}
    return sign_pledge(actor=actor, appointment_id=seat.id, **{**named, **given})  # type: ignore[arg-type]


def test_a_pledge_stands_in_the_log_and_counts_once(siti: Appointment, rina: Appointment) -> None:
    pledge = sign(siti, own(siti))

    assert Leaf.objects.get(id=pledge.leaf_id).kind == "consolidation.pledged"
    share = pledge_coverage(actor=Actor(role=Role.KPU_PROVINCE, region="31"), on=date(2024, 9, 29))
    assert (share.count, share.of) == (1, 2)
    with pytest.raises(Conflict):
        sign(siti, own(siti))


def test_every_clause_must_be_accepted(siti: Appointment) -> None:
    with pytest.raises(Refused, match=r"consolidation\.pledge"):
        sign(siti, own(siti), accepted=ALL[1:])


def test_an_officer_signs_for_nobody_without_a_witness(siti: Appointment) -> None:
    for given in ({"how": "device"}, {"how": "own", "witness": "Lurah Rekaan"}):
        with pytest.raises(Refused, match=r"consolidation\.pledge"):
            sign(siti, PPS, **given)
    assert sign(siti, PPS, how="oath", witness="Lurah Rekaan").how == "oath"


def test_a_stranger_finds_nothing_to_sign(siti: Appointment, rina: Appointment) -> None:
    for actor in (own(rina), Actor(role=Role.PPS, region="31.74.01.1001")):
        with pytest.raises(NotFound):
            sign(siti, actor)
    with pytest.raises(Refused, match=r"access\.role"):
        sign(siti, Actor(role=Role.PARTNER, region="31.71"))


def test_nothing_is_signed_for_a_term_that_is_over(siti: Appointment) -> None:
    with pytest.raises(Conflict):
        sign(siti, own(siti), now=datetime(2025, 2, 1, tzinfo=UTC))


def test_the_hash_is_of_the_indonesian_text_in_every_language() -> None:
    clauses = clauses_of("pemilihan-2024")
    with override("id"):
        indonesian = text_hash(clauses)
    with override("en"):
        assert text_hash(clauses) == indonesian
