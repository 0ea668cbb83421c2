"""What in a NIK disagrees with birth date or sex: a question to whoever types it, never a refusal.

Law: requirement.identity_number. A number is not changed when birth data are corrected, so a true one may disagree.
"""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from jurdil.law import Profile
from jurdil.registry.people.values import number_of


def nik_questions(nik: str, born: date | None, sex: str, profile: Profile) -> list[str]:
    """Return the questions, none where number, birth date and sex agree or no number is given."""
    shape = profile.value("requirement.identity_number")
    digits = number_of(nik)
    if not digits:
        return []
    if len(digits) != shape["length"] or not (digits.isascii() and digits.isdigit()):
        return [_("NIK biasanya %(length)d angka. Sudah sama dengan KTP?") % {"length": shape["length"]}]
    start = shape["birth_starts"]
    day, month, year = (int(digits[start + step : start + step + 2]) for step in (0, 2, 4))
    is_woman = day > shape["woman_day_offset"]
    asked = []
    if sex and (sex == "P") != is_woman:
        asked.append(_("Tanggal di dalam NIK menunjukkan jenis kelamin lain. Sudah sama dengan KTP?"))
    day -= shape["woman_day_offset"] * is_woman
    if born is not None and (day, month, year) != (born.day, born.month, born.year % 100):
        asked.append(_("Tanggal lahir di dalam NIK berbeda dari yang diisi. Sudah sama dengan KTP?"))
    return asked
