"""Name partners, and take their testimony. There is no verb by which a partner recommends or ranks anybody."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.storage.clock import day_of
from jurdil.foundation.storage.codes import covers
from jurdil.registry.partners.models import Attestation, AttestationKind, Office, Partner
from jurdil.registry.people.models import Person

# Dots in the code of the region where each office stands: a camat in a district, the others in a ward.
STEPS = {Office.CAMAT: 2, Office.LURAH: 3, Office.RW: 3, Office.RT: 3}


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
    """Enter the holder of a local office.

    Raises Refused (access.region; partners.testimony without a name, the RW or RT number, or the right level of
    region), Conflict while the office has another holder (`retire_partner` first).
    """
    actor.must_reach(region)
    numbers = (rw.strip(), rt.strip())
    lacks_number = (office in (Office.RW, Office.RT) and not numbers[0]) or (office == Office.RT and not numbers[1])
    if not name.strip() or lacks_number or region.count(".") != STEPS[office] or "/" in region:
        raise Refused(
            "partners.testimony",
            "Mitra memerlukan nama dan wilayah jabatannya; ketua RW atau RT memerlukan nomornya.",
            "Camat dicatat pada kecamatan; lurah, RW dan RT pada kelurahan. Lengkapi nama serta nomor RW atau RT.",
        )
    rw, rt = numbers[0] if office in (Office.RW, Office.RT) else "", numbers[1] if office == Office.RT else ""
    same = Partner.objects.select_for_update().filter(office=office, region=region, rw=rw, rt=rt, is_active=True)
    if same.exists():
        raise Conflict("Jabatan ini sudah tercatat. Akhiri dahulu catatan pejabat yang lama.")
    partner = Partner.objects.create(
        office=office, region=region, name=name.strip(), rw=rw, rt=rt, account_id=account_id, person_id=person_id
    )
    record = {"office": office.value, "by": actor.label}
    record_act(Act("partners.named", region, str(partner.id), record), now=now)
    return partner


@verb(Role.PPS, Role.KPU_REGENCY, Role.SYSTEM)
def retire_partner(*, actor: Actor, partner_id: UUID, now: datetime) -> Partner:
    """End a partner's part: what they attested stays, and they attest no more. Raises NotFound, Conflict."""
    partner = Partner.objects.select_for_update(of=("self",)).filter(id=partner_id).first()
    if partner is None or not actor.reaches(partner.region):
        raise NotFound("Mitra ini tidak ada, atau bukan di wilayah Anda.")
    if not partner.is_active:
        raise Conflict("Catatan mitra ini sudah diakhiri.")
    partner.is_active = False
    partner.save(update_fields=["is_active"])
    record = {"office": partner.office, "by": actor.label}
    record_act(Act("partners.retired", partner.region, str(partner.id), record), now=now)
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


def _same_number(left: str, right: str) -> bool:
    return left.strip().lstrip("0") == right.strip().lstrip("0")


@verb(Role.PARTNER)
def attest_domicile(
    *,
    actor: Actor,
    person_id: UUID,
    lives_here: bool,
    now: datetime,
    since_year: int | None = None,
    rw: str = "",
    rt: str = "",
) -> Attestation:
    """Say whether somebody lives in the partner's area: testimony with name, capacity and day, not proof.

    rw, rt: where the person says to live, as the caller read it from the application; the head of an RW or RT speaks
    about no other. Raises NotFound for a person of another area, Refused (partners.own_application) for one's own or
    one's household's domicile, Refused (partners.testimony) for a year to come, Conflict if the same partner has
    spoken about the same person already.
    """
    partner = partner_of(actor)
    person = Person.objects.select_for_update().filter(id=person_id).first()
    is_ours = person is not None and covers(partner.region, person.region)
    is_ours = is_ours and (not partner.rw or _same_number(partner.rw, rw))
    is_ours = is_ours and (not partner.rt or _same_number(partner.rt, rt))
    if person is None or not is_ours:
        raise NotFound("Orang ini tidak ada, atau bukan warga wilayah Anda.")
    if since_year is not None and since_year > day_of(now).year:
        raise Refused(
            "partners.testimony",
            "Tahun mulai tinggal berada di masa depan.",
            "Isi tahun yang sudah lewat, atau kosongkan bila tidak tahu.",
        )
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
        raise Refused(
            "access.region",
            "Wilayah ini di luar wilayah jabatan Anda.",
            "Sampaikan hal ini kepada lurah atau camat wilayah itu.",
        )
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
