"""The engine's wishes, rules and reasons in the words of the pages; a team is judged by rules, never a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jurdil.registry.bodies.models import SeatRole
from jurdil.stages.placement.models import ProposalState, ReplacementState

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
REPLACEMENT_LABELS: dict[str, Words] = {
    ReplacementState.VACANT: gettext_lazy("Kosong"),
    ReplacementState.OFFERED: gettext_lazy("Ditawarkan"),
    ReplacementState.ACCEPTED: gettext_lazy("Diterima"),
    ReplacementState.DECLINED: gettext_lazy("Ditolak"),
    ReplacementState.APPOINTED: gettext_lazy("Terisi"),
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
    "tie": gettext_lazy("urutan undian di antara orang yang setara"),
}
BAR_LABELS: dict[str, Words] = {
    "held": gettext_lazy("kecocokan daftarnya belum diputus"),
    "excluded": gettext_lazy("dihalangi putusan"),
    "withdrawn": gettext_lazy("mengundurkan diri"),
    "declined": gettext_lazy("menolak kursi ini"),
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
ACT_LABELS: dict[str, Words] = {
    "placement.vacated": gettext_lazy("Kursi kosong, perkara penggantian dibuka"),
    "placement.offered": gettext_lazy("Kursi ditawarkan"),
    "placement.accepted": gettext_lazy("Tawaran diterima"),
    "placement.declined": gettext_lazy("Tawaran ditolak"),
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
