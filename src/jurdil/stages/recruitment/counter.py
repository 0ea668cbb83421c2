"""The counter: a numbered receipt from name and ward alone, before the form; its time counts for the deadline."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from jurdil.errors import NotFound, Refused
from jurdil.foundation.accounts.roles import Actor
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.storage.clock import day_of
from jurdil.registry.people.values import folded_name
from jurdil.stages.recruitment.models import Application, CounterReceipt, Opening
from jurdil.stages.recruitment.reach import RECEIVERS, must_handle


@verb(*RECEIVERS)
def give_counter_receipt(*, actor: Actor, opening_id: UUID, name: str, now: datetime) -> CounterReceipt:
    """Give whoever stands at the counter the next number, before anything else is asked.

    Raises NotFound, Refused (access.region, access.authority, recruitment.window, recruitment.complete).
    Law: recruitment.receipt.
    """
    opening = Opening.objects.select_for_update().filter(id=opening_id).first()
    if opening is None:
        raise NotFound("Pendaftaran ini tidak ditemukan.")
    must_handle(actor, region=opening.region, body=opening.body)
    must_be_open(opening, now)
    if not folded_name(name):
        raise Refused("recruitment.complete", "Nama belum diisi.", "Tulis nama seperti pada KTP.")
    opening.last_number += 1
    opening.save(update_fields=["last_number"])
    receipt = CounterReceipt.objects.create(
        opening=opening,
        number=opening.last_number,
        name=name[:160],
        region=opening.region,
        at=now,
        given_by=actor.label,
    )
    record = {"name": receipt.name, "number": receipt.number, "at": now.isoformat(), "by": actor.label}
    record_act(Act("recruitment.received", opening.region, str(receipt.id), record, "recruitment.receipt"), now=now)
    return receipt


def must_be_open(opening: Opening, contact_at: datetime) -> None:
    """Raise Refused (recruitment.window) unless the first contact lies within the days of registration."""
    day = day_of(contact_at)
    if not opening.opens <= day <= opening.closes:
        raise Refused(
            "recruitment.window",
            _("Kontak pertama di luar masa pendaftaran %(first)s sampai %(last)s.")
            % {"first": f"{opening.opens:%d-%m-%Y}", "last": f"{opening.closes:%d-%m-%Y}"},
            "Bila pelamar memegang tanda terima loket dari masa itu, isi nomornya; bila tidak, tunggu perpanjangan.",
        )


def contact_of(opening: Opening, number: int, name: str) -> datetime:
    """Return the time on a counter receipt that belongs to `name` and was not used yet.

    Raises Refused (recruitment.receipt).
    """
    receipt = CounterReceipt.objects.filter(opening=opening, number=number).first()
    is_used = Application.objects.filter(opening=opening, number=number).exists()
    if receipt is None or is_used or folded_name(receipt.name) != folded_name(name):
        raise Refused(
            "recruitment.receipt",
            "Nomor tanda terima ini tidak ada, sudah dipakai, atau atas nama yang ditulis lain.",
            "Salin nomor dan nama persis dari tanda terima loket.",
        )
    return receipt.at
