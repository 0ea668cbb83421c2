"""What the page of the log shows: lines without any person, and the checkpoint that signs them."""

from __future__ import annotations

from django.conf import settings
from django.http import QueryDict

from jurdil.doors.public.places import region_link
from jurdil.doors.public.words import ROOMS, words_of
from jurdil.engines.merkle import verifier_key
from jurdil.foundation.ledger.queries import newest_checkpoint, public_lines
from jurdil.foundation.ledger.sequencing import log_public_key
from jurdil.foundation.storage.codes import parents
from jurdil.registry.regions.names import dotted

PAGE = 50
LONGEST = 18  # digits of a position


def log_context(asked: QueryDict) -> dict[str, object]:
    """Return the lines of the region `wilayah` before the position `sebelum`, newest first, and the checkpoint."""
    region = _region(asked.get("wilayah", ""))
    before = asked.get("sebelum", "")
    is_first = not (before.isdecimal() and len(before) <= LONGEST)
    lines = public_lines(region, limit=PAGE + 1, before=None if is_first else int(before))
    newest = newest_checkpoint()
    return {
        "lines": [
            {
                "line": line,
                "room": words_of(ROOMS, line.kind.partition(".")[0]),
                "link": region_link(line.region) if parents(line.region) else "",
            }
            for line in lines[:PAGE]
        ],
        "region": region,
        "older": lines[PAGE - 1].position if len(lines) > PAGE else None,
        "is_first": is_first,
        "newest": newest,
        "root": bytes(newest.root).hex() if newest else "",
        "key": verifier_key(settings.LOG_ORIGIN, log_public_key()),
    }


def _region(text: str) -> str:
    ward, slash, number = text.strip().partition("/")
    code = dotted(ward)
    return f"{code}/{number}" if code and slash and number.isdecimal() else code
