"""The words of the papers of an appointment: letter, card, decree with annex.

Papers are Indonesian, as offices write them. Every paper says what the seal proves and what it does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from jurdil.engines.papers import read_token, render_batch, token_id
from jurdil.law import load_profile
from jurdil.registry.bodies.models import BodyKind, SeatRole
from jurdil.registry.elections.models import Election
from jurdil.registry.regions.names import short_name
from jurdil.registry.regions.queries import name_path

SEAL = (
    "Kode QR ini segel Jurdil. Segel membuktikan bahwa teksnya tidak berubah sejak dibuat pada hari itu; segel bukan "
    "tanda tangan pejabat dan tidak menggantikannya. Yang mengangkat adalah keputusan bertanda tangan basah. Apakah "
    "masih berlaku, periksa di /periksa/surat/."
)
SHORT_SEAL = "Segel QR membuktikan teks tidak berubah; bukan tanda tangan pejabat. Periksa: /periksa/surat/"
WET = "(tanda tangan basah dan cap)"
MONTHS = (
    "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()
)  # the day of a paper is not the language of a page
BODY_WORDS: dict[str, str] = {
    BodyKind.PPK: "Panitia Pemilihan Kecamatan (PPK)",
    BodyKind.PPS: "Panitia Pemungutan Suara (PPS)",
    BodyKind.KPPS: "Kelompok Penyelenggara Pemungutan Suara (KPPS)",
    BodyKind.LINMAS: "Petugas Ketertiban TPS",
    BodyKind.PPK_SECRETARIAT: "Sekretariat PPK",
    BodyKind.PPS_SECRETARIAT: "Sekretariat PPS",
}
ROLE_WORDS: dict[str, str] = {
    SeatRole.CHAIR: "Ketua merangkap anggota",
    SeatRole.MEMBER: "Anggota",
    SeatRole.SECRETARY: "Sekretaris",
    SeatRole.STAFF: "Staf",
    SeatRole.ORDER_OFFICER: "Petugas ketertiban",
}
Item = dict[str, object]
Payload = Mapping[str, str | int]


@dataclass(frozen=True)
class PlaceWords:
    """Names on the papers of one place. lies_in: from the ward or district up to the province."""

    election: str
    profile: str
    lies_in: tuple[str, ...]


@dataclass(frozen=True)
class Paper:
    """What the papers of one batch are made from. tokens: one a letter, in the order of stations and seats.

    policies: sentences without their full stop on what the selection of a kind of body rests on, each with its kind, or
    with "" where it stands for all (papers made before they were told apart).
    """

    words: PlaceWords
    decree: str
    on: date
    policies: tuple[tuple[str, str], ...]
    annex: str
    tokens: tuple[str, ...]


def place_words(election: Election, region: str) -> PlaceWords:
    """Return the names for the papers of a ward or district."""
    steps = [short_name(step.name) for step in name_path(region)]
    return PlaceWords(election.name, election.profile, tuple(reversed(steps)) or (region,))


def day_words(day: date) -> str:
    """Return a day as offices write it: 7 November 2024."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def code_of(identity: str) -> str:
    """Return the code that is typed instead of the QR: the first 16 signs of the identity in groups of four."""
    return "-".join(identity[start : start + 4] for start in range(0, 16, 4))


def station_words(payload: Payload) -> str:
    """Return the station of a letter in words, empty where it is for a ward or district."""
    station = str(payload["r"]).partition("/")[2]
    return f"TPS {station}" if station else ""


def _where(paper: Paper, payload: Payload) -> str:
    return ", ".join([word for word in (station_words(payload), *paper.words.lies_in) if word])


def _term(payload: Payload) -> str:
    first, last = (day_words(date.fromisoformat(str(payload[name]))) for name in ("f", "u"))
    return f"{first} sampai dengan {last}"


def head_of(paper: Paper) -> list[str]:
    """Return the lines above a paper."""
    return ["KOMISI PEMILIHAN UMUM", ", ".join(paper.words.lies_in[-2:]), paper.words.election]


def _signature(paper: Paper, payload: Payload) -> Item:
    return {
        "place_date": f"......................., {day_words(paper.on)}",
        "role": f"atas nama KPU {paper.words.lies_in[-2] if len(paper.words.lies_in) > 1 else ''}".strip(),
        "name": payload["s"],
        "note": WET,
    }


def payloads_of(paper: Paper) -> list[tuple[str, Payload]]:
    """Return what each letter of a batch says, with its token, in the order of stations and seats."""
    return [(token, read_token(token)) for token in paper.tokens]


def letter_items(paper: Paper) -> list[Item]:
    """Return the letters of a batch for the template `letter`."""
    return [_letter(paper, token, payload) for token, payload in payloads_of(paper)]


