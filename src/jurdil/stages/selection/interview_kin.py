"""Which interviewers are kin of which applicants, as far as it is known who the interviewers are.

Kin is who the files name, whom officers have confirmed as kin, who shares the family card, and spouses. An interviewer
who is known as an account only is not checked: that is never taken for "no kin", and the pages say so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from jurdil.foundation.accounts.models import Mandate
from jurdil.foundation.storage.codes import regency_of
from jurdil.registry.people.models import Person
from jurdil.registry.people.values import nik_hash
from jurdil.stages.recruitment.models import Application
from jurdil.stages.selection.models import InterviewLot
from jurdil.stages.vetting.kin import confirmed_kin


def people_of_accounts(accounts: Iterable[UUID | str]) -> dict[str, UUID]:
    """Return the person behind each account, where an office has recorded that."""
    rows = Mandate.objects.filter(account_id__in=list(accounts), person_id__isnull=False).order_by("id")
    return {str(account): person for account, person in rows.values_list("account_id", "person_id") if person}


def known_people(lot: InterviewLot) -> dict[UUID, set[int]]:
    """Return the people known among the interviewers of a lot, each with their numbers in it."""
    found: dict[UUID, set[int]] = defaultdict(set)
    for account, person in people_of_accounts(lot.interviewers).items():
        found[person].add(lot.interviewers.index(account) + 1)
    return found


def kin_numbers(
    lot: InterviewLot, known: Mapping[UUID, set[int]], applications: Iterable[Application]
) -> Mapping[UUID, set[int]]:
    """Return for each application the numbers of the interviewers who are kin of the applicant, or the applicant.

    known: as of `known_people`. applications: with their people.
    """
    found: dict[UUID, set[int]] = defaultdict(set)
    if not known:
        return found
    officers = list(Person.objects.filter(id__in=known))
    files = list(Application.objects.filter(person_id__in=known).values_list("id", "person_id", "kin"))
    confirmed = confirmed_kin(lot.election, regency_of(lot.region))
    for one in applications:
        related = {person for key, person, named in files if str(key) in one.kin or str(one.id) in named}
        related |= confirmed.get(one.person_id, set())
        related |= {officer.id for officer in officers if _is_family(officer, one.person)}
        for person in (related | {one.person_id}) & set(known):
            found[one.id] |= known[person]
    return found


def _is_family(one: Person, other: Person) -> bool:
    """Return whether two people share a family card, or one names the other as spouse."""
    shares_card = bool(one.kk_hash) and one.kk_hash == other.kk_hash
    return shares_card or _names_spouse(one, other) or _names_spouse(other, one)


def _names_spouse(one: Person, other: Person) -> bool:
    spouse = one.spouse_nik.reveal()
    return bool(spouse) and bool(other.nik_hash) and nik_hash(spouse) == other.nik_hash
