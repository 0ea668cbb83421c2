"""Extend registration once, where applicants are too few: the law's ground is asked for each place.

Law: recruitment.window, recruitment.shortage_factor, recruitment.shortage_unit, recruitment.extension_days.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.storage.clock import day_of
from jurdil.law import load_profile
from jurdil.registry.bodies.models import BodyKind
from jurdil.registry.elections.actions import extend_stage
from jurdil.registry.elections.models import Election, StageInterval
from jurdil.stages.recruitment.coverage import FACTOR, UNIT, OpeningPlace, coverage_of
from jurdil.stages.recruitment.models import Opening
from jurdil.stages.recruitment.openings import PER_STATION
from jurdil.stages.recruitment.windows import REGISTRATION

DAYS = "recruitment.extension_days"


@verb(Role.KPU_REGENCY, Role.KPU_PROVINCE, Role.SYSTEM)
def extend_registration(
    *, actor: Actor, election: Election, body: BodyKind, regions: Sequence[str], until: date, ground: str, now: datetime
) -> list[Opening]:
    """Receive applications longer at `regions`, up to and with `until`; all of them or, where one is refused, none.

    ground: why, in words; the rule that the shortage rests on is added. One interval and one line of the log a place.
    Raises Refused (access.region, recruitment.window, recruitment.shortage_factor, recruitment.shortage_unit,
    recruitment.extension_days), NotFound where nothing was opened, Conflict where it was extended before.
    """
    for region in regions:
        actor.must_reach(region)
    rows = Opening.objects.select_for_update(of=("self",)).filter(election=election, body=body, region__in=regions)
    rows = rows.select_related("election")
    openings = {row.region: row for row in rows}
    stage = _registration(election, body)
    if not regions or set(regions) - set(openings):
        raise NotFound("Pendaftaran di wilayah itu belum dibuka, jadi belum ada yang dapat diperpanjang.")
    places = {one.region: one for one in coverage_of(election, body, actor.region, day_of(now))}
    for region in sorted(set(regions)):
        opening, place = openings[region], places.get(region)
        if place is None:
            raise NotFound("Badan ini tidak dibentuk di wilayah itu.")
        _must_be_short(place, body)
        _must_be_in_time(opening, until, day_of(now))
        _extend(actor, stage, opening, place, until, ground, now)
    return [openings[region] for region in sorted(set(regions))]


def _registration(election: Election, body: BodyKind) -> StageInterval:
    rows = StageInterval.objects.filter(election=election, body=body, stage=REGISTRATION, ground="")
    found = rows.order_by("start").first()
    if found is None:
        raise NotFound(
            "Kalender pemilihan ini tidak memuat masa pendaftaran badan itu, jadi tidak ada perpanjangannya."
        )
    return found


def _must_be_short(place: OpeningPlace, body: BodyKind) -> None:
    if place.is_extended:
        raise Conflict("Wilayah ini sudah pernah mendapat perpanjangan untuk tahapan ini.")
    if place.is_short:
        return
    if body in PER_STATION:
        raise Refused(
            "recruitment.shortage_unit",
            "Pelamar di wilayah ini sudah mencukupi setiap RW, jadi pendaftaran tidak diperpanjang.",
            "Lanjutkan ke penelitian administrasi; perpanjangan hanya untuk wilayah yang kekurangan.",
        )
    raise Refused(
        "recruitment.shortage_factor",
        "Pelamar di wilayah ini sudah mencapai kelipatan yang diminta, jadi pendaftaran tidak diperpanjang.",
        "Lanjutkan ke penelitian administrasi; perpanjangan hanya untuk wilayah yang kekurangan.",
    )


def _must_be_in_time(opening: Opening, until: date, today: date) -> None:
    if until <= opening.closes or until < today:
        raise Refused(
            "recruitment.window",
            "Hari terakhir perpanjangan sudah lewat, atau tidak sesudah hari terakhir pendaftaran.",
            "Pilih hari sesudah pendaftaran berakhir, paling cepat hari ini.",
        )
    limit = longest_until(opening)
    if limit is not None and until > limit:
        raise Refused(
            "recruitment.extension_days",
            "Perpanjangan ini lebih lama daripada yang ditetapkan aturan untuk badan ini.",
            "Pilih hari terakhir yang lebih awal.",
        )


def longest_until(opening: Opening) -> date | None:
    """Return the last day that an extension may reach by the law of the body, None where it states no length."""
    profile = load_profile(opening.election.profile)
    rule = profile.rule(DAYS)
    if opening.body not in rule.applies_to:
        return None
    return opening.closes + timedelta(days=profile.number(DAYS))


def _extend(
    actor: Actor,
    stage: StageInterval,
    opening: Opening,
    place: OpeningPlace,
    until: date,
    ground: str,
    now: datetime,
) -> None:
    rule = UNIT if opening.body in PER_STATION else FACTOR
    extension = extend_stage(
        actor=actor, interval_id=stage.id, region=opening.region, until=until, rule=rule, ground=ground, now=now
    )
    was, opening.closes, opening.ground = opening.closes, until, extension.ground
    opening.save(update_fields=["closes", "ground"])
    record = {
        "body": str(opening.body),
        "was": was.isoformat(),
        "closes": until.isoformat(),
        "needed": place.needed,
        "applied": place.applied,
        "counting": place.counting,
        "short_rws": list(place.short_rws),
        "ground": extension.ground,
        "by": actor.label,
    }
    record_act(Act("recruitment.extended", opening.region, str(opening.id), record, rule), now=now)
