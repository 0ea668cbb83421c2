"""Bring a spreadsheet of applications in: good rows are kept, each faulty one is reported with its remedy.

The same file twice changes nothing: an applicant is known by the keyed hash of NIK and the opening, one without NIK by
name, birth date and opening.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow as pa

from jurdil.engines.tables import Column, Fault, Reading, read_table
from jurdil.foundation.accounts.roles import Actor
from jurdil.foundation.storage.bulk import uncollected
from jurdil.foundation.storage.clock import JAKARTA, day_of
from jurdil.foundation.storage.ids import new_ids
from jurdil.law import Profile, load_profile
from jurdil.registry.elections.models import Election
from jurdil.registry.people.values import PersonValues
from jurdil.registry.regions.models import Level, Region
from jurdil.registry.regions.names import dotted
from jurdil.stages.recruitment.actions import submit_applications
from jurdil.stages.recruitment.filing import HEALTH_CERTIFICATE, Doubles, Filing, Receipt
from jurdil.stages.recruitment.models import Candidacy, Opening
from jurdil.stages.recruitment.windows import PARTY_LETTER

CHUNK = 5000
HEALTH_CLASSES = ("low", "medium", "high")
BODIES = ("KPPS", "LINMAS", "PPS", "PPK", "SEKRETARIAT_PPS", "SEKRETARIAT_PPK")
IGNORED = ("withdraws", "score_competence", "score_capacity", "score_integrity", "score_independence")

DOCUMENTS_MEANING = (
    "Berkas yang dilihat petugas, dipisah spasi: registration_letter curriculum_vitae identity_card diploma photo "
    "declaration health_certificate party_letter."
)

COLUMNS = (
    Column("id", aliases=("no", "nomor"), meaning="Nomor baris Anda sendiri; dipakai kolom kin."),
    Column("kelurahan", required=True, aliases=("region", "wilayah"), meaning="Kode wilayah yang dilamar."),
    Column("body", choices=BODIES, aliases=("badan",), meaning="Badan yang dilamar; kosong berarti KPPS."),
    Column("name", required=True, personal=True, aliases=("nama",), meaning="Nama seperti pada KTP."),
    Column("nik", personal=True, meaning="Nomor induk kependudukan; format kolom sebagai teks."),
    Column("kk", personal=True, meaning="Nomor kartu keluarga; format kolom sebagai teks."),
    Column("birth_place", personal=True, aliases=("tempat_lahir",), meaning="Tempat lahir."),
    Column("birth_date", kind="date", personal=True, aliases=("tanggal_lahir",), meaning="Tanggal lahir."),
    Column("sex", kind="sex", aliases=("jenis_kelamin",), meaning="L atau P."),
    Column("address", personal=True, aliases=("alamat",), meaning="Alamat pada KTP."),
    Column("home", aliases=("domisili",), meaning="Kode kelurahan domisili; kosong berarti kelurahan yang dilamar."),
    Column("rw", meaning="RW tempat tinggal."),
    Column("rt", meaning="RT tempat tinggal."),
    Column("phone", personal=True, aliases=("telepon", "hp"), meaning="Nomor telepon."),
    Column("email", personal=True, aliases=("surel",), meaning="Alamat surel."),
    Column("education", aliases=("pendidikan",), meaning="Jenjang ijazah terakhir: SMA, SMK, D3, S1."),
    Column("occupation", aliases=("pekerjaan",), meaning="Pekerjaan."),
    Column("experienced", kind="bool", meaning="Pernah bertugas di TPS."),
    Column("it_skill", kind="bool", meaning="Mampu memakai perangkat teknologi informasi."),
    Column(
        "health_class",
        personal=True,
        choices=HEALTH_CLASSES,
        meaning="Dari surat sehat yang memuat semua hasil ukur; kosong bila hasil ukurnya belum lengkap.",
    ),
    Column("wishes_chair", kind="bool", meaning="Bersedia menjadi ketua."),
    Column("spouse_name", personal=True, aliases=("pasangan",), meaning="Nama suami atau istri."),
    Column("spouse_nik", personal=True, meaning="NIK suami atau istri."),
    Column("household", personal=True, meaning="Tanda rumah tangga, bila nomor kartu keluarga tidak diisi."),
    Column("kin", kind="list", meaning="Kolom id pelamar lain yang masih keluarga dekat."),
    Column("declarations", meaning="Butir surat pernyataan berurutan: Y, T atau -."),
    Column("left_party_on", kind="date", personal=True, meaning="Hari terakhir menjadi anggota partai, bila pernah."),
    Column("documents", kind="list", meaning=DOCUMENTS_MEANING),
    Column("folder", aliases=("map",), meaning="Nomor map berkas kertas."),
    Column(
        "source",
        choices=tuple(Candidacy.values),
        aliases=("asal",),
        meaning="Asal pencalonan; kosong berarti mendaftar sendiri.",
    ),
    Column("contact_at", aliases=("kontak",), meaning="Waktu pada tanda terima loket: 2024-09-20T09:15."),
)

_SENTENCES: dict[str, tuple[str, str]] = {
    "region": ("The code of the ward is not one.", "Write it as 31.71.01.1001."),
    "opening": ("Nobody calls for this body there.", "Check ward and body, or open recruitment there first."),
    "documents": ("A document is named that the rules do not know.", "Use the names in the guide of the template."),
    "declarations": (
        "The answers are not readable.",
        "Write Y, T or - per item, in the order of the statement.",
    ),
    "moment": ("This is not a time.", "Write it as 2024-09-20T09:15."),
    "repeated": ("An earlier row is about the same person.", "Keep one row per person."),
    "recruitment.once": ("The person applied elsewhere in this election.", "Withdraw that application first."),
    "recruitment.window": ("The first contact is outside the days of registration.", "Write the time on the receipt."),
    "recruitment.receipt": ("The first contact lies in the future.", "Check date and time on the receipt."),
    "recruitment.complete": ("The name has no letters.", "Write the name as on the identity card."),
    "recruitment.source": ("This body is filled by proposals.", "Write proposed into the column source."),
    "access.region": ("The ward is outside your region.", "Let an officer of that region import the row."),
    "access.authority": ("Your role does not take applications to this body.", "Hand the row to the KPU of the city."),
}
_COLUMN_OF = {
    "recruitment.once": "nik",
    "recruitment.window": "contact_at",
    "recruitment.receipt": "contact_at",
    "recruitment.complete": "name",
    "recruitment.source": "source",
    "access.region": "kelurahan",
    "access.authority": "body",
}


@dataclass
class Imported:
    """What an import did. applications: by the file's own ids, new ones and those that stood already."""

    made: int = 0
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    applications: dict[str, UUID] = field(default_factory=dict)


