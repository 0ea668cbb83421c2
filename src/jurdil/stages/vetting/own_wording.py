"""What a person is told about a match: whose data are compared, with what kind of list, what follows, what to answer.

An answer says what is true of that kind of list: whoever finds the own number in the list of a party that they never
joined must not have to tick that they are its member. Answers that end a candidacy say so, and stand last.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from jurdil.law import Profile, Rule
from jurdil.registry.rosters.models import RosterKind
from jurdil.stages.vetting.models import AnswerKind, Match
from jurdil.stages.vetting.wording import ANSWERS, Words

ENDING = frozenset({AnswerKind.MEMBER, AnswerKind.WITHDRAW})  # the answers that two officers may end a candidacy with
OF_SO_MANY = 1_000
_STEPS_BACK = gettext_lazy("Suami atau istri saya mundur sebagai penyelenggara")
_OF_KIND: Mapping[str, Words] = {
    RosterKind.PARTY: {
        AnswerKind.WITHOUT_CONSENT: gettext_lazy("Itu data saya, tetapi saya tidak pernah mendaftar (dicatut)"),
        AnswerKind.FORMER: gettext_lazy("Saya dulu anggota partai itu, sekarang sudah keluar"),
        AnswerKind.MEMBER: gettext_lazy("Benar, saya anggota partai itu sekarang"),
    },
    RosterKind.CAMPAIGN_TEAM: {
        AnswerKind.WITHOUT_CONSENT: gettext_lazy("Itu data saya, tetapi saya tidak pernah ikut tim itu (dicatut)"),
        AnswerKind.FORMER: gettext_lazy("Saya dulu ikut tim itu, sekarang tidak lagi"),
        AnswerKind.MEMBER: gettext_lazy("Benar, saya ikut tim itu"),
    },
    RosterKind.WITNESS: {
        AnswerKind.WITHOUT_CONSENT: gettext_lazy("Itu data saya, tetapi saya tidak pernah menjadi saksi (dicatut)"),
        AnswerKind.FORMER: gettext_lazy("Saya dulu saksi, sekarang tidak lagi"),
        AnswerKind.MEMBER: gettext_lazy("Benar, saya saksi peserta pemilihan"),
    },
    RosterKind.CANDIDATE: {
        AnswerKind.WITHOUT_CONSENT: gettext_lazy("Itu data saya, tetapi saya tidak pernah mencalonkan diri (dicatut)"),
        AnswerKind.FORMER: gettext_lazy("Saya dulu calon, dan sudah keluar dari partainya"),
        AnswerKind.MEMBER: gettext_lazy("Benar, saya calon itu"),
    },
    RosterKind.SANCTION: {
        AnswerKind.MEMBER: gettext_lazy("Benar, sanksi itu tentang saya dan masih berlaku"),
    },
    RosterKind.ORGANISER: {
        AnswerKind.NOT_ME: gettext_lazy("Itu orang lain, bukan suami atau istri saya"),
        AnswerKind.SPOUSE_STEPS_BACK: _STEPS_BACK,
        AnswerKind.MEMBER: gettext_lazy("Benar, ia suami atau istri saya dan tetap menjadi penyelenggara"),
    },
    RosterKind.SPOUSE: {
        AnswerKind.SPOUSE_STEPS_BACK: _STEPS_BACK,
        AnswerKind.MEMBER: gettext_lazy("Benar, suami atau istri saya penyelenggara dan tetap bertugas"),
    },
}
_ON_EVERY_LIST = (AnswerKind.NOT_ME, AnswerKind.OTHER, AnswerKind.WITHDRAW)
_STAKES: Words = {
    RosterKind.PARTY: gettext_lazy(
        "Ini daftar anggota partai politik. Bila dua petugas memutus bahwa Anda anggota partai, pencalonan Anda "
        "sebagai petugas berakhir. Dicatut tanpa pernah mendaftar tidak mengakhirinya, begitu pula sudah keluar paling "
        "sedikit %(years)s tahun menurut surat partai."
    ),
    RosterKind.CAMPAIGN_TEAM: gettext_lazy(
        "Ini daftar tim kampanye. Bila dua petugas memutus bahwa Anda ikut tim itu dalam %(years)s tahun terakhir, "
        "pencalonan Anda sebagai petugas berakhir. Dicatut tanpa pernah ikut tidak mengakhirinya."
    ),
    RosterKind.WITNESS: gettext_lazy(
        "Ini daftar saksi peserta pemilihan. Bila dua petugas memutus bahwa Anda saksi dalam %(years)s tahun terakhir, "
        "pencalonan Anda sebagai petugas berakhir. Dicatut tanpa pernah menjadi saksi tidak mengakhirinya."
    ),
    RosterKind.CANDIDATE: gettext_lazy(
        "Ini daftar calon peserta pemilihan. Bila dua petugas memutus bahwa Anda calon itu dan orang partai, "
        "pencalonan Anda sebagai petugas berakhir. Dicatut tanpa pernah mencalonkan diri tidak mengakhirinya, begitu "
        "pula sudah keluar dari partai paling sedikit %(years)s tahun."
    ),
    RosterKind.SANCTION: gettext_lazy(
        "Ini daftar orang yang diberhentikan tetap oleh KPU kabupaten/kota atau DKPP. Bila dua petugas memutus bahwa "
        "sanksi itu tentang Anda, pencalonan Anda sebagai petugas berakhir. Tercatat saja bukan berarti sanksinya "
        "tentang Anda."
    ),
    RosterKind.ORGANISER: gettext_lazy(
        "Ini daftar penyelenggara pemilihan; yang dibandingkan suami atau istri yang Anda sebut, bukan Anda. Suami dan "
        "istri tidak boleh sama-sama penyelenggara: bila dua petugas memutus bahwa ia penyelenggara dan tidak mundur, "
        "pencalonan Anda sebagai petugas berakhir."
    ),
    RosterKind.SPOUSE: gettext_lazy(
        "Ini daftar suami atau istri penyelenggara pemilihan. Suami dan istri tidak boleh sama-sama penyelenggara: "
        "bila dua petugas memutus bahwa pasangan Anda penyelenggara dan tidak mundur, pencalonan Anda sebagai petugas "
        "berakhir."
    ),
}
_YEARS: Mapping[str, str] = {"R05": "R05.years_out", "R11": "R11.years"}
_MEASURED: Words = {
    RosterKind.PARTY: gettext_lazy(
        "Yang diukur hanya apakah orangnya sama dengan entri itu, bukan apakah ia anggota: nama yang dicatut pun cocok."
    ),
    RosterKind.SANCTION: gettext_lazy(
        "Yang diukur hanya apakah orangnya sama dengan entri itu. Apakah sanksinya tentang dia dan masih berlaku, itu "
        "dilihat dari surat keputusannya."
    ),
    RosterKind.ORGANISER: gettext_lazy(
        "Yang diukur hanya apakah pasangan yang disebut sama dengan entri itu, bukan apakah ia masih penyelenggara "
        "atau masih menikah dengan orang ini."
    ),
    RosterKind.SPOUSE: gettext_lazy(
        "Yang diukur hanya apakah orangnya sama dengan entri itu, bukan apakah ia masih menikah dengan penyelenggara."
    ),
}
_MEASURED_ROLE = gettext_lazy(
    "Yang diukur hanya apakah orangnya sama dengan entri itu, bukan apakah ia sungguh ikut: nama yang dicatut pun "
    "cocok."
)


def answer_words(kind: str) -> Words:
    """Return every answer in the words that fit a list of `kind`, also those that are not offered for it."""
    return {**ANSWERS, **_OF_KIND[kind]}


def answers_for(kind: str) -> Words:
    """Return the answers that make sense for a list of `kind`, those that end a candidacy last and saying so."""
    words, offered = answer_words(kind), {*_ON_EVERY_LIST, *_OF_KIND[kind]}
    ends = _("dapat mengakhiri pencalonan Anda")
    return {
        answer: f"{words[answer]} ({ends})" if answer in ENDING else words[answer]
        for answer in sorted(AnswerKind, key=ENDING.__contains__)
        if answer in offered
    }


def stake_of(match: Match, profile: Profile) -> str:
    """Return what kind of list it is, and what follows if two officers find that it says what is so."""
    years = _YEARS.get(rule_of(match, profile).id)
    return str(_STAKES[match.kind]) % {"years": profile.number(years) if years else ""}


def rule_of(match: Match, profile: Profile) -> Rule:
    """Return the requirement that the kind of list bears on."""
    return profile.rule(profile.value("rosters.kinds")[match.kind])


def rule_words(match: Match, profile: Profile) -> str:
    """Return that requirement with its title and its source."""
    rule = rule_of(match, profile)
    return f"{rule.id}: {rule.title(get_language() or 'id')} ({rule.source.citation})"


def chance_of(match: Match) -> str:
    """Return in whole people how sure a match of this strength is, before any bits."""
    others = max(1, round((1 - match.probability) * OF_SO_MANY))
    return _(
        "Dari %(all)s kecocokan sekuat ini kira-kira %(others)s ternyata tentang orang lain, menurut ukuran pada "
        "daftar simulasi. Tercatat dalam daftar juga belum berarti isinya benar."
    ) % {"all": number_format(OF_SO_MANY, force_grouping=True), "others": others}


def measured_by(kind: str) -> str | Promise:
    """Return what a comparison with a list of `kind` does not tell."""
    return _MEASURED.get(kind, _MEASURED_ROLE)
