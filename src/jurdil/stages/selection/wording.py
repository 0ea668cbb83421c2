"""What the points are for and who gave them, in words."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jurdil.foundation.accounts.models import Account
from jurdil.foundation.accounts.roles import LABELS_ID, Role
from jurdil.stages.recruitment.wording import CRITERIA

PARTS = {
    "written_test": gettext_lazy("Tes tertulis"),
    "interview": gettext_lazy("Wawancara"),
    "experience": gettext_lazy("Pengalaman"),
}


def criterion_words(criterion: str) -> str:
    """Return the name of a part of the sheet (`selection.sheet`) in the language of the page."""
    return str(CRITERIA.get(criterion) or PARTS.get(criterion) or criterion)


def author_words(labels: Iterable[str]) -> dict[str, str]:
    """Return for each label of an actor the role and the name of the account, as the colleagues know it."""
    parts = {label: label.split(":") for label in labels}
    ids = [UUID(part[1]) for part in parts.values() if len(part) > 1 and part[1] != "-"]
    accounts = {str(account.id): account for account in Account.objects.filter(id__in=ids)}
    words: dict[str, str] = {}
    for label, part in parts.items():
        role = _(LABELS_ID[Role(part[0])]) if part[0] in set(Role) else part[0]
        account = accounts.get(part[1]) if len(part) > 1 else None
        name = (account.display_name or account.username) if account else ""
        mark = f" ({_('simulasi')})" if part[-1] == "simulated" else ""
        words[label] = (f"{role}: {name}" if name else str(role)) + mark
    return words