def _letter(paper: Paper, token: str, payload: Payload) -> Item:
    return {
        "letterhead": head_of(paper),
        "title": "PETIKAN KEPUTUSAN PENGANGKATAN",
        "number": f"Nomor {payload['d']}",
        "subject": f"Pengangkatan pada {BODY_WORDS[str(payload['b'])]}",
        "paragraphs": ["Dengan keputusan tersebut telah diangkat:"],
        "fields": [
            ["Nama", payload["n"]],
            ["Kedudukan", ROLE_WORDS[str(payload["o"])]],
            ["Badan", BODY_WORDS[str(payload["b"])]],
            ["Tempat", _where(paper, payload)],
            ["Masa kerja", _term(payload)],
            ["Dasar masa kerja", f"aturan {payload['l']}"],
        ],
        "points": [f"{sentence}." for body, sentence in paper.policies if body in ("", payload["b"])],
        "closing": [
            "Yang bersangkutan mengucapkan sumpah atau janji dan menandatangani pakta integritas sebelum bertugas."
        ],
        "signatures": [_signature(paper, payload)],
        "token": token,
        "qr_alt": "Segel surat sebagai kode QR",
        "token_words": f"Kode periksa {code_of(token_id(token))}",
        "notice": SEAL,
    }


def card_items(paper: Paper) -> list[Item]:
    """Return the cards of a batch for the template `card`."""
    return [
        {
            "title": "Kartu tanda pengenal",
            "header": ["TANDA PENGENAL", paper.words.election],
            "name": payload["n"],
            "role": ROLE_WORDS[str(payload["o"])],
            "place": ", ".join(word for word in (f"{payload['b']} {station_words(payload)}", paper.words.lies_in[0])),
            "fields": [["Berlaku", _term(payload)], ["SK", payload["d"]], ["Kode", code_of(token_id(token))]],
            "footer": SHORT_SEAL,
            "token": token,
            "qr_alt": "Segel kartu sebagai kode QR",
        }
        for token, payload in payloads_of(paper)
    ]


def decree_item(paper: Paper) -> Item:
    """Return the decree of a batch with its annex, a table a station, for the template `decree`."""
    payloads = [payload for _token, payload in payloads_of(paper)]
    first = payloads[0]
    bodies = ", ".join(dict.fromkeys(BODY_WORDS[str(one["b"])] for one in payloads))
    return {
        "letterhead": head_of(paper),
        "title": "KEPUTUSAN",
        "number": f"Nomor {paper.decree}",
        "subject": f"Pengangkatan {bodies} di {paper.words.lies_in[0]}",
        "considering": [
            "bahwa calon telah diperiksa terhadap syarat dan daftar, dan dipilih dengan berita acara;",
            *_considering(paper, len({one["b"] for one in payloads})),
        ],
        "recalling": _sources(paper, payloads),
        "deciding": [
            ["KESATU", f"Mengangkat {len(payloads)} orang yang namanya tercantum dalam lampiran."],
            ["KEDUA", f"Masa kerjanya {_terms(payloads)}."],
            ["KETIGA", "Mereka bertugas setelah mengucapkan sumpah atau janji dan menandatangani pakta integritas."],
        ],
        "signatures": [_signature(paper, first)],
        "token": paper.annex,
        "qr_alt": "Segel lampiran sebagai kode QR",
        "token_words": f"Segel lampiran: {len(payloads)} nama. Kode periksa {code_of(token_id(paper.annex))}",
        "notice": SEAL,
        "annex": {
            "title": f"LAMPIRAN KEPUTUSAN NOMOR {paper.decree}",
            "subject": f"Yang diangkat di {', '.join(paper.words.lies_in)}",
            "columns": ["Nama", "Kedudukan", "Kode periksa"],
            "widths": [5, 4, 4],
            "groups": list(_groups(paper)),
        },
    }


def _considering(paper: Paper, kinds: int) -> Iterable[str]:
    for body, sentence in paper.policies:
        about = f"untuk {body} " if body and kinds > 1 else ""
        yield f"bahwa {about}{sentence[0].lower()}{sentence[1:]};"


def _terms(payloads: Iterable[Payload]) -> str:
    return "; ".join(dict.fromkeys(_term(one) for one in payloads))


def _sources(paper: Paper, payloads: Iterable[Payload]) -> list[str]:
    profile = load_profile(paper.words.profile)
    sizes = (f"body.{str(one['b']).lower()}.size" for one in payloads)
    keys = dict.fromkeys([*sizes, *(str(one["l"]) for one in payloads)])
    rules = [profile.rules[key] for key in keys if key in profile.rules and not profile.rules[key].source.is_own]
    return [f"{rule.source.citation} (aturan {rule.id}: {rule.title_id})" for rule in rules]


def _groups(paper: Paper) -> Iterable[Item]:
    for (body, station), found in groupby(
        payloads_of(paper), key=lambda one: (str(one[1]["b"]), station_words(one[1]))
    ):
        rows = [[one["n"], ROLE_WORDS[str(one["o"])], code_of(token_id(token))] for token, one in found]
        yield {"title": " ".join(word for word in (BODY_WORDS[body], station) if word), "rows": rows}


def make_paper(kind: str, paper: Paper) -> bytes:
    """Return one kind of paper of a batch as PDF: `surat`, `kartu` or `keputusan`.

    Raises LookupError for another kind, ValueError where no letter is left to print.
    """
    if not paper.tokens:
        raise ValueError("There is no letter left to print.")
    if kind == "surat":
        return render_batch("letter", letter_items(paper), on=paper.on)
    if kind == "kartu":
        return render_batch("card", card_items(paper), on=paper.on)
    if kind == "keputusan":
        return render_batch("decree", [decree_item(paper)], on=paper.on)
    raise LookupError(kind)
