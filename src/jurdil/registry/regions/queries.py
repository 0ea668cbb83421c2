"""Find regions by code, by place and by the spellings that people use. Every look-up goes through an index."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple

from django.db.models import Q, QuerySet

from jurdil.errors import NotFound
from jurdil.foundation.storage import codes
from jurdil.foundation.storage.codes import NATION, parents
from jurdil.registry.regions.models import Level, Region, RegionName
from jurdil.registry.regions.names import dotted, fold

BELOW = {0: Level.PROVINCE, 2: Level.REGENCY, 5: Level.DISTRICT, 8: Level.WARD}  # by the length of the code above
PROVINCES = tuple(f"{number:02d}" for number in range(11, 100))
_AFTER_Z = "{"  # the sign that follows z in ASCII: the end of a range of folded names
_FOUND_AT_MOST = 200


class Place(NamedTuple):
    """One step of the way from the province down."""

    code: str
    name: str


def region_of(code: str) -> Region:
    """Return the region with this code, or the ward of a station's code. Raises NotFound."""
    region = Region.objects.filter(code=code.partition("/")[0]).first()
    if region is None:
        raise NotFound("Wilayah dengan kode itu tidak terdaftar.")
    return region


def name_path(code: str) -> list[Place]:
    """Return the names from the province down to `code`; a station is the last step, unlisted steps are left out."""
    ward, _slash, station = code.partition("/")
    steps = [*parents(ward), ward] if ward else []
    names = dict(Region.objects.filter(code__in=steps).values_list("code", "name"))
    found = [Place(step, names[step] or step) for step in steps if step in names]
    return [*found, Place(code, f"TPS {station}")] if station else found


def children_of(code: str) -> list[Region]:
    """Return the regions directly below `code` that are still listed, in the order of their codes; the nation is ``."""
    if code == NATION:
        return list(Region.objects.filter(code__in=PROVINCES, until__isnull=True).order_by("code"))
    level = BELOW.get(len(code))
    if level is None:
        return []
    return list(Region.objects.filter(codes.within("code", code), level=level, until__isnull=True).order_by("code"))


def find_regions(text: str, within: str = NATION, *, limit: int = 20) -> list[Region]:
    """Return the listed regions in `within` that `text` may mean, wider ones first, at most `limit`.

    text: a code with or without dots, or a name as people write it (`kel. gambir`, `Jakpus`, `Gambir, Jakarta Pusat`:
    what follows a comma must lie above). An exact name goes before a beginning; a slip of the pen is forgiven only
    where neither is found.
    """
    code = dotted(text)
    if code:
        return list(_listed(within).filter(code=code))
    name, *above = [folded for part in re.split(r"[,/>]", text) if (folded := fold(part))] or [""]
    if len(name) < 2:
        return []
    found = _named(name, within)
    if above:
        found = _lying_in(found, above)
    return sorted(found, key=lambda row: (row.folded != name, len(row.code), row.code))[:limit]


def _listed(scope: str) -> QuerySet[Region]:
    return Region.objects.filter(codes.within("code", scope), until__isnull=True)


def _named(name: str, scope: str) -> list[Region]:
    exact = _with_folded(Q(folded=name), scope)
    begins = _with_folded(Q(folded__gt=name, folded__lt=name + _AFTER_Z), scope)
    if exact or begins:
        return [*exact, *(row for row in begins if row not in exact)]
    near = Q(folded__gte=name[:2], folded__lt=name[:2] + _AFTER_Z)
    names = {row.folded for row in _with_folded(near, scope, at_most=8000)}
    close = get_close_matches(name, names, n=8, cutoff=0.82)
    return _with_folded(Q(folded__in=close), scope) if close else []


def _with_folded(condition: Q, scope: str, at_most: int = _FOUND_AT_MOST) -> list[Region]:
    """Return the regions whose name, or another spelling of it, meets the condition on `folded`."""
    own = list(_listed(scope).filter(condition).order_by("folded")[:at_most])
    spelled = RegionName.objects.filter(condition).values_list("region_id", flat=True)[:at_most]
    known = {row.code for row in own}
    others = [code for code in spelled if code not in known]
    return [*own, *_listed(scope).filter(code__in=others)] if others else own


def _lying_in(found: Iterable[Region], above: list[str]) -> list[Region]:
    """Keep those with an ancestor whose name begins with each of `above`."""
    rows = list(found)
    steps = {step for row in rows for step in parents(row.code)}
    spellings: dict[str, set[str]] = {}
    for code, folded in Region.objects.filter(code__in=steps).values_list("code", "folded"):
        spellings.setdefault(code, set()).add(folded)
    for code, folded in RegionName.objects.filter(region__in=steps).values_list("region_id", "folded"):
        spellings.setdefault(code, set()).add(folded)

    def lies_in(row: Region, name: str) -> bool:
        return any(known.startswith(name) for step in parents(row.code) for known in spellings.get(step, ()))

    return [row for row in rows if all(lies_in(row, name) for name in above)]
