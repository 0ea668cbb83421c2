"""A region's code is its key and its path: everything below `31.71` begins with `31.71.`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

NATION = ""
STATION_CODE_LENGTH = 20
REGENCY_PARTS = 2  # 31.71


class CodeField(models.CharField):  # type: ignore[type-arg]  # at run time Django takes none
    """A code (`31`, `31.71.01.1001`, or a station `31.71.01.1001/012`), ordered by its bytes on every database."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: passed on to Django's field as they come
        kwargs.setdefault("max_length", STATION_CODE_LENGTH)
        super().__init__(*args, **kwargs)

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:  # Any: a private shape of Django
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


def within(field: str, code: str) -> Q:
    """Return the condition that `field` is `code` or lies below it, as an index range; the empty code is the nation.

    A prefix ends at a dot or a slash: 31.7 is no parent of 31.71. `.` and `/` are neighbours in ASCII and `0` follows
    them, so that one range holds both children and stations.
    """
    if code == NATION:
        return Q()
    return Q(**{field: code}) | Q(**{f"{field}__gte": code + ".", f"{field}__lt": code + "0"})


def covers(code: str, region: str) -> bool:
    """Return whether `region` is `code` or lies below it."""
    return code == NATION or region == code or region.startswith((code + ".", code + "/"))


def regency_of(region: str) -> str:
    """Return the code of the regency or city (or what lies above it) in which `region` lies: its KPU appoints there."""
    return ".".join(region.split("/")[0].split(".")[:REGENCY_PARTS])


def parents(code: str) -> tuple[str, ...]:
    """Return the codes above `code`, the widest first: 31.71.01 gives 31, 31.71."""
    ward = code.split("/")[0]
    steps = ward.split(".")
    above = [".".join(steps[:depth]) for depth in range(1, len(steps))]
    return (*above, ward) if "/" in code else tuple(above)
