"""The words of this room's pages and letters: of suspicion while a match is open, of decision once it is ruled."""

from __future__ import annotations

from decimal import Decimal

from django.utils.formats import get_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from jurdil.stages.vetting.attaching import FileKind
from jurdil.stages.vetting.double_models import DoubleAnswer, DoubleOutcome
from jurdil.stages.vetting.kin_models import KinRelation, KinState
from jurdil.stages.vetting.models import About, AnswerKind, InquiryReply, Presence, RulingOutcome
from jurdil.stages.vetting.suspicion_models import SuspicionState

Words = dict[str, str | Promise]

HIGHEST_PERCENT = Decimal("99.9")  # no suspicion is ever shown as certain
FACTS_CHANGED = gettext_noop("Data berubah setelah putusan ini diusulkan.")  # why a proposal fell without an officer

# Letters are written in Indonesian, whatever the language of the page, and name no list: others may read them.
OUTCOME_WORDS: dict[RulingOutcome, str] = {
    RulingOutcome.CONFIRMED: "pencalonan Anda diakhiri: dua petugas mengukuhkan kecocokannya",
    RulingOutcome.OTHER_PERSON: "hal itu tidak menghalangi pencalonan Anda: entri itu tentang orang lain",
    RulingOutcome.LISTED_WITHOUT_CONSENT: "hal itu tidak menghalangi pencalonan Anda: nama Anda dicatut",
    RulingOutcome.FORMER_MEMBER: "hal itu tidak menghalangi pencalonan Anda: yang tercatat sudah lewat masanya",
    RulingOutcome.WITHDRAWN: "pencalonan Anda diakhiri: tercatat bahwa Anda mengundurkan diri",
    RulingOutcome.SPOUSE_STEPS_BACK: "hal itu tidak menghalangi pencalonan Anda: pasangan Anda mundur dari tugasnya",
    RulingOutcome.EXPIRED: "pencalonan Anda diakhiri: pertanyaannya ditutup karena tidak ada penjelasan",
}
OBJECTING = (
    "Bila Anda berkeberatan, ajukan lewat halaman itu atau dengan surat ke sekretariat PPS: dua petugas lain di KPU "
    "Kabupaten/Kota meninjaunya dan tidak dapat memberatkan Anda. Makin cepat makin baik, karena kursi terus diisi."
)
OUTCOMES: Words = {
    RulingOutcome.CONFIRMED: _("Dikukuhkan"),
    RulingOutcome.OTHER_PERSON: _("Orang lain"),
    RulingOutcome.LISTED_WITHOUT_CONSENT: _("Dicatut tanpa persetujuan"),
    RulingOutcome.FORMER_MEMBER: _("Mantan anggota, sudah melewati batas waktu"),
    RulingOutcome.WITHDRAWN: _("Mengundurkan diri"),
    RulingOutcome.SPOUSE_STEPS_BACK: _("Pasangan mundur"),
    RulingOutcome.EXPIRED: _("Ditutup tanpa penjelasan, oleh keputusan orang"),
}
# Whether an outcome keeps the person from a seat, in words.
EFFECTS: dict[bool, str | Promise] = {
    False: _("Orangnya tetap dapat dipilih"),
    True: _("Mengakhiri pencalonan"),
}
STATES: Words = {
    SuspicionState.OPEN: _("Terbuka"),
    SuspicionState.ASKED: _("Ditanyakan"),
    SuspicionState.ANSWERED: _("Dijawab"),
    SuspicionState.PROPOSED: _("Menunggu tanda tangan kedua"),
    SuspicionState.RULED: _("Diputus"),
}
ABOUT: Words = {About.SELF: _("Orangnya sendiri"), About.SPOUSE: _("Pasangan yang disebut")}
WEIGHED: Words = {
    **ABOUT,
    "self-tokens": _("Orangnya sendiri, dengan token berkunci"),
    "spouse-tokens": _("Pasangan yang disebut, dengan token berkunci"),
}
FILE_KINDS: Words = {
    FileKind.STATEMENT: _("Surat pernyataan bermeterai"),
    FileKind.LETTER: _("Surat keterangan partai atau pembuat daftar"),
    FileKind.OTHER: _("Tangkapan layar atau bukti lain"),
}
PRESENCES: Words = {
    Presence.DROPPED: _("tidak ada lagi di daftar terbaru"),
    Presence.ALTERED: _("tertulis lain di daftar terbaru"),
    Presence.LACKING: _("tidak ada di kiriman yang diragukan"),
    Presence.THERE: _("masih ada di daftar terbaru"),
}
GONE: Words = {value: words for value, words in PRESENCES.items() if value != Presence.THERE}
GRADES: Words = {"strong": _("kuat"), "likely": _("kemungkinan besar"), "possible": _("mungkin")}
EVIDENCE: Words = {
    "E1": _("E1: NIK sama"),
    "E2": _("E2: nama, tanggal lahir dan kabupaten/kota sama"),
    "E3": _("E3: nama dan tanggal lahir, atau nama dan kelurahan"),
    "E4": _("E4: nama saja; alamat dan tempat lahir tidak dihitung dalam kelas ini"),
    "": _("di luar E1-E4"),
}
ANSWERS: Words = {
    AnswerKind.NOT_ME: _("Itu orang lain, bukan saya"),
    AnswerKind.WITHOUT_CONSENT: _("Itu data saya, tetapi saya tidak pernah ikut (dicatut)"),
    AnswerKind.FORMER: _("Saya dulu anggota, sekarang tidak lagi"),
    AnswerKind.MEMBER: _("Benar, itu saya dan isinya betul"),
    AnswerKind.SPOUSE_STEPS_BACK: _("Pasangan saya mundur sebagai penyelenggara"),
    AnswerKind.WITHDRAW: _("Saya mengundurkan diri dari lamaran ini"),
    AnswerKind.OTHER: _("Penjelasan lain"),
}
DOUBLE_OUTCOMES: Words = {
    DoubleOutcome.TWO_PEOPLE: _("Dua orang yang berbeda; keduanya tetap berlaku"),
    DoubleOutcome.ONE_STANDS: _("Satu orang; lamaran pertama berlaku, yang kedua diakhiri"),
    DoubleOutcome.OTHER_STANDS: _("Satu orang; lamaran kedua berlaku, yang pertama diakhiri"),
}
DOUBLE_ANSWERS: Words = {
    DoubleAnswer.TWO_PEOPLE: _("Lamaran yang lain bukan milik saya"),
    DoubleAnswer.THIS_STANDS: _("Keduanya milik saya; lamaran ini yang saya teruskan"),
    DoubleAnswer.OTHER_STANDS: _("Keduanya milik saya; lamaran yang lain yang saya teruskan"),
    DoubleAnswer.OTHER: _("Penjelasan lain"),
}
RELATIONS: Words = {
    KinRelation.SPOUSE: _("Suami atau istri"),
    KinRelation.HOUSEHOLD: _("Serumah"),
    KinRelation.KIN: _("Mungkin berkerabat"),
}
KIN_STATES: Words = {
    KinState.PROPOSED: _("Usulan, belum diputus"),
    KinState.CONFIRMED: _("Dikukuhkan dua petugas"),
    KinState.DISPUTED: _("Dibantah, menunggu dua petugas lain"),
    KinState.REJECTED: _("Ditolak"),
}
KIN_STRENGTHS: Words = {"strong": _("kuat"), "likely": _("kemungkinan besar"), "possible": _("mungkin")}
KIN_REASONS: Words = {
    "family_card": _("Nomor kartu keluarganya sama."),
    "spouse_nik": _("NIK pasangan yang ditulis adalah NIK orang ini."),
    "spouse_both": _("Keduanya saling menulis nama sebagai pasangan."),
    "spouse_one": _("Salah satunya menulis nama ini sebagai pasangan."),
    "house": _("Alamat rumahnya sama; penyewa serumah pun demikian."),
    "ground": _("RT dan RW-nya sama."),
    "village": _("Kelurahannya sama."),
    "family_word": _("Ada kata nama yang jarang dan sama; banyak orang yang bukan kerabat pun demikian."),
}
REPLIES: Words = {
    InquiryReply.MEMBER: _("Anggota"),
    InquiryReply.FORMER: _("Mantan anggota"),
    InquiryReply.NOT_MEMBER: _("Bukan anggota"),
    InquiryReply.UNKNOWN: _("Tidak diketahui"),
}
FIELDS: Words = {
    "name": _("Nama"),
    "nik": _("NIK"),
    "birth_date": _("Tanggal lahir"),
    "birth_place": _("Tempat lahir"),
    "sex": _("Jenis kelamin"),
    "address": _("Alamat"),
    "region": _("Wilayah"),
}
# What weighs without being a value of either side.
OTHER_REASONS: Words = {
    "base_rate": _("Sebelum dibandingkan"),
    "look_alikes": _("Yang serupa"),
    "at_home": _("Sering di provinsinya"),
    "own_entry": _("Entri lain orang ini"),
    "caution": _("Kehati-hatian"),
    "tokens": _("Token berkunci"),
    "through": _("Lewat baris ketiga"),
}


def decimal(number: float | Decimal, places: int) -> str:
    """Return a number with its decimals as the language of the page writes them."""
    return f"{number:.{places}f}".replace(".", get_format("DECIMAL_SEPARATOR"))


def percent_of(probability: Decimal) -> str:
    """Return a probability as pages show it, without the sign."""
    return decimal(min(probability * 100, HIGHEST_PERCENT), 1)
