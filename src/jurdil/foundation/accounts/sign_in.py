"""Officials sign in with allauth; nobody opens an account for themselves, mandates are given."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Allauth's adapter with the door for newcomers shut."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: an account comes with a mandate (`give_mandate`), or with an application's receipt."""
        return False
