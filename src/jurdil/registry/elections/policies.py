"""Switch a named policy beyond the law on or off for one body of one election: two officers of the authority."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role, must_be_another
from jurdil.foundation.accounts.verbs import query, verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.storage.clock import day_of
from jurdil.foundation.storage.codes import regency_of, within
from jurdil.law import NamedPolicy, named_policies
from jurdil.registry.elections.models import Election, PolicyChoice, PolicyLock

RULE = "selection.policy"


def _must_be_open(election: Election, region: str, body: str) -> None:
    if PolicyLock.objects.filter(election=election, region=region, body=body).exists():
        raise Refused(
            RULE,
            "Daftar pertama badan ini sudah dibekukan; kebijakannya tetap sampai pemilihan selesai.",
            "Terapkan perubahan pada pemilihan berikutnya.",
        )


def _policy_for(policy: str, body: str) -> NamedPolicy:
    found = named_policies().get(policy)
    if found is None or body not in found.bodies:
        raise Refused(RULE, "Kebijakan ini tidak dikenal untuk badan itu.", "Pilih kebijakan dari daftar.")
    return found


@verb(Role.KPU_REGENCY)
def propose_policy(
    *,
    actor: Actor,
    election: Election,
    region: str,
    body: str,
    policy: str,
    is_on: bool,
    starts: date,
    reason: str,
    now: datetime,
) -> PolicyChoice:
    """Propose to switch a policy on (or off) for a body in the regency `region`, from the day `starts`.

    Raises Refused (access.region, selection.policy: unknown for the body, a day that is over, no reason, or a list that
    is frozen already), Conflict if a proposal of the same group waits.
    """
    actor.must_reach(region)
    known = _policy_for(policy, body)
    _must_be_open(election, region, body)
    if region != regency_of(region) or starts < day_of(now) or not reason.strip():
        raise Refused(
            RULE,
            "Kebijakan memerlukan alasan, wilayah pengangkat, dan hari mulai yang belum lewat.",
            "Lengkapi ketiganya, lalu kirim lagi.",
        )
    same = PolicyChoice.objects.select_for_update().filter(election=election, region=region, body=body)
    if same.filter(group=known.group, decided_at__isnull=True).exists():
        raise Conflict("Usulan tentang hal yang sama masih menunggu petugas kedua.")
    choice = PolicyChoice.objects.create(
        election=election,
        region=region,
        body=body,
        group=known.group,
        policy=policy,
        is_on=is_on,
        starts=starts,
        reason=reason.strip()[:500],
        proposed_by=actor.label,
        proposed_at=now,
        is_simulated=actor.is_simulated,
    )
    record_act(Act("elections.policy_proposed", region, str(choice.id), _record(choice), RULE), now=now)
    return choice


def _record(choice: PolicyChoice) -> dict[str, object]:
    return {
        "election": choice.election_id,
        "body": choice.body,
        "policy": choice.policy,
        "is_on": choice.is_on,
        "starts": choice.starts.isoformat(),
        "reason": choice.reason,
        "by": choice.proposed_by,
        "second": choice.seconded_by,
    }


@verb(Role.KPU_REGENCY)
def second_policy(*, actor: Actor, choice_id: UUID, agrees: bool, now: datetime) -> PolicyChoice | None:
    """Sign a proposed policy as the second officer, from when it counts; or take the proposal away (returns None).

    Raises NotFound, Refused (access.two_people unless the actor is another account, selection.policy once a list is
    frozen), Conflict if it is decided.
    """
    choice = (
        PolicyChoice.objects.select_for_update(of=("self",)).select_related("election").filter(id=choice_id).first()
    )
    if choice is None or not actor.reaches(choice.region):
        raise NotFound("Usulan ini tidak ada, atau bukan di wilayah Anda.")
    if choice.decided_at is not None:
        raise Conflict("Usulan ini sudah diputus.")
    must_be_another(actor, choice.proposed_by)
    if not agrees:
        record_act(Act("elections.policy_dropped", choice.region, str(choice.id), _record(choice), RULE), now=now)
        choice.delete()
        return None
    _must_be_open(choice.election, choice.region, choice.body)
    choice.seconded_by, choice.decided_at = actor.label, now
    choice.starts = max(choice.starts, day_of(now))
    choice.save(update_fields=["seconded_by", "decided_at", "starts"])
    record_act(Act("elections.policy_set", choice.region, str(choice.id), _record(choice), RULE), now=now)
    return choice


def policies_on(election: Election, region: str, body: str, on: date) -> Mapping[str, PolicyChoice]:
    """Return the policies that hold for a body at a place on a day, by group; for everybody."""
    rows = PolicyChoice.objects.filter(
        election=election, region=regency_of(region), body=body, decided_at__isnull=False, starts__lte=on
    )
    newest = {row.group: row for row in rows.order_by("decided_at")}
    return {group: row for group, row in newest.items() if row.is_on}


def require_policy(election: Election, region: str, body: str, group: str, on: date) -> PolicyChoice:
    """Return the policy of a group that holds for a body at a place. Raises Refused (selection.policy) if none does."""
    choice = policies_on(election, region, body, on).get(group)
    if choice is None:
        raise Refused(
            RULE,
            "Ini melebihi aturan hukum, dan pengangkat belum mengaktifkan kebijakan untuk itu.",
            "Minta KPU Kabupaten/Kota mengaktifkannya pada halaman Kebijakan, dengan dua petugas.",
        )
    return choice


def lock_policies(election: Election, region: str, body: str, *, now: datetime) -> None:
    """Fix the policies of an authority for a body: its first list is frozen. Call it inside a verb's transaction."""
    PolicyLock.objects.get_or_create(election=election, region=regency_of(region), body=body, defaults={"at": now})


def policy_titles(choices: Iterable[PolicyChoice], language: str) -> list[tuple[str, PolicyChoice]]:
    """Return each choice with its policy's title in `id` or `en`; a policy that is no longer known keeps its key."""
    known = named_policies()
    return [(known[one.policy].title(language) if one.policy in known else one.policy, one) for one in choices]


def public_choices() -> QuerySet[PolicyChoice]:
    """Return every policy that was decided, for everybody, the newest first in each region."""
    rows = PolicyChoice.objects.filter(decided_at__isnull=False).select_related("election")
    return rows.order_by("region", "body", "group", "-decided_at")


@query(Role.KPU_REGENCY, Role.KPU_PROVINCE, Role.PPS, Role.PPK, Role.SUPERVISOR)
def policy_proposals(*, actor: Actor) -> QuerySet[PolicyChoice]:
    """Return the proposals that wait for a second signature in the actor's region."""
    rows = PolicyChoice.objects.filter(within("region", actor.region), decided_at__isnull=True)
    return rows.select_related("election").order_by("region", "body")
