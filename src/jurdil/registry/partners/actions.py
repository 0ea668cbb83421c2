"""Name partners, and take their testimony. There is no verb by which a partner recommends or ranks anybody."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.storage.codes import covers
from jurdil.registry.partners.models import Attestation, AttestationKind, Office, Partner
from jurdil.registry.people.models import Person


@verb(Role.PPS, Role.KPU_REGENCY, Role.SYSTEM)
def name_partner(
    *,
    actor: Actor,
    office: Office,
    region: str,
    name: str,
    now: datetime,
    rw: str = "",
    rt: str = "",
    account_id: UUID | None = None,
    person_id: UUID | None = None,
) -> Partner:
    """Enter the holder of a local office. Raises Refused (access.region, partners.testimony without RW or RT number)."""
    actor.must_reach(region)
    if not name.strip() or (office in (Office.RW, Office.RT) and not rw) or (office == Office.RT and not rt):
        raise Refused(
            "partners.testimony",
            "Mitra memerlukan nama, dan ketua RW atau RT memerlukan nomornya.",
            "Lengkapi nama serta nomor RW atau RT.",
        )
    partner = Partner.objects.create(
        office=office, region=region, name=name.strip(), rw=rw, rt=rt, account_id=account_id, person_id=person_id
    )
    record = {"office": office.value, "by": actor.label}
    record_act(Act("partners.named", region, str(partner.id), record), now=now)
    return partner


def partner_of(actor: Actor) -> Partner:
    """Return the partner whom the actor's account speaks for. Raises Refused (partners.testimony) if there is none."""
    partner = Partner.objects.filter(account_id=actor.account_id, is_active=True).first()
    if actor.role != Role.PARTNER or actor.account_id is None or partner is None:
        raise Refused(
            "partners.testimony",
            "Akun ini tidak tercatat sebagai mitra.",
            "Minta PPS mencatat jabatan Anda sebagai mitra.",
        )
    return partner


@verb(Role.PARTNER)
def attest_domicile(
    *, actor: Actor, person_id: UUID, lives_here: bool, now: datetime, since_year: int | None = None
) -> Attestation:
    """Say whether somebody lives in the partner's area: testimony with name, capacity and day, not proof.

    Raises Refused (access.region; partners.own_application for one's own or one's household's domicile), Conflict if the same
    partner has spoken about the same person already.
    """
    partner = partner_of(actor)
    person = Person.objects.select_for_update().filter(id=person_id).first()
    if person is None or not covers(partner.region, person.region):
        raise NotFound("Orang ini tidak ada, atau bukan warga wilayah Anda.")
    own = partner.person
    if own is not None and (own.id == person.id or (own.kk_hash and own.kk_hash == person.kk_hash)):
        raise Refused(
            "partners.own_application",
            "Anda tidak dapat memberi keterangan tentang diri atau keluarga serumah.",
            "Minta ketua RW atau lurah memberi keterangan ini.",
        )
    if Attestation.objects.filter(partner=partner, person=person, kind=AttestationKind.DOMICILE).exists():
        raise Conflict("Anda sudah memberi keterangan tentang orang ini.")
    attestation = Attestation.objects.create(
        partner=partner,
        kind=AttestationKind.DOMICILE,
        person=person,
        region=person.region,
        lives_here=lives_here,
        since_year=since_year,
        at=now,
    )
    record = {"person": str(person.id), "office": partner.office, "lives_here": lives_here, "by": actor.label}
    record_act(Act("partners.attested", person.region, str(person.id), record, "R06"), now=now)
    return attestation


@verb(Role.PARTNER)
def tell(*, actor: Actor, kind: AttestationKind, region: str, note: str, now: datetime) -> Attestation:
    """Offer a venue for a polling station, or warn of a danger, in the partner's own area.

    Raises Refused (access.region, partners.testimony for an empty note or another kind).
    """
    partner = partner_of(actor)
    if not covers(partner.region, region):
        actor.must_reach(region)
    if kind == AttestationKind.DOMICILE or not note.strip():
        raise Refused(
            "partners.testimony",
            "Tuliskan tempat yang ditawarkan atau bahaya yang dilihat.",
            "Isi keterangannya, lalu kirim ulang.",
        )
    told = Attestation.objects.create(partner=partner, kind=kind, region=region, note=note.strip()[:300], at=now)
    record = {"office": partner.office, "kind": kind.value, "by": actor.label}
    record_act(Act("partners.told", region, str(told.id), record), now=now)
    return told
