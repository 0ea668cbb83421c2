"""The work list of a partner: whose domicile in the own area nobody has attested yet. Facts only, no judgement."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from jurdil.errors import NotFound
from jurdil.foundation.storage.codes import within
from jurdil.registry.partners.models import Attestation, AttestationKind, Partner
from jurdil.stages.recruitment.models import Application


def _spellings(number: str) -> list[str]:
    """Return how a number of an RW or RT is written: 3, 03, 003."""
    bare = number.strip().lstrip("0")
    return [bare, bare.zfill(2), bare.zfill(3), number.strip()]


def waiting_for(partner: Partner) -> QuerySet[Application]:
    """Return the applications of people who say to live in the partner's area and about whom nobody has spoken.

    The partner's own application and those of the own household are left out. Requirement: R06.
    """
    spoken = Attestation.objects.filter(person=OuterRef("person_id"), kind=AttestationKind.DOMICILE)
    rows = Application.objects.filter(
        ~Exists(spoken), within("person__region", partner.region), withdrawn_at__isnull=True
    )
    if partner.rw:
        rows = rows.filter(rw__in=_spellings(partner.rw))
    if partner.rt:
        rows = rows.filter(rt__in=_spellings(partner.rt))
    own = partner.person
    if own is not None:
        is_own = Q(person=own) | Q(person__kk_hash=own.kk_hash) if own.kk_hash else Q(person=own)
        rows = rows.exclude(is_own)
    return rows.select_related("person").order_by("rw", "rt", "person__name", "id")


def application_waiting(partner: Partner, application_id: UUID) -> Application:
    """Return one application of the partner's work list. Raises NotFound."""
    found = waiting_for(partner).filter(id=application_id).first()
    if found is None:
        raise NotFound("Orang ini tidak ada dalam daftar Anda, atau sudah ada keterangannya.")
    return found
