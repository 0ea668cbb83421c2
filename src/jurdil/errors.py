"""The three ways in which a verb says no."""

from __future__ import annotations


class Refused(Exception):
    """The verb is not admitted: names the rule, the reason in words, and what can be done.

    rule: id of a record of `jurdil.law`, or of an access rule (`access.role`, `access.region`).
    reason, remedy: sentences for the person who asked; they hold no personal data of anybody else.
    """

    def __init__(self, rule: str, reason: str, remedy: str = "") -> None:
        super().__init__(f"{reason} [{rule}]")
        self.rule = rule
        self.reason = reason
        self.remedy = remedy


class Conflict(Exception):
    """Somebody else changed the same thing first; read it again and decide anew."""


class NotFound(Exception):
    """There is no such thing, or it is not this actor's to see (the two are never told apart)."""
