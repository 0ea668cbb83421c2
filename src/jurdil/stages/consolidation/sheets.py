"""What an event has on paper: invitations, badges, the attendance list with its column for signatures, certificates."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import groupby

from jurdil.engines.papers import render_batch, render_batches, sign_token
from jurdil.engines.papers.token import short_id
from jurdil.foundation.accounts.models import Account
from jurdil.foundation.accounts.roles import LABELS_ID, Role
from jurdil.foundation.ledger.sequencing import log_key
from jurdil.foundation.storage.clock import JAKARTA, day_of
from jurdil.foundation.storage.ids import is_id
from jurdil.stages.consolidation.decision_models import Decision, Minutes
from jurdil.stages.consolidation.decisions import KPU
from jurdil.stages.consolidation.forms import body_label
from jurdil.stages.consolidation.hall_list import invitee_unit, region_names
from jurdil.stages.consolidation.house_rules import house_rules_of
from jurdil.stages.consolidation.models import Event, Invitation
from jurdil.stages.consolidation.queries import Share
from jurdil.stages.consolidation.seating import Rooms

# Papers are Indonesian, whatever the page's language.
MONTHS = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()
SIMULATED = "Peragaan: orang dan kegiatan rekaan."
ROLL_COLUMNS = ["Nama", "Jabatan", "Asal", "Hadir pukul", "Tanda tangan"]
DECISION_COLUMNS = ["No.", "Keputusan", "Penanggung jawab", "Batas waktu"]
ROLL_WIDTHS = [4, 2.6, 2.6, 1.6, 2.8]
DISTRICT_STEPS = 3
SALT_BYTES = 8


def day_words(day: date) -> str:
    """Return a day as Indonesian papers write it."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def hour_words(moment: datetime) -> str:
    """Return an hour as Indonesian papers write it."""
    return f"{moment.astimezone(JAKARTA):%H.%M} WIB"


def when_words(event: Event) -> str:
    """Return day and hours of an event."""
    return f"{day_words(day_of(event.starts_at))}, {hour_words(event.starts_at)} s.d. {hour_words(event.ends_at)}"


def _name_lines(event: Event) -> list[str]:
    return [event.title, *([SIMULATED] if event.is_simulated else [])]


def _about(event: Event) -> list[list[str]]:
    return [["Kegiatan", event.title], ["Waktu", when_words(event)], ["Tempat", event.place]]


def _room(name: str) -> list[list[str]]:
    return [["Ruang", name]] if name else []


def badges(event: Event, invitations: Sequence[Invitation]) -> Iterator[bytes]:
    """Yield sheets of badges, ten to a page: name, body and unit large, and the invitation's own QR."""
    names = region_names(one.region for one in invitations)
    items = [
        {
            "header": _name_lines(event),
            "name": one.person.name,
            "role": invitee_unit(one, names),
            "footer": f"{event.place}. Kode {one.code}.",
            "token": one.token,
        }
        for one in invitations
    ]
    return render_batches("card", items, on=day_of(event.starts_at))


def invitation_papers(event: Event, invitations: Sequence[Invitation]) -> Iterator[bytes]:
    """Yield invitations to be handed over, a page each, with the house rules and the signed QR."""
    names, rooms = region_names(one.region for one in invitations), Rooms(event)
    rules = [str(one) for one in house_rules_of(event.election.profile)]
    items = [
        {
            "letterhead": _name_lines(event),
            "title": "UNDANGAN",
            "recipient": ["Kepada Yth.", one.person.name, invitee_unit(one, names)],
            "paragraphs": ["Dengan hormat, Saudara diundang pada kegiatan berikut."],
            "fields": [*_about(event), *_room(rooms.room_of(one)), ["Kode hadir", one.code]],
            "points": rules,
            "closing": ["Dengan hadir, Saudara menyetujui tata tertib di atas."],
            "token": one.token,
            "token_words": "Tunjukkan kode ini di pintu. Berlaku satu kali, untuk orang ini saja.",
        }
        for one in invitations
    ]
    return render_batches("letter", items, on=day_of(event.starts_at))


def _district(one: Invitation) -> str:
    return ".".join(one.region.split("/")[0].split(".")[:DISTRICT_STEPS])


def attendance_rolls(event: Event, invitations: Iterable[Invitation], *, at: datetime) -> bytes:
    """Return the attendance list as PDF, a list for each kecamatan, numbered, with a column to sign in.

    invitations: with `arrived_at` of the query, in the order of their regions. at: the moment that it tells of.
    """
    rows = list(invitations)
    names = region_names([*(one.region for one in rows), *(_district(one) for one in rows)])
    items = [
        {
            "letterhead": _name_lines(event),
            "title": "DAFTAR HADIR",
            "subject": f"{names.get(unit, unit)} · {event.place} · {when_words(event)} "
            f"· keadaan {day_words(day_of(at))} {hour_words(at)}",
            "columns": ROLL_COLUMNS,
            "widths": ROLL_WIDTHS,
            "rows": [_roll_row(one, names) for one in part],
            "signatures": [{"role": "Penanggung jawab daftar hadir", "name": "................................"}],
        }
        for unit, part in ((unit, list(group)) for unit, group in groupby(rows, key=_district))
    ]
    return render_batch("list", items, on=day_of(event.starts_at))


