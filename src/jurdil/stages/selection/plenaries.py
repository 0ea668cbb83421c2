"""The way of the law alone: a plenary of the PPS decides who serves, person by person, on the four criteria.

No points, no lot: the minutes say who is taken and in which order, with words for everybody, the others too. Two
officers sign; from the second signature the order stands like a drawn one, the first as many as seats are the chosen
and the rest the reserves. Law: selection.plenary, selection.criteria, selection.quorum.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jurdil.engines.lot import Listing, commit
from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role, must_be_another
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act, record_acts
from jurdil.foundation.outbox.actions import Letter, queue_messages
from jurdil.foundation.storage.bulk import insert_values
from jurdil.foundation.storage.clock import day_of
from jurdil.foundation.storage.ids import new_ids
from jurdil.foundation.storage.seals import lookup_hash
from jurdil.law import load_profile
from jurdil.registry.bodies.models import BodyKind
from jurdil.registry.bodies.queries import serving
from jurdil.registry.elections.models import Election
from jurdil.registry.elections.policies import lock_policies, policies_on
from jurdil.registry.people.telling import addressed
from jurdil.stages.selection.actions import lock_place, must_not_be_own, must_select
from jurdil.stages.selection.lots import PSEUDONYM_DIGITS, STANDING
from jurdil.stages.selection.models import PLENARY, Consideration, Lot, Plenary, Standing
from jurdil.stages.selection.queries import listing_of, selectable

RULE = "selection.plenary"
LONGEST = 200
CHOSEN, RESERVE = 1, 2  # the band of a standing


@dataclass(frozen=True)
class Weighed:
    """What is said about one application. place: in the order of those taken, None for somebody who is not."""

    application_id: UUID
    place: int | None
    grounds: Mapping[str, str]


@verb(Role.PPS, Role.KPU_REGENCY)
def hold_plenary(
    *,
    actor: Actor,
    election: Election,
    region: str,
    held_on: date,
    minutes: str,
    present: Sequence[str],
    now: datetime,
) -> Plenary:
    """Note a plenary about the KPPS of a ward, or mend what was noted; a first signature is then taken back.

    present: names of the members who were there. Raises Refused (access.region, selection.policy where an order policy
    is switched on, selection.plenary without minutes or for a day to come, selection.quorum), Conflict once it is
    decided.
    """
    actor.must_reach(region)
    body = BodyKind.KPPS
    must_be_law_alone(election, region, now)
    names = [name.strip()[:120] for name in present if name.strip()]
    if not minutes.strip() or held_on > day_of(now):
        raise Refused(
            RULE,
            "Rapat pleno memerlukan nomor berita acara dan tanggal yang sudah lewat atau hari ini.",
            "Lengkapi keduanya, lalu kirim lagi.",
        )
    _must_be_members(election, region, held_on, names)
    lock_place(election, region, body)
    plenary = Plenary.objects.filter(election=election, body=body, region=region).first()
    if plenary is None:
        plenary = Plenary(election=election, body=body, region=region, opened_by=actor.label, opened_at=now)
        plenary.held_on = held_on  # it has no default
    _must_be_open(plenary)
    plenary.held_on, plenary.minutes, plenary.present = held_on, minutes.strip()[:80], names
    plenary.signed_by, plenary.is_simulated = "", actor.is_simulated
    plenary.save()
    record_act(_act("selection.plenary_held", plenary, actor), now=now)
    return plenary


def must_be_law_alone(election: Election, region: str, now: datetime) -> None:
    """Raise Refused (selection.policy) where the authority has switched an order for KPPS on."""
    if "order" in policies_on(election, region, BodyKind.KPPS, day_of(now)):
        raise Refused(
            "selection.policy",
            "Pengangkat mengaktifkan kebijakan urutan untuk KPPS; di sini urutan mengikuti kebijakan itu.",
            "Isi nilai lalu bekukan daftarnya, atau minta KPU Kabupaten/Kota mengubah kebijakannya.",
        )


def _must_be_members(election: Election, region: str, held_on: date, names: Sequence[str]) -> None:
    """Ask whether those present are members of the PPS, where it is known who they are, and enough of them."""
    profile = load_profile(election.profile)
    size, share = profile.number("body.pps.size"), float(profile.value("selection.quorum"))
    known = {one.name.casefold() for one in serving(region, held_on, kind=BodyKind.PPS)}
    strangers = [name for name in names if known and name.casefold() not in known]
    if len({name.casefold() for name in names}) < len(names) or len(names) > size or strangers:
        raise Refused(
            RULE,
            "Yang hadir harus anggota PPS kelurahan ini pada hari itu, masing-masing disebut sekali.",
            "Tulis nama anggota PPS seperti dalam keputusan pengangkatannya, satu per baris.",
        )
    if len(names) <= share * size:
        raise Refused(
            "selection.quorum",
            _("Rapat pleno memutus bila lebih dari separuh dari %(size)s anggota PPS hadir.") % {"size": size},
            "Ulangi rapat dengan anggota yang cukup, atau lengkapi nama yang hadir.",
        )


def _must_be_open(plenary: Plenary) -> None:
    rows = Lot.objects.filter(election=plenary.election, body=plenary.body, region=plenary.region)
    if plenary.decided_at is not None or rows.exists():
        raise Conflict("Keputusan kelurahan ini sudah tetap.")


def _locked(actor: Actor, plenary_id: UUID) -> Plenary:
    rows = Plenary.objects.select_for_update(of=("self",)).select_related("election")
    plenary = rows.filter(id=plenary_id).first()
    if plenary is None or not actor.reaches(plenary.region):
        raise NotFound("Rapat pleno ini tidak ada, atau bukan di wilayah Anda.")
    must_select(actor, plenary.body)
    _must_be_open(plenary)
    return plenary


@verb(Role.PPS, Role.KPU_REGENCY)
def weigh_applications(*, actor: Actor, plenary_id: UUID, entries: Sequence[Weighed], now: datetime) -> int:
    """Write what the plenary says about some applications, or mend it; returns how many. One leaf per application.

    A first signature is taken back. Raises NotFound outside the actor's region, Refused (selection.criteria unless each
    criterion has its words, selection.eligible, selection.plenary for a place below 1, access.own_interest) for the
    whole chunk, Conflict once it is decided.
    """
    plenary = _locked(actor, plenary_id)
    criteria = load_profile(plenary.election.profile).words("selection.criteria")
    known = {row.application_id for row in selectable(plenary.election, plenary.region, plenary.body)}
    must_not_be_own(actor, [entry.application_id for entry in entries])
    for entry in entries:
        _must_be_whole(entry, criteria, known)
    rows = {
        entry.application_id: Consideration(
            plenary=plenary,
            application_id=entry.application_id,
            region=plenary.region,
            place=entry.place,
            grounds={key: entry.grounds[key].strip()[:LONGEST] for key in criteria},
            written_by=actor.label,
            written_at=now,
        )
        for entry in entries
    }
    Consideration.objects.bulk_create(
        rows.values(),
        batch_size=200,
        update_conflicts=True,
        unique_fields=["application"],
        update_fields=["plenary", "place", "grounds", "written_by", "written_at"],
    )
    if plenary.signed_by:
        plenary.signed_by = ""
        plenary.save(update_fields=["signed_by"])
    return record_acts((_words("selection.considered", row, {"by": actor.label}) for row in rows.values()), now=now)


def _must_be_whole(entry: Weighed, criteria: Sequence[str], known: set[UUID]) -> None:
    if entry.application_id not in known:
        raise Refused(
            "selection.eligible",
            "Berkas ini tidak dapat dipilih: bukan di kelurahan ini, ditarik, atau tidak memenuhi syarat.",
            "Muat ulang daftarnya.",
        )
    if set(entry.grounds) != set(criteria) or not all(words.strip() for words in entry.grounds.values()):
        raise Refused(
            "selection.criteria",
            "Setiap orang ditimbang menurut keempat dasar, masing-masing dengan kata-kata.",
            "Lengkapi keempatnya, juga bagi yang tidak terpilih.",
        )
    if entry.place is not None and entry.place < 1:
        raise Refused(RULE, "Urutan dihitung mulai dari 1.", "Perbaiki urutannya, atau kosongkan bila tidak terpilih.")


def _words(kind: str, row: Consideration, more: Mapping[str, object]) -> Act:
    record = {"place": row.place, "grounds": row.grounds, "plenary": str(row.plenary_id), **more}
    return Act(kind, row.region, str(row.application_id), record, "selection.criteria")


def _act(kind: str, plenary: Plenary, actor: Actor, **more: object) -> Act:
    record = {
        "held_on": plenary.held_on.isoformat(),
        "minutes": plenary.minutes,
        "present": len(plenary.present),
        "by": actor.role.value,
        **more,
    }
    return Act(kind, plenary.region, str(plenary.id), record, RULE)


def order_of(plenary: Plenary) -> list[Consideration]:
    """Return those whom a plenary takes, in its order, once nothing speaks against signing.

    Who has withdrawn or was excluded since is left out, and the others move up. Raises Refused (selection.plenary while
    somebody is not considered, nobody is taken, or two share a place).
    """
    open_to_it = {row.application_id for row in selectable(plenary.election, plenary.region, plenary.body)}
    rows = [row for row in plenary.considerations.all() if row.application_id in open_to_it]
    waiting = len(open_to_it) - len(rows)
    if waiting:
        raise Refused(
            RULE,
            ngettext("%(count)s pelamar belum ditimbang.", "%(count)s pelamar belum ditimbang.", waiting)
            % {"count": waiting},
            "Timbang setiap pelamar yang memenuhi syarat, juga yang tidak terpilih.",
        )
    placed = sorted((row for row in rows if row.place is not None), key=lambda row: row.place or 0)
    places = [row.place for row in placed]
    if not placed or len(set(places)) < len(places):
        raise Refused(
            RULE,
            _("Dua orang memegang urutan yang sama.") if placed else _("Belum ada yang terpilih."),
            "Perbaiki urutannya: setiap yang terpilih mempunyai urutan sendiri.",
        )
    return placed


def digest_of(plenary: Plenary) -> str:
    """Return a hash over what a signature stands under now: the facts of the plenary, places and words."""
    rows = plenary.considerations.order_by("application_id").values_list("application_id", "place", "grounds")
    said = [[str(key), place, sorted(grounds.items())] for key, place, grounds in rows]
    facts = [plenary.held_on.isoformat(), plenary.minutes, plenary.present]
    return sha256(json.dumps([facts, said]).encode()).hexdigest()


def _must_be_as_read(plenary: Plenary, read: str | None) -> None:
    if read is not None and read != digest_of(plenary):
        raise Conflict("Isi rapat pleno ini berubah sejak Anda membacanya. Baca lagi, lalu tandatangani.")


@verb(Role.PPS, Role.KPU_REGENCY)
def sign_plenary(*, actor: Actor, plenary_id: UUID, now: datetime, read: str | None = None) -> Plenary:
    """Sign a plenary as the first of two people. read: `digest_of` it as the signer read it, where a page showed it.

    Raises NotFound, Refused (as `order_of`, selection.policy, access.own_interest), Conflict if it is signed or
    decided, or was changed since.
    """
    plenary = _locked(actor, plenary_id)
    _must_be_as_read(plenary, read)
    if plenary.signed_by:
        raise Conflict("Rapat pleno ini sudah ditandatangani dan menunggu orang kedua.")
    must_be_law_alone(plenary.election, plenary.region, now)
    placed = order_of(plenary)
    must_not_be_own(actor, plenary.considerations.values_list("application_id", flat=True))
    plenary.signed_by = actor.label
    plenary.save(update_fields=["signed_by"])
    record_act(_act("selection.plenary_signed", plenary, actor, taken=len(placed)), now=now)
    return plenary


@verb(Role.PPS, Role.KPU_REGENCY)
def second_plenary(*, actor: Actor, plenary_id: UUID, now: datetime, read: str | None = None) -> Lot:
    """Sign a plenary as the second person: its order stands, and everybody may read what was said about them.

    Raises as `sign_plenary`, Refused (access.two_people), Conflict without a first signature.
    """
    plenary = _locked(actor, plenary_id)
    _must_be_as_read(plenary, read)
    if not plenary.signed_by:
        raise Conflict("Rapat pleno ini belum ditandatangani orang pertama.")
    must_be_another(actor, plenary.signed_by)
    must_be_law_alone(plenary.election, plenary.region, now)
    placed = order_of(plenary)
    must_not_be_own(actor, plenary.considerations.values_list("application_id", flat=True))
    plenary.lot = _keep_order(plenary, placed, now)
    plenary.seconded_by, plenary.decided_at = actor.label, now
    plenary.save(update_fields=["lot", "seconded_by", "decided_at"])
    lock_policies(plenary.election, plenary.region, plenary.body, now=now)
    record_act(
        _act("selection.plenary_decided", plenary, actor, taken=len(placed), order=plenary.lot.order_hash), now=now
    )
    _tell_everybody(plenary, placed, now)
    return plenary.lot


def _keep_order(plenary: Plenary, placed: Sequence[Consideration], now: datetime) -> Lot:
    """Write the order as a lot that was not drawn, so that teams, reserves and removals rest on it as on any other."""
    names = [lookup_hash(f"lot:{row.application_id}")[:PSEUDONYM_DIGITS] for row in placed]
    needed = placed[0].application.opening.needed
    bands = [CHOSEN if place <= needed else RESERVE for place in range(1, len(placed) + 1)]
    lot = Lot(
        election=plenary.election,
        body=plenary.body,
        region=plenary.region,
        policy=PLENARY,
        listed=sorted([str(band), name] for band, name in zip(bands, names, strict=True)),
        committed_at=now,
        drawn_at=now,
        frozen_by=plenary.signed_by,
        is_simulated=plenary.is_simulated,
    )
    lot.commitment = commit(listing_of(lot))
    lot.order_hash = commit(Listing([f"{place:09d} {name}" for place, name in enumerate(names, start=1)]))
    lot.save(force_insert=True)
    columns = [name for name in STANDING if name not in ("total", "stratum")]
    rows = zip(new_ids(len(placed)), placed, names, bands, strict=True)
    insert_values(
        Standing,
        [*columns, "rank", "stratum"],
        (
            (key, lot.id, row.application_id, plenary.region, name, band, place, "")
            for place, (key, row, name, band) in enumerate(rows, start=1)
        ),
    )
    return lot


def _tell_everybody(plenary: Plenary, placed: Sequence[Consideration], now: datetime) -> None:
    """Record what was decided about each, and tell each that it can be read."""
    ranks = {row.application_id: place for place, row in enumerate(placed, start=1)}
    rows = list(plenary.considerations.select_related("application"))
    facts = {"held_on": plenary.held_on.isoformat(), "minutes": plenary.minutes}
    record_acts(
        (_words("selection.decided", row, {"rank": ranks.get(row.application_id), **facts}) for row in rows), now=now
    )
    text = "Rapat pleno PPS telah memutus lamaran Anda. Keputusan dan pertimbangannya dapat dibaca di berkas Anda."
    letters = (Letter("selection.decided", row.region, text, row.application.person_id) for row in rows)
    queue_messages(addressed(letters), now=now)


def erase_considerations(person_id: UUID) -> int:
    """Destroy what plenaries said about a person; returns how many. Call it inside the verb that erases the person."""
    return Consideration.objects.filter(application__person_id=person_id).update(grounds={})
