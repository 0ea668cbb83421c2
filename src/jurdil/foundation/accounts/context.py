"""What the frame of every page shows."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext

from jurdil.foundation.accounts.middleware import is_demo
from jurdil.foundation.accounts.roles import LABELS_ID, PUBLIC_ACTOR


def frame(request: HttpRequest) -> dict[str, object]:
    """Return the actor, the role's label and whether this is a demo."""
    actor = getattr(request, "actor", PUBLIC_ACTOR)
    return {"actor": actor, "role_label": gettext(LABELS_ID[actor.role]), "is_demo": is_demo()}
