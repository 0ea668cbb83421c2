"""The engine's wishes, rules and reasons in the words of the pages; a team is judged by rules, never a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jurdil.engines.teams import Lack
from jurdil.foundation.jobs.models import JobState
from jurdil.registry.bodies.models import SeatRole
from jurdil.stages.placement.models import OfferAnswer, ProposalKind, ProposalState, ReplacementState
from jurdil.stages.recruitment.wording import fault_words

Words = str | Promise

ROLE_LABELS: dict[str, Words] = {
    SeatRole.CHAIR: gettext_lazy("Ketua merangkap anggota"),
    SeatRole.MEMBER: gettext_lazy("Anggota"),
    SeatRole.SECRETARY: gettext_lazy("Sekretaris"),
    SeatRole.STAFF: gettext_lazy("Staf"),
    SeatRole.ORDER_OFFICER: gettext_lazy("Petugas ketertiban"),
    SeatRole.RESERVE: gettext_lazy("Cadangan"),
}
NEARNESS_LABELS: dict[str, Words] = {
    "own_rt": gettext_lazy("RT sendiri"),
    "own_rw": gettext_lazy("RW sendiri"),
    "near_rw": gettext_lazy("RW tetangga"),
    "ward": gettext_lazy("kelurahan yang sama"),
}
PROPOSAL_LABELS: dict[str, Words] = {
    ProposalState.PROPOSED: gettext_lazy("Diusulkan"),
    ProposalState.CONFIRMED: gettext_lazy("Disahkan dua orang"),
    ProposalState.APPOINTED: gettext_lazy("Diangkat"),
    ProposalState.PUT_ASIDE: gettext_lazy("Diganti usulan baru"),
}
KIND_LABELS: dict[str, Words] = {
    ProposalKind.FORMED: gettext_lazy("Disusun baru"),
    ProposalKind.MENDED: gettext_lazy("Disusun ulang seperlunya"),
    ProposalKind.BY_HAND: gettext_lazy("Diubah petugas"),
    ProposalKind.SHUFFLED: gettext_lazy("Dikocok"),
}
REPLACEMENT_LABELS: dict[str, Words] = {
    ReplacementState.VACANT: gettext_lazy("Kosong"),
    ReplacementState.OFFERED: gettext_lazy("Ditawarkan"),
    ReplacementState.ACCEPTED: gettext_lazy("Diterima"),
    ReplacementState.APPOINTED: gettext_lazy("Terisi"),
}
ANSWER_LABELS: dict[str, Words] = {
    "": gettext_lazy("Menunggu jawaban"),
    OfferAnswer.ACCEPTED: gettext_lazy("Menerima"),
    OfferAnswer.DECLINED: gettext_lazy("Menolak"),
    OfferAnswer.EXPIRED: gettext_lazy("Tidak menjawab pada waktunya"),
    OfferAnswer.BARRED: gettext_lazy("Ditarik: mundur dari pendaftaran atau dihalangi putusan"),
}
GROUND_LABELS: dict[str, Words] = {
    "died": gettext_lazy("Meninggal dunia"),
    "resigned": gettext_lazy("Mengundurkan diri"),
    "permanently_unable": gettext_lazy("Berhalangan tetap"),
    "dismissed": gettext_lazy("Diberhentikan"),
}
RULE_LABELS: dict[str, Words] = {
    "merit": gettext_lazy("nilai"),
    "age": gettext_lazy("usia yang diutamakan"),
    "near": gettext_lazy("kedekatan dengan rumah"),
    "women": gettext_lazy("jumlah perempuan dalam tim"),
    "women_overall": gettext_lazy("jumlah perempuan di seluruh kelurahan"),
    "experienced": gettext_lazy("jumlah orang berpengalaman dalam tim"),
    "same_rt": gettext_lazy("batas orang dari satu RT"),
    "it_skill": gettext_lazy("seorang yang cakap TI dalam tim"),
    "high_risk": gettext_lazy("batas orang berisiko kesehatan tinggi"),
    "apart": gettext_lazy("tidak sekeluarga atau serumah dalam satu tim"),
    "locked": gettext_lazy("kursi yang sudah ditetapkan dengan keputusan"),
    "decision": gettext_lazy("perubahan susunan oleh petugas, dengan alasannya"),
    "tie": gettext_lazy("urutan undian di antara orang yang setara"),
}
VIOLATION_LABELS: dict[str, Words] = {
    "household": gettext_lazy("dua orang serumah dalam satu tim"),
    "kin": gettext_lazy("dua kerabat dalam satu tim"),
    "group": gettext_lazy("orang dari kelurahan lain tanpa kelonggaran tercatat"),
    "locked": gettext_lazy("orang yang terkunci tidak duduk di TPS kuncinya"),
    "size": gettext_lazy("jumlah orang tidak sama dengan jumlah kursi"),
    "chair": gettext_lazy("tim tidak mempunyai tepat satu calon ketua"),
}
WAY_LABELS: dict[str, Words] = {
    "kin": gettext_lazy("melonggarkan kebijakan bahwa kerabat dipisah"),
    "household": gettext_lazy("melonggarkan kebijakan bahwa orang serumah dipisah"),
    "waiver": gettext_lazy("orang kelurahan lain di TPS khusus, dengan kelonggaran domisili yang tercatat"),
    "extension": gettext_lazy("memperpanjang pendaftaran di kelurahan ini"),
    "institutions": gettext_lazy("bekerja sama dengan lembaga pendidikan atau profesi"),
}
GIVES_LABELS: dict[str, Words] = {
    "women": gettext_lazy("tanpa dia tim kekurangan perempuan"),
    "experienced": gettext_lazy("tanpa dia tim kekurangan orang berpengalaman"),
    "it_skill": gettext_lazy("tanpa dia tidak ada yang cakap TI"),
}
BAR_LABELS: dict[str, Words] = {
    "held": gettext_lazy("kecocokan daftarnya belum diputus"),
    "excluded": gettext_lazy("dihalangi putusan"),
    "withdrawn": gettext_lazy("mengundurkan diri"),
    "declined": gettext_lazy("menolak kursi ini"),
    "expired": gettext_lazy("tidak menjawab tawaran kursi ini pada waktunya"),
    "barred": gettext_lazy("tawaran kursi ini ditarik"),
    "offered": gettext_lazy("sedang ditawari kursi lain"),
    "team": gettext_lazy("melanggar aturan tim"),
}
REASON_LABELS: dict[str, Words] = {
    "near home": gettext_lazy("dekat rumah"),
    "far from home": gettext_lazy("jauh dari rumah"),
    "keeps the wished number of women": gettext_lazy("menambah perempuan yang diharapkan"),
    "the team stays short of women": gettext_lazy("tim tetap kekurangan perempuan"),
    "keeps the wished number of experienced people": gettext_lazy("menambah pengalaman yang diharapkan"),
    "the team stays short of experience": gettext_lazy("tim tetap kekurangan pengalaman"),
    "keeps someone able with IT": gettext_lazy("menjaga adanya orang yang cakap TI"),
    "nobody in the team is able with IT": gettext_lazy("tidak seorang pun dalam tim cakap TI"),
    "more of one RT than wished for": gettext_lazy("terlalu banyak dari satu RT"),
    "more people at high risk than wished for": gettext_lazy("terlalu banyak yang berisiko kesehatan tinggi"),
    "older than the profile prefers": gettext_lazy("lebih tua dari usia yang diutamakan"),
    "belongs to another group, and no waiver is recorded": gettext_lazy("dari kelurahan lain tanpa dispensasi"),
    "already sits in this team": gettext_lazy("sudah duduk dalam tim ini"),
    "shares a household with someone in the team": gettext_lazy("serumah dengan anggota tim"),
    "is related to someone in the team": gettext_lazy("berkerabat dengan anggota tim"),
}
JOB_LABELS: dict[str, Words] = {
    "placement.propose": gettext_lazy("Penyusunan tim"),
    "placement.vacate_plan": gettext_lazy("Pratinjau banyak kursi kosong"),
    "placement.vacate": gettext_lazy("Banyak kursi kosong sekaligus"),
    "placement.fill": gettext_lazy("Pengangkatan yang menerima"),
}
JOB_STATES: dict[str, Words] = {
    JobState.WAITING: gettext_lazy("Menunggu giliran"),
    JobState.RUNNING: gettext_lazy("Sedang berjalan"),
    JobState.DONE: gettext_lazy("Selesai"),
    JobState.FAILED: gettext_lazy("Berhenti karena gangguan"),
}
ACT_LABELS: dict[str, Words] = {
    "placement.vacated": gettext_lazy("Kursi kosong, perkara penggantian dibuka"),
    "placement.offered": gettext_lazy("Kursi ditawarkan"),
    "placement.accepted": gettext_lazy("Tawaran diterima"),
    "placement.declined": gettext_lazy("Tawaran ditolak"),
    "placement.expired": gettext_lazy("Tawaran lewat waktu"),
    "placement.barred": gettext_lazy("Tawaran ditarik"),
    "placement.replaced": gettext_lazy("Pengganti diangkat"),
}


def wish_words(rule: str, missing: int) -> str:
    """Return one unmet wish as a sentence. missing: people short of the wish, or above it."""
    sentences = {
        "age": ngettext("%d orang di atas usia yang diutamakan.", "%d orang di atas usia yang diutamakan.", missing),
        "near": ngettext(
            "%d orang tinggal di luar RW ini dan RW tetangganya.",
            "%d orang tinggal di luar RW ini dan RW tetangganya.",
            missing,
        ),
        "women": ngettext("Kurang %d perempuan.", "Kurang %d perempuan.", missing),
        "women_overall": ngettext(
            "Kurang %d perempuan di seluruh kelurahan.", "Kurang %d perempuan di seluruh kelurahan.", missing
        ),
        "experienced": ngettext("Kurang %d orang berpengalaman.", "Kurang %d orang berpengalaman.", missing),
        "it_skill": ngettext("Kurang %d orang yang cakap TI.", "Kurang %d orang yang cakap TI.", missing),
        "same_rt": ngettext("%d orang lebih dari batas satu RT.", "%d orang lebih dari batas satu RT.", missing),
        "high_risk": ngettext(
            "%d orang lebih dari batas risiko kesehatan tinggi.",
            "%d orang lebih dari batas risiko kesehatan tinggi.",
            missing,
        ),
    }
    return sentences[rule] % missing if rule in sentences else _("Harapan %s tidak terpenuhi.") % rule


def reason_words(bar: str, reasons: Iterable[str]) -> list[Words]:
    """Return what speaks for or against a candidate, the bar first."""
    first: Sequence[Words] = [BAR_LABELS.get(bar, bar)] if bar else []
    return [*first, *(REASON_LABELS.get(reason, reason) for reason in reasons if reason)]


def lack_words(lack: Lack, wishes: Iterable[str]) -> list[str]:
    """Return why a station stays short, as sentences. wishes: the rules that its team does not meet either."""
    said = [
        _("Kurang %(missing)s dari %(size)s orang; %(waiting)s orang kelurahan ini belum mendapat kursi.")
        % {"missing": lack.missing, "size": lack.size, "waiting": lack.waiting}
    ]
    if lack.household:
        said.append(_("%s di antaranya serumah dengan anggota tim.") % lack.household)
    if lack.kin:
        said.append(_("%s di antaranya berkerabat dengan anggota tim.") % lack.kin)
    said += [_("Yang dicari juga menurut: %s.") % RULE_LABELS[rule] for rule in wishes if rule in GIVES_LABELS]
    return said


def way_words(way: str) -> Words:
    """Return a way out of a shortage in words."""
    return WAY_LABELS[way]


def ready_words(bar: str) -> tuple[Words, Words]:
    """Return how somebody who accepted stands, and what can be done where something bars them."""
    step_back = _("Tarik tawarannya pada perkaranya, lalu tawarkan kepada urutan berikutnya.")
    remedies = {
        "": "",
        "held": _("Selesaikan putusannya dahulu; kursinya tetap menunggu dia."),
        "excluded": step_back,
        "withdrawn": step_back,
        "serving": _("Akhiri dahulu pengangkatannya yang lain, atau mintalah ia mundur dari tawaran ini."),
        "taken": _("Kursinya sudah terisi: mintalah ia mundur dari tawaran ini."),
    }
    states: dict[str, Words] = {
        "": _("dapat diangkat"),
        "serving": _("memegang kursi lain pada masa itu"),
        "taken": _("kursinya sudah terisi pada masa itu"),
    }
    return states.get(bar) or BAR_LABELS[bar], remedies[bar]


def vacancy_fault_words(code: str) -> tuple[str, str]:
    """Return what is wrong with a row of vacated seats and what to do."""
    words = {
        "seat": (
            _("Kursi ini tidak sedang terisi, atau bukan di wilayah Anda."),
            _("Periksa kode TPS dan nomor kursinya."),
        ),
        "late": (
            _("Hari terakhirnya lewat dari masa kerja."),
            _("Tulis hari dalam masa kerjanya, paling lambat hari terakhirnya."),
        ),
        "twice": (_("Kursi ini disebut dua kali; baris pertama yang dipakai."), _("Hapus baris yang lebih.")),
    }
    return words[code] if code in words else fault_words(code)