def _roll_row(one: Invitation, names: dict[str, str]) -> list[str]:
    ward, _slash, station = one.region.partition("/")
    post = body_label(one.appointment.seat.body.kind) if one.appointment else one.guest_unit
    arrived = getattr(one, "arrived_at", None)  # annotated by the query
    came = hour_words(arrived) if isinstance(arrived, datetime) else ""
    return [one.person.name, post, f"{names.get(ward, ward)}{f' TPS {station}' if station else ''}", came, ""]


def minutes_paper(minutes: Minutes, present: Share, *, at: datetime) -> bytes:
    """Return the minutes as PDF, with their decisions and who signed; a draft says that it is one.

    present: of whom how many were there. at: the moment that it tells of.
    """
    event, decisions = minutes.event, list(minutes.decisions.order_by("number"))
    names = region_names(one.region for one in decisions)
    came = f"{present.count} dari {present.of} undangan, keadaan {day_words(day_of(at))} {hour_words(at)}"
    rows = [[str(one.number), one.text, _owner(one, names), day_words(one.due_on)] for one in decisions]
    signed = [(minutes.first_by, minutes.first_at), (minutes.second_by, minutes.second_at)]
    item: dict[str, object] = {
        "letterhead": _name_lines(event),
        "title": "NOTULA" if minutes.second_at else "NOTULA (RANCANGAN)",
        "subject": f"{event.place} · {when_words(event)} · hadir {came}",
        "paragraphs": [line for line in minutes.text.splitlines() if line.strip()],
        **({"table": {"columns": DECISION_COLUMNS, "rows": rows}} if rows else {}),
        "signatures": [
            {
                "role": f"Petugas {word}",
                "name": signer_words(who) if who else "................................",
                "note": f"ditandatangani secara elektronik {day_words(day_of(on))} {hour_words(on)}; {who}"
                if on
                else "",
            }
            for word, (who, on) in zip(("pertama", "kedua"), signed, strict=True)
        ],
    }
    if minutes.second_at:
        payload = {"t": "notula", "e": event.id.hex, "h": minutes.text_hash}
        item |= {
            "closing": [f"SHA-256 atas isi dan keputusan: {minutes.text_hash}"],
            "token": sign_token(payload, log_key(), salt=secrets.token_bytes(SALT_BYTES)),
            "token_words": f"Membuktikan isi notula ini; kunci {short_id(log_key()).hex()}.",
        }
    return render_batch("letter", [item], on=day_of(minutes.second_at or at))


def signer_words(label: str) -> str:
    """Return who signed as people read it: the officer's name, else the role; the label of the log stands beside it."""
    role, account_id, *_rest = label.split(":")
    account = Account.objects.filter(id=account_id).first() if is_id(account_id) else None
    name = account.display_name if account is not None else ""
    return name or (LABELS_ID[Role(role)] if role in set(Role) else label)


def _owner(decision: Decision, names: dict[str, str]) -> str:
    kind = "KPU kabupaten/kota" if decision.kind == KPU else body_label(decision.kind)
    return f"setiap {kind}, {names.get(decision.region, decision.region)}"


def certificate(invitation: Invitation, *, attended: Sequence[str], on: date) -> bytes:
    """Return the certificate of somebody who was there, with a signed QR that proves it offline."""
    event = invitation.event
    names = region_names([invitation.region])
    payload = {"t": "sertifikat", "e": event.id.hex, "i": invitation.id.hex, "d": on.isoformat()}
    item = {
        "letterhead": _name_lines(event),
        "title": "SERTIFIKAT KEHADIRAN",
        "paragraphs": ["Diberikan kepada"],
        "fields": [
            ["Nama", invitation.person.name],
            ["Unit", invitee_unit(invitation, names)],
            *_about(event),
            *([["Sesi yang diikuti", ", ".join(attended)]] if any(attended) else []),
        ],
        "closing": ["Telah hadir pada kegiatan tersebut menurut catatan kehadiran yang tercatat di log publik."],
        "token": sign_token(payload, log_key(), salt=secrets.token_bytes(SALT_BYTES)),
        "token_words": f"Ditandatangani secara elektronik, kunci {short_id(log_key()).hex()}.",
    }
    return render_batch("letter", [item], on=on)
