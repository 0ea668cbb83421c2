"""What newer deliveries of a list say of the entry of a match, in sentences for those who rule and for the person."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jurdil.foundation.storage.clock import day_of
from jurdil.registry.regions.models import Region
from jurdil.registry.rosters.models import Snapshot
from jurdil.registry.rosters.queries import newest_of
from jurdil.registry.rosters.wording import doubt_of
from jurdil.stages.vetting.models import Match, Presence
from jurdil.stages.vetting.presence import speaks_of


@dataclass(frozen=True)
class Newer:
    """presence: what the last delivery asked says, empty where none could be asked. is_dropped: it speaks for them.

    meaning: what that may mean and does not, empty where nothing changed.
    """

    presence: str
    sentences: tuple[str, ...]
    meaning: str

    @property
    def is_dropped(self) -> bool:
        """Return whether the list no longer has the entry."""
        return self.presence == Presence.DROPPED


def newer_lists(match: Match, *, to_person: bool = False) -> Newer | None:
    """Return what there is to say beyond the delivery in which the entry was found; None where that is the newest."""
    newest, own, asked = newest_of(match.roster), match.snapshot, match.sought_in
    sentences, meaning = [], ""
    if asked is not None:
        sentences.append(_of_presence(match, asked))
        meaning = _meaning(match, asked, to_person=to_person)
    if newest is not None and newest.removed_at is not None:
        day = date_format(day_of(newest.removed_at), "j F Y")
        sentences.append(
            _("Token dan kunci daftar ini sudah dihapus %(day)s; entri ini tidak dapat dicari lagi.") % {"day": day}
        )
    elif newest is not None and newest.id != (own if asked is None else asked).id:
        sentences.append(_of_unasked(newest, own))
    return Newer(match.presence, tuple(sentences), meaning) if sentences else None


def _of_presence(match: Match, asked: Snapshot) -> str:
    named = {"roster": asked.roster, "source": asked.source, "day": date_format(asked.as_of, "j F Y")}
    if match.presence == Presence.DROPPED and asked.is_tokens:
        return _("Dalam daftar %(roster)s dari %(source)s per %(day)s tidak ditemukan lagi entri seperti ini.") % named
    if match.presence == Presence.DROPPED:
        return _("Daftar %(roster)s dari %(source)s per %(day)s tidak lagi memuat entri ini.") % named
    if match.presence == Presence.LACKING:
        return _not_found(asked, named)
    if match.presence == Presence.ALTERED:
        return (
            _(
                "Daftar %(roster)s dari %(source)s per %(day)s tidak lagi memuat entri ini seperti dulu, tetapi memuat "
                "entri baru yang mirip orang yang sama."
            )
            % named
        )
    return _("Entri ini masih ada dalam daftar yang lebih baru, per %(day)s.") % named


def _not_found(asked: Snapshot, named: dict[str, str]) -> str:
    not_found = _("Entri ini tidak ditemukan dalam daftar %(roster)s dari %(source)s per %(day)s.") % named
    if not asked.is_doubted:
        told = _("Kiriman itu sudah dinyatakan utuh; penyaringan berikutnya mencatatnya.")
        return f"{not_found} {told}"
    return f"{not_found} {doubt_of(asked)}"


def _meaning(match: Match, asked: Snapshot, *, to_person: bool) -> str:
    if match.presence == Presence.ALTERED:
        return _("Mungkin entri yang sama ditulis lain, mungkin entri orang lain.")
    if match.presence == Presence.LACKING and asked.is_doubted:
        return _meaning_of_doubt(to_person=to_person)
    if match.presence != Presence.DROPPED:
        return ""
    counts = {"now": asked.entries, "before": match.snapshot.entries, "faulty": asked.faulty}
    if to_person:
        words = _(
            "Itu meringankan Anda, tetapi belum memutus apa pun: dua petugas membacanya sebelum memutus, dan kiriman "
            "baru itu mungkin tidak lengkap (%(now)s entri, sebelumnya %(before)s). Anda boleh menyebutnya dalam "
            "penjelasan atau keberatan Anda."
        )
        return words % counts
    words = _(
        "Itu meringankan orangnya dan belum memutus apa pun. Mungkin pembuat daftar memperbaiki kekeliruan; mungkin "
        "orangnya keluar, dan masa sejak keluar tetap dihitung bila aturannya memintanya; mungkin kiriman baru itu "
        "tidak lengkap (%(now)s entri, sebelumnya %(before)s; %(faulty)s baris tidak ikut karena tidak terbaca). Bila "
        "ragu, tanyakan kepada pembuat daftar."
    )
    return words % counts


def _meaning_of_doubt(*, to_person: bool) -> str:
    if to_person:
        return _(
            "Jadi belum diketahui apakah entri ini dihapus oleh pembuat daftar. Petugas diminta menanyakannya; sesudah "
            "itu, atau sesudah kiriman yang lebih lengkap datang, keterangan ini diperbarui. Anda boleh menyebutnya "
            "dalam penjelasan atau keberatan Anda."
        )
    return _(
        "Jadi belum diketahui apakah pembuat daftar menghapus entri ini, dan belum ada surat yang dikirim karenanya. "
        "Itu dicatat bila petugas menyatakan kiriman itu utuh, atau bila kiriman yang lebih lengkap datang."
    )


def _of_unasked(newest: Snapshot, own: Snapshot) -> str:
    named = {"day": date_format(newest.as_of, "j F Y")}
    if newest.is_tokens != own.is_tokens:
        return (
            _(
                "Kiriman terbaru daftar ini, per %(day)s, datang dalam bentuk lain (bernama atau token berkunci): "
                "tidak dapat dipastikan apakah entri ini masih ada."
            )
            % named
        )
    if not speaks_of(newest, own):
        place = Region.objects.filter(code=newest.region).values_list("name", flat=True).first() or newest.region
        return _(
            "Kiriman terbaru daftar ini, per %(day)s, hanya untuk %(place)s: ia tidak berkata apa-apa tentang entri "
            "ini."
        ) % {**named, "place": place}
    return _("Daftar ini sudah diganti kiriman per %(day)s; entri ini belum dicari di dalamnya.") % named
