"""From when on an event counts who comes: some hours before it begins, or since the organiser opened it earlier."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from jurdil.errors import Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.storage.clock import JAKARTA
from jurdil.law import load_profile
from jurdil.stages.consolidation.models import Event, Scan
from jurdil.stages.consolidation.planning import locked_event
from jurdil.stages.consolidation.settling import locked, settle

RULE = "consolidation.opens"
EARLY = "early"  # the fault of a note that was taken before the opening


def opening_of(event: Event) -> datetime:
    """Return from when on check-ins of `event` count. Law: consolidation.opens."""
    usual = event.starts_at - timedelta(hours=load_profile(event.election.profile).number(RULE))
    return min(usual, event.opens_at) if event.opens_at is not None else usual


def must_be_open(event: Event, now: datetime) -> None:
    """Raise Refused (consolidation.opens) while check-ins do not count yet, saying from when and what can be done."""
    opens = opening_of(event)
    if now < opens:
        raise Refused(
            RULE,
            _("Pencatatan hadir baru dibuka %(at)s WIB.") % {"at": f"{opens.astimezone(JAKARTA):%d-%m-%Y %H:%M}"},
            "Penyelenggara dapat membukanya lebih awal di halaman Jalur dan pemindai. Untuk latihan, pakai pemindai "
            "jalur: pindaiannya dijawab sebagai latihan dan tidak dihitung.",
        )


@verb(Role.PPK, Role.KPU_REGENCY, Role.KPU_PROVINCE)
def open_doors(*, actor: Actor, event_id: UUID, opens_at: datetime, now: datetime) -> Event:
    """Let check-ins of an event and its sites count from `opens_at` on, earlier than the rule says.

    Notes of devices from then on that were kept aside as too early count now. Raises NotFound outside the region,
    Refused (consolidation.opens) for a moment that is no earlier than the opening, or while the event is cancelled.
    """
    event = locked_event(actor, event_id)
    if event.cancelled_at is not None or opens_at >= opening_of(event):
        raise Refused(
            RULE,
            "Pencatatan hadir sudah dibuka sejak waktu itu, atau kegiatannya dibatalkan.",
            "Isi waktu yang lebih awal dari pembukaan yang tertulis.",
        )
    for one in (event, *event.sites.select_for_update(of=("self",)).select_related("election")):
        one.opens_at = min(opens_at, opening_of(one))
        one.save(update_fields=["opens_at"])
        _count_early(one, opens_at, now)
    record = {"opens_at": opens_at.isoformat(), "by": actor.label}
    record_act(Act("consolidation.doors_opened", event.region, str(event.id), record, RULE), now=now)
    return event


def _count_early(event: Event, opens_at: datetime, now: datetime) -> None:
    rows = Scan.objects.filter(lane__event=event, fault=EARLY, at__gte=opens_at)
    people = locked(Q(id__in=set(rows.filter(invitation__isnull=False).values_list("invitation", flat=True))))
    rows.update(fault="")
    settle(people, now=now)
