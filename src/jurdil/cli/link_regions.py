"""The regions of reasons in words, from the shipped list of regions, which is read only where there is one to say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.resources import as_file, files

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from jurdil.registry.regions.names import dotted

KINDS = {"kelurahan": "Kelurahan", "desa": "Desa", "desa_adat": "Desa Adat", "kecamatan": "Kecamatan"}
"""Said before a name; the names of cities, regencies and provinces say it themselves."""
CITY = 2
"""Parts of a code that say a city or regency: a ward and a district are said with it, and with no province."""


def in_words(texts: Iterable[str]) -> dict[str, str]:
    """Return codes of regions, however written, in words with the code behind; what is no listed code stays as it is.

    31.71.01.1001: Kelurahan Gambir, Kecamatan Gambir, Kota Administrasi Jakarta Pusat (31.71.01.1001).
    """
    codes = {text: dotted(re.sub(r"\D", "", text)) for text in texts}
    asked = {code: _said_with(code) for code in codes.values() if code}
    names = _names({one for steps in asked.values() for one in steps}) if asked else {}
    return {
        text: f"{', '.join(names[one] for one in asked[code] if one in names)} ({code})" if code in names else text
        for text, code in codes.items()
    }


def _said_with(code: str) -> list[str]:
    """A code and those above it that are said with it."""
    steps = code.split(".")
    return [".".join(steps[:length]) for length in range(len(steps), min(len(steps), CITY) - 1, -1)]


def _names(codes: set[str]) -> dict[str, str]:
    as_text = pa.csv.ConvertOptions(column_types={"code": pa.string()}, include_columns=["code", "kind", "name"])
    with as_file(files("jurdil") / "data" / "regions_id.csv.gz") as path:
        listed = pa.csv.read_csv(path, convert_options=as_text)
    rows = listed.filter(pc.is_in(listed["code"], value_set=pa.array(sorted(codes), pa.string()))).to_pylist()
    return {row["code"]: f"{KINDS.get(row['kind'], '')} {row['name']}".strip() for row in rows}
