"""Give and end accounts and mandates."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from jurdil.errors import NotFound, Refused
from jurdil.foundation.accounts.models import Account, Mandate
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act

# Whom each role may give a mandate to: the level directly answers for the level below.
GIVES: dict[Role, frozenset[Role]] = {
    Role.KPU_PROVINCE: frozenset({Role.KPU_PROVINCE, Role.KPU_REGENCY, Role.SUPERVISOR}),
    Role.KPU_REGENCY: frozenset({Role.KPU_REGENCY, Role.PPK, Role.PPS, Role.PARTNER, Role.SUPERVISOR}),
    Role.SYSTEM: frozenset(Role),
}


@verb(Role.KPU_PROVINCE, Role.KPU_REGENCY, Role.SYSTEM)
def give_mandate(
    *,
    actor: Actor,
    account: Account,
    role: Role,
    region: str,
    since: date,
    now: datetime,
    until: date | None = None,
    person_id: UUID | None = None,
) -> Mandate:
    """Let `account` act as `role` over `region` from `since` (to `until`, both days included).

    Raises Refused (access.region, access.mandate).
    """
    actor.must_reach(region)
    if role not in GIVES[actor.role]:
        raise Refused(
            "access.mandate",
            "Peran Anda tidak dapat memberi mandat itu.",
            "Mintalah KPU yang membawahi peran itu untuk memberinya.",
        )
    mandate = Mandate.objects.create(
        account=account, role=role.value, region=region, since=since, until=until, person_id=person_id
    )
    record = {"account": str(account.id), "role": role.value, "since": since.isoformat(), "by": actor.label}
    record_act(Act("accounts.mandate_given", region, str(account.id), record), now=now)
    return mandate


@verb(Role.KPU_PROVINCE, Role.KPU_REGENCY, Role.SYSTEM)
def name_holder(*, actor: Actor, account_id: UUID, person_id: UUID, now: datetime) -> int:
    """Record which person holds the mandates of an account, or correct it; returns of how many.

    From then on kin and own cases are known. Only mandates that the actor may give are touched. Raises NotFound if the
    account holds none in the actor's region.
    """
    rows = Mandate.objects.select_for_update().filter(account_id=account_id, role__in=GIVES[actor.role])
    mandates = [one for one in rows.exclude(role=Role.APPLICANT.value) if actor.reaches(one.region)]
    if not mandates:
        raise NotFound("Akun ini tidak ada, atau tidak memegang mandat di wilayah Anda.")
    Mandate.objects.filter(id__in=[one.id for one in mandates]).update(person_id=person_id)
    record = {"account": str(account_id), "person": str(person_id), "by": actor.label}
    record_act(Act("accounts.holder_named", mandates[0].region, str(account_id), record), now=now)
    return len(mandates)


@verb(Role.KPU_PROVINCE, Role.KPU_REGENCY, Role.SYSTEM)
def end_mandate(*, actor: Actor, mandate_id: UUID, until: date, now: datetime) -> Mandate:
    """Let the mandate's last day be `until`. Raises Refused (access.region)."""
    mandate = Mandate.objects.select_for_update().get(id=mandate_id)
    actor.must_reach(mandate.region)
    mandate.until = until
    mandate.save(update_fields=["until"])
    record = {"account": str(mandate.account_id), "role": mandate.role, "until": until.isoformat(), "by": actor.label}
    record_act(Act("accounts.mandate_ended", mandate.region, str(mandate.account_id), record), now=now)
    return mandate
