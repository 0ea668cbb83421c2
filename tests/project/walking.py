"""A visitor who reads English walks through the site: every link, every form empty and filled, and what is said."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from html.parser import HTMLParser

import polib
from django.conf import settings as site_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve
from tests.journeys.one_life import WARD

# Words of grammar and of this work that stand in no name and in no English sentence.
WORDS = frozenset(
    """ada adalah akan anda atas atau bagi bahwa banyak baru batas belum benar berkas berlaku bila boleh bukan cari
    daftar dalam dan dapat dari daripada data_diri dengan dicatat dipakai diri diusulkan entri hanya hari harus hingga
    ini isi itu jawaban jika jumlah juga kami kami kandidat karena kecocokan keluar kepada keputusan kosong kursi lagi
    lain lamaran laporan lihat lulus mari masa masih masuk melamar memenuhi mencari menjadi mohon mulai nama nilai
    nomor oleh orang pada pelamar pemeriksaan pemilih pemilihan penempatan pengawasan penggantian penyaringan peran
    perlu pernah petugas pilih pindah putusan saat saja sampai satu saya sebagai sebelum secara sedang seleksi semua
    sendiri serta setiap siapa sudah sungguh surat syarat tahapan tanda tanggal telah tentang tersedia terhadap terima
    tetapi tiap tidak tim undangan undian unggah untuk urutan usulan wilayah yang""".split()
)
WORD = re.compile("(?<![a-z0-9])[a-z]+(?![a-z0-9])")  # letters among digits are a secret or a code, drawn by chance
VOID = frozenset("area base br col embed hr img input link meta source track wbr path use circle rect".split())
SPOKEN = ("alt", "aria-label", "aria-description", "placeholder", "title")
DEPTH = 2  # forms sent one after the other, each from the page that the one before led to
FILLER = "Xyzzy xyzzy xyzzy xyzzy."
BY_NAME = {"station": "1", "happened_on": "2024-09-20", "region": WARD, "wilayah": WARD, "place": WARD}
TABLE = f"kelurahan,name\n{WARD},\nXyzzy,Xyzzy\n".encode()  # an import of applications with two faults
FILLERS = {"date": "2024-11-20", "datetime-local": "2024-11-20T09:00", "number": "50", "email": "xyzzy@example.org"}


@dataclass
class Form:
    """A form of a page: where it is sent, what it holds already, and what a visitor could fill in."""

    action: str
    held: dict[str, str] = field(default_factory=dict)
    filled: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


class Reader(HTMLParser):
    """Gathers what a page says to an English reader, its links and its forms."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._hidden: list[bool] = []
        self._form = Form("")
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        above = bool(self._hidden) and self._hidden[-1]
        hidden = tag in ("script", "style", "pre", "code") or (above if "lang" not in given else given["lang"] == "id")
        if tag not in VOID:
            self._hidden.append(hidden)
        if not hidden:
            self.said.extend(given[name] for name in SPOKEN if given.get(name))
        if tag == "a" and given.get("href", "").startswith("/"):
            self.links.append(given["href"])
        if tag == "form":
            self._form = Form(given.get("action", ""))
            if given.get("method", "get").lower() == "post":
                self.forms.append(self._form)
        self._note_field(tag, given)

    def _note_field(self, tag: str, given: dict[str, str]) -> None:
        name, kind, form = given.get("name", self._select), given.get("type", "text"), self._form
        if tag == "select":
            self._select = name
        elif tag == "option" and given.get("value"):
            form.filled.setdefault(name, given["value"])
        elif tag == "textarea":
            form.filled[name] = FILLER
        elif tag == "input" and kind == "submit":
            self.said.append(given.get("value", ""))
        elif tag == "input" and kind == "hidden":
            form.held[name] = given.get("value", "")
        elif tag == "input" and kind in ("radio", "checkbox"):
            form.filled.setdefault(name, given.get("value", "on"))
        elif tag == "input" and kind == "file":
            form.files.append(name)
        elif tag == "input":
            form.filled[name] = given.get("value") or BY_NAME.get(name) or FILLERS.get(kind, FILLER)
        elif tag == "button" and name:
            form.filled.setdefault(name, given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self._hidden:
            self._hidden.pop()
        if tag == "form":
            self._form = Form("")
        if tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if text and not (self._hidden and self._hidden[-1]):
            self.said.append(text)


def _untranslated_labels() -> frozenset[str]:
    """Return the texts whose English differs: a page that says one of them whole has forgotten to translate it."""
    catalogue = polib.pofile(str(site_settings.PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"))
    english = {text for one in catalogue for text in (one.msgstr, *one.msgstr_plural.values())}
    return frozenset(one.msgid for one in catalogue if one.msgid != one.msgstr) - english


LABELS = _untranslated_labels()


def indonesian(said: Iterable[str]) -> Iterator[str]:
    for text in said:
        said_of_columns = text.partition("columns:")[0]  # names of columns stay as the file has them
        words = set(WORD.findall(said_of_columns.lower()))
        if words & WORDS or text in LABELS:
            yield text


@dataclass
class Walk:
    """What one visitor has opened, and the Indonesian they met. reached: view names, of forms with POST before them.

    pages: the last page that each view answered with.
    """

    client: Client
    each: int
    met: dict[str, set[str]] = field(default_factory=dict)
    reached: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    pages: dict[str, str] = field(default_factory=dict)
    _round: Counter[str] = field(default_factory=Counter)

    def go(self, start: Iterable[str]) -> None:
        """Open `start` and whatever is linked from there, and send each form, empty and filled, undoing what it did."""
        self._round.clear()
        waiting, seen = deque(start), set(start)
        while waiting:
            address = waiting.popleft()
            name = self._next(address)
            if not name:
                continue
            reader = self._read(name, self.client.get(address, follow=True))
            self._send_all(reader, address, DEPTH)
            fresh = [link for link in dict.fromkeys(reader.links) if link not in seen]
            seen.update(fresh)
            waiting.extend(fresh)

    def _next(self, address: str, method: str = "") -> str:
        """Return the name of the view, or nothing if enough of its kind were opened in this round."""
        name = method + name_of(address)
        if name == method:
            return ""
        self._round[name] += 1
        return "" if self._round[name] > self.each else name

    def _read(self, name: str, response: HttpResponse) -> Reader:
        if response.status_code >= 500:
            self.broken.add(name)
        reader = Reader()
        if response.status_code < 400 or name.startswith("POST "):
            self.reached |= {name, name_of(response.request["PATH_INFO"])}
        if "text/html" in response.headers.get("Content-Type", ""):
            reader.feed(response.content.decode())
            self.pages[name] = response.content.decode()
        for text in indonesian(reader.said):
            self.met.setdefault(text, set()).add(name)
        return reader

    def _send_all(self, reader: Reader, page: str, depth: int) -> None:
        for form in reader.forms if depth else ():
            address = form.action or page
            name = "" if address.startswith(("/i18n/", "/masuk/")) else self._next(address, "POST ")
            if not name:
                continue
            files = {one: SimpleUploadedFile("xyzzy.csv", TABLE) for one in form.files}
            for sent in (form.held, {**form.filled, **form.held, **files}):
                cookies = deepcopy(self.client.cookies)  # whoever signs out is signed in again
                with transaction.atomic():
                    answer = self.client.post(address, sent, follow=True)
                    self._send_all(self._read(name, answer), answer.request["PATH_INFO"], depth - 1)
                    transaction.set_rollback(True)
                self.client.cookies = cookies


def name_of(address: str) -> str:
    """Return the name of the view at an address, or nothing if there is none."""
    try:
        return resolve(address.split("?")[0].split("#")[0]).view_name
    except Resolver404:
        return ""
