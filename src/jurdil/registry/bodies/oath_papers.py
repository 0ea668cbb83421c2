"""The minutes of an oath, as a PPS prints, signs and files them: where, when, who led, who stood by, who spoke it.

What the office knows by then is printed, the rest are lines to write on. Nothing of it is kept: a record of the oath is
the signed sheet, and the platform's own record is the attendance and the pledge. Who may lead an oath, and its official
words, are not among our sources; the paper says so instead of guessing. Law: placement.oath, placement.oath_text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from jurdil.engines.papers import render_batch, token_id
from jurdil.law import load_profile
from jurdil.registry.bodies.letter_papers import (
    BODY_WORDS,
    ROLE_WORDS,
    SEAL,
    WET,
    Item,
    Paper,
    code_of,
    day_words,
    head_of,
    payloads_of,
    station_words,
)

ABSENT_LINES = 4
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MARK = "USULAN NASKAH, BUKAN KUTIPAN PERATURAN"
CHOICE = "Sumpah / janji"
LEADS = "Yang mengambil sumpah atau janji"
LEADER = "Siapa yang berwenang mengambil sumpah tidak ditentukan oleh cetakan ini; ikuti peraturannya."


@dataclass(frozen=True)
class Swearing:
    """What is known of an oath when its minutes are printed; what is empty becomes a line to write on.

    hour: with its zone, as people write it. led_by, witnesses, accompanied_by: name and office. pact_read_by: who read
    the integrity pact aloud for all.
    """

    number: str = ""
    on: date | None = None
    hour: str = ""
    place: str = ""
    led_by: str = ""
    accompanied_by: str = ""
    witnesses: tuple[str, str] = ("", "")
    pact_read_by: str = ""


def minutes_item(paper: Paper, swearing: Swearing) -> Item:
    """Return the minutes for the template `minutes`: the act, the words, who signs, and a list a station."""
    letters = payloads_of(paper)
    bodies = ", ".join(dict.fromkeys(BODY_WORDS[str(one["b"])] for _token, one in letters))
    day = f"{DAYS[swearing.on.weekday()]}, {day_words(swearing.on)}" if swearing.on else ""
    first, second = swearing.witnesses
    return {
        "letterhead": head_of(paper),
        "title": "BERITA ACARA PENGUCAPAN SUMPAH ATAU JANJI",
        "number": f"Nomor {swearing.number or '.' * 40}",
        "subject": f"{bodies} di {', '.join(paper.words.lies_in)}",
        "paragraphs": [
            f"Pada hari, waktu dan tempat di bawah ini {len(letters)} orang yang diangkat dengan Keputusan Nomor "
            f"{paper.decree} dipanggil mengucapkan sumpah atau janji menurut agama atau kepercayaannya masing-masing."
        ],
        "facts": [
            ["Hari dan tanggal", day],
            ["Pukul", swearing.hour],
            ["Tempat", swearing.place],
            [f"{LEADS}, jabatannya", swearing.led_by],
            ["Rohaniwan atau pendamping", swearing.accompanied_by],
            ["Saksi pertama, jabatannya", first],
            ["Saksi kedua, jabatannya", second],
            ["Pakta integritas dibacakan oleh", swearing.pact_read_by],
        ],
        **_oath(paper),
        "closing": [
            "Yang mengucapkannya mencoret yang tidak dipilih (sumpah atau janji) dan menandatangani di sebelah namanya "
            "pada daftar di belakang. Yang tidak hadir dicatat pada daftar terakhir dan mengucapkannya kemudian, "
            "dengan berita acara tersendiri, sebelum bertugas.",
        ],
        "columns": ["Nama", "Kedudukan", CHOICE, "Tanda tangan"],
        "widths": [5, 4, 3.2, 4],
        "groups": list(_lists(letters)),
        "absent": {
            "title": "Yang tidak hadir",
            "columns": ["Nama dan TPS", "Sebab", "Hari sumpah susulan"],
            "widths": [6, 4, 4],
            "lines": ABSENT_LINES,
        },
        "signatures": list(_signatures(swearing)),
        "token": paper.annex,
        "qr_alt": "Segel daftar nama sebagai kode QR",
        "token_words": f"Segel daftar: {len(letters)} nama. Kode periksa {code_of(token_id(paper.annex))}",
        "notice": f"{LEADER} {SEAL}",
    }


def _oath(paper: Paper) -> Item:
    """Return the words of the oath: its elements as the law's record has them, marked as what they are."""
    rule = load_profile(paper.words.profile).rules["placement.oath_text"]
    own = "" if rule.verified else " Pasal itu belum dibaca ulang pada naskah aslinya."
    return {
        "oath_title": "Pokok sumpah atau janji",
        "oath_mark": MARK,
        "oath_lead": "Dengan pembuka menurut agama atau kepercayaan yang mengucapkan, saya bersumpah atau berjanji:",
        "oath": [f"bahwa saya akan {text};" for text in rule.value],
        "oath_note": (
            f"Pokok-pokoknya menurut {rule.source.citation} (aturan {rule.id}).{own} Susunan kalimatnya dari Jurdil: "
            "yang diucapkan ialah kata-kata resmi peraturan. Bila berbeda, kata-kata resmi itulah yang berlaku."
        ),
    }


def _lists(letters: Iterable[tuple[str, Mapping[str, str | int]]]) -> Iterable[Item]:
    for (body, station), found in groupby(letters, key=lambda one: (str(one[1]["b"]), station_words(one[1]))):
        rows = [[one["n"], ROLE_WORDS[str(one["o"])], CHOICE.lower()] for _token, one in found]
        yield {"title": " ".join(word for word in (BODY_WORDS[body], station) if word), "rows": rows}


def _signatures(swearing: Swearing) -> Iterable[Item]:
    first, second = swearing.witnesses
    whom = {
        LEADS: swearing.led_by,
        "Rohaniwan atau pendamping": swearing.accompanied_by,
        "Saksi pertama": first,
        "Saksi kedua": second,
    }
    for role, name in whom.items():
        yield {"role": role, "name": name or "." * 40, "note": WET if role == LEADS else "(tanda tangan basah)"}


def make_minutes(paper: Paper, swearing: Swearing) -> bytes:
    """Return the minutes of the oath of a batch as PDF. Raises ValueError where no letter is left to print."""
    if not paper.tokens:
        raise ValueError("There is no letter left to print.")
    return render_batch("minutes", [minutes_item(paper, swearing)], on=paper.on)
