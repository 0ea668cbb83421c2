"""What every appointment of this stage rests on: the term of the election's calendar and a complete decree."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from jurdil.errors import Refused
from jurdil.foundation.storage.codes import covers
from jurdil.law import load_profile
from jurdil.registry.bodies.actions import Decree
from jurdil.registry.elections.models import Election

TERM_STAGE = "term"


def term_of(election: Election, body: str) -> tuple[str, Decree]:
    """Return the rule id and an unnumbered decree for the term of a body, from the election's calendar.

    A body without a term of its own serves as long as the body whose requirements it borrows. Raises Refused
    (placement.term) where the profile knows no term for the body.
    """
    profile = load_profile(election.profile)
    window = profile.window(body, TERM_STAGE) or profile.window(profile.checked_like(body), TERM_STAGE)
    if window is None:
        raise Refused(
            "placement.term",
            _("Profil pemilihan ini tidak memuat masa kerja %(body)s.") % {"body": body},
            "Minta KPU melengkapi kalender pemilihan, lalu ulangi.",
        )
    return window.rule.id, Decree("", "", "", window.rule.id, window.start, window.end)


def numbered_decree(
    election: Election, body: str, region: str, *, number: str, authority: str, signatory: str, since: date
) -> Decree:
    """Return the decree for appointments in `region` from the day `since`, or from the start of the term if later.

    Raises Refused: placement.decree if a fact is missing or the authority is not above the region, placement.term if
    the term is over.
    """
    facts = [fact.strip() for fact in (number, authority, signatory)]
    if not all(facts) or not covers(facts[1], region):
        raise Refused(
            "placement.decree",
            "Keputusan pengangkatan memerlukan nomor, otoritas wilayah itu dan penandatangan.",
            "Lengkapi ketiganya, lalu kirim ulang.",
        )
    rule, term = term_of(election, body)
    if since > term.end:
        raise Refused(
            "placement.term",
            _("Masa kerja %(body)s berakhir pada %(day)s.") % {"body": body, "day": f"{term.end:%d-%m-%Y}"},
            "Pengangkatan sesudah masa itu memerlukan masa kerja baru, misalnya untuk pemungutan suara ulang.",
        )
    return Decree(facts[0], facts[1], facts[2], rule, max(term.start, since), term.end)