@dataclass
class _Desk:
    """What is needed to read a row."""

    openings: Mapping[tuple[str, str], Opening]
    homes: Mapping[tuple[str, str], str]
    documents: frozenset[str]
    items: int
    doubles: Doubles
    ids: dict[str, UUID]


_code_of = lru_cache(maxsize=4096)(dotted)  # a file names the same few wards over and over


class _BadCell(Exception):
    def __init__(self, code: str, column: str) -> None:
        super().__init__(code)
        self.code, self.column = code, column


def read_applications(path: Path) -> Reading:
    """Read a file of applications, its header in the first row or below titles, of which the caller tells.

    Raises MissingColumn, UnreadableFile, OSError.
    """
    reading = read_table(path, COLUMNS, titled=True, numbered=True)
    return replace(reading, unknown=[one for one in reading.unknown if one not in IGNORED])


def import_applications(
    *,
    actor: Actor,
    reading: Reading,
    election: Election,
    now: datetime,
    on: date,
    chunk: int = CHUNK,
    progress: Callable[[int, int], None] | None = None,
) -> Imported:
    """Take in the readable rows of a file, a transaction per chunk, and report the others.

    on: the day of the import; an empty contact_at means now. Raises Refused (access.role).
    Law: recruitment.window, recruitment.once, recruitment.paper.
    """
    done = Imported(faults=list(reading.faults), unknown=list(reading.unknown))
    desk = _desk(election, reading.table)
    total = reading.table.num_rows
    for start in range(0, total, chunk):
        batch: list[tuple[int, str, Filing]] = []
        with uncollected():
            for row, cells in _cells(reading, start, chunk):
                try:
                    batch.append((row, cells["id"] or "", _filing(cells, desk, on)))
                except _BadCell as bad:
                    done.faults.append(fault_at(row, bad.column, bad.code))
            receipts = submit_applications(actor=actor, filings=[filing for _, _, filing in batch], now=now)
        for (row, own_id, _), receipt in zip(batch, receipts, strict=True):
            _count(done, row, own_id, receipt)
        if progress is not None:
            progress(min(start + chunk, total), total)
    done.faults.sort(key=lambda fault: fault.row)
    return done


def check_rows(*, reading: Reading, election: Election, on: date) -> list[Fault]:
    """Return the faults that can be seen before anything is written, for the preview of an upload."""
    desk, faults = _desk(election, reading.table), list(reading.faults)
    for row, cells in _cells(reading, 0, reading.table.num_rows):
        try:
            _filing(cells, desk, on)
        except _BadCell as bad:
            faults.append(fault_at(row, bad.column, bad.code))
    return sorted(faults, key=lambda fault: fault.row)


def fault_at(row: int, column: str, code: str) -> Fault:
    """Return the fault of a row with its sentences."""
    what, remedy = _SENTENCES[code]
    return Fault(row, column, what, remedy, code)


def _count(done: Imported, row: int, own_id: str, receipt: Receipt) -> None:
    if receipt.refusal is not None:
        rule = receipt.refusal.rule
        done.faults.append(fault_at(row, _COLUMN_OF[rule], rule))
        return
    done.made += receipt.is_new
    done.unchanged += not receipt.is_new
    if own_id and receipt.application_id is not None:
        done.applications[own_id] = receipt.application_id


