"""One sign-in per role for the demo. Passwords are made for this home; a production start refuses such accounts."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from jurdil.foundation.accounts.actions import give_mandate
from jurdil.foundation.accounts.models import Account
from jurdil.foundation.accounts.roles import LABELS_ID, Actor, Role
from jurdil.registry.partners.actions import name_partner
from jurdil.registry.partners.models import Office

SYSTEM = Actor(role=Role.SYSTEM, region="", is_simulated=True)
PASSWORD_BYTES = 9


@dataclass(frozen=True)
class SignIn:
    """What the terminal shows: the role in words, where it works, user name and password."""

    role: str
    region: str
    username: str
    password: str


@dataclass(frozen=True)
class _Wanted:
    username: str
    name: str
    role: Role
    region: str


def _wanted(regency: str, ward: str) -> list[_Wanted]:
    district = ward.rsplit(".", 1)[0]
    province = regency.split(".")[0]
    return [
        _Wanted("provinsi", "Ratna (rekaan)", Role.KPU_PROVINCE, province),
        _Wanted("kota", "Agus (rekaan)", Role.KPU_REGENCY, regency),
        _Wanted("kota2", "Wulan (rekaan)", Role.KPU_REGENCY, regency),
        _Wanted("ppk", "Hendra (rekaan)", Role.PPK, district),
        _Wanted("pps", "Yanti (rekaan)", Role.PPS, ward),
        _Wanted("pps2", "Bambang (rekaan)", Role.PPS, ward),
        _Wanted("pengawas", "Dewi (rekaan)", Role.SUPERVISOR, regency),
        _Wanted("lurah", "Slamet (rekaan)", Role.PARTNER, ward),
    ]


def open_sign_ins(regency: str, ward: str, *, since: date, now: datetime) -> list[SignIn]:
    """Open one account per role, two where two signatures are needed, and return how to sign in."""
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    made = []
    for one in _wanted(regency, ward):
        account = Account.objects.create_user(one.username, password, display_name=one.name, is_demo=True)
        give_mandate(actor=SYSTEM, account=account, role=one.role, region=one.region, since=since, now=now)
        if one.role == Role.PARTNER:
            name_partner(
                actor=SYSTEM, office=Office.LURAH, region=one.region, name=one.name, now=now, account_id=account.id
            )
        made.append(SignIn(LABELS_ID[one.role], one.region, one.username, password))
    return made