def _desk(election: Election, table: pa.Table) -> _Desk:
    profile = load_profile(election.profile)
    openings = Opening.objects.filter(election=election)
    own_ids = [own_id for own_id in table["id"].to_pylist() if own_id]
    return _Desk(
        openings={(opening.body, opening.region): opening for opening in openings},
        homes=_homes(election.region),
        documents=_known_documents(profile),
        items=len(profile.words("requirement.declaration_items")),
        doubles=Doubles(),
        ids=dict(zip(own_ids, new_ids(len(own_ids)), strict=True)),
    )


def _known_documents(profile: Profile) -> frozenset[str]:
    return frozenset(paper["kind"] for paper in profile.value("requirement.documents")) | {PARTY_LETTER}


def _homes(region: str) -> dict[tuple[str, str], str]:
    """Return the wards below `region` by folded names of ward and district, as an address writes them."""
    names = dict(Region.objects.filter(level=Level.DISTRICT, until__isnull=True).values_list("code", "name"))
    wards = Region.objects.filter(level=Level.WARD, until__isnull=True, code__startswith=region)
    return {
        (name.casefold(), names.get(code.rpartition(".")[0], "").casefold()): code
        for code, name in wards.values_list("code", "name")
    }


def _cells(reading: Reading, start: int, size: int) -> Iterator[tuple[int, dict[str, Any]]]:
    part = reading.table.slice(start, size)
    names = part.column_names
    columns = [part.column(name).to_pylist() for name in names]
    for offset, cells in enumerate(zip(*columns, strict=True)):
        yield reading.rows[start + offset], dict(zip(names, cells, strict=True))


def _filing(cells: Mapping[str, Any], desk: _Desk, on: date) -> Filing:  # Any: cells of every kind
    ward = _code_of(cells["kelurahan"])
    if not ward:
        raise _BadCell("region", "kelurahan")
    opening = desk.openings.get((cells["body"] or "KPPS", ward))
    if opening is None:
        raise _BadCell("opening", "kelurahan")
    documents = tuple(cells["documents"] or ())
    if not desk.documents.issuperset(documents):
        raise _BadCell("documents", "documents")
    contact = _moment(cells["contact_at"])
    has_certificate = HEALTH_CERTIFICATE in documents
    filing = Filing(
        person=_person(cells, ward, desk.homes),
        opening_id=opening.id,
        id=desk.ids.get(cells["id"]),
        contact_at=contact,
        candidacy=cells["source"] or Candidacy.REGISTERED,
        rw=cells["rw"] or "",
        rt=cells["rt"] or "",
        education=cells["education"] or "",
        occupation=cells["occupation"] or "",
        is_experienced=cells["experienced"],
        has_it_skill=cells["it_skill"],
        wishes_chair=bool(cells["wishes_chair"]),
        health_class=cells["health_class"] or "",
        declarations=_declarations(cells["declarations"], desk.items),
        left_party_on=cells["left_party_on"],
        documents=documents,
        folder=cells["folder"] or "",
        # The certificate lay in the folder at first contact, so it was issued no later than that day.
        health_issued_on=(day_of(contact) if contact else on) if has_certificate else None,
        is_health_complete=has_certificate and bool(cells["health_class"]),
        kin=tuple(str(desk.ids[one]) for one in cells["kin"] or () if one in desk.ids),
    )
    if desk.doubles.is_double(filing):
        raise _BadCell("repeated", "nik" if filing.person.nik else "name")
    return filing


def _person(cells: Mapping[str, Any], ward: str, homes: Mapping[tuple[str, str], str]) -> PersonValues:
    address = cells["address"] or ""
    return PersonValues(
        name=cells["name"],
        nik=cells["nik"] or "",
        kk=cells["kk"] or "",
        birth_date=cells["birth_date"],
        birth_place=cells["birth_place"] or "",
        sex=cells["sex"] or "",
        address=address,
        phone=cells["phone"] or "",
        email=cells["email"] or "",
        region=_code_of(cells["home"] or "") or _home_in(address, homes) or ward,
        spouse_name=cells["spouse_name"] or "",
        spouse_nik=cells["spouse_nik"] or "",
        household=cells["household"] or "",
    )


def _home_in(address: str, homes: Mapping[tuple[str, str], str]) -> str:
    """Return the ward that an address ends in, written like `..., Kel. Gambir, Kec. Gambir`; empty if it does not."""
    front, _, district = address.rpartition(", Kec. ")
    ward = front.rpartition(", Kel. ")[2]
    return homes.get((ward.strip().casefold(), district.strip().casefold()), "") if front else ""


def _moment(written: str | None) -> datetime | None:
    if not written:
        return None
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise _BadCell("moment", "contact_at") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=JAKARTA)


def _declarations(written: str | None, items: int) -> str:
    answers = (written or "").upper().replace(" ", "")
    if len(answers) > items or answers.strip("YT-"):
        raise _BadCell("declarations", "declarations")
    return answers
