"""A person's own lines of the log, and the receipts and proofs that they may take home."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jurdil.engines.merkle import write_proof
from jurdil.errors import NotFound
from jurdil.foundation.accounts.roles import Actor, own_person
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.ledger.receipts import proof_of
from jurdil.registry.bodies.models import Appointment
from jurdil.stages.consolidation.decision_models import Question
from jurdil.stages.consolidation.material_models import Reading
from jurdil.stages.consolidation.models import Invitation, Pledge
from jurdil.stages.consolidation.sitting_models import Sitting
from jurdil.stages.oversight.models import Sanction
from jurdil.stages.placement.models import Offer
from jurdil.stages.recruitment.models import Application
from jurdil.stages.vetting.kin_models import Kinship, KinState
from jurdil.stages.vetting.models import Match, Ruling

LABELS = {
    "people.registered": _("Data diri dicatat"),
    "people.corrected": _("Data diri diperbaiki"),
    "recruitment.applied": _("Lamaran diterima"),
    "recruitment.corrected": _("Lamaran diperbaiki"),
    "recruitment.paper_seen": _("Berkas dilihat petugas"),
    "recruitment.reviewed": _("Syarat diperiksa"),
    "recruitment.ruled": _("Syarat diputus dua petugas"),
    "recruitment.ruling_declined": _("Usulan putusan syarat tidak disetujui"),
    "recruitment.code_renewed": _("Kode rahasia diganti"),
    "recruitment.withdrawn": _("Lamaran ditarik"),
    "recruitment.ended_as_second": _("Lamaran kedua diakhiri oleh putusan dua petugas"),
    "recruitment.brought_back": _("Lamaran berlaku lagi"),
    "vetting.double_asked": _("Ditanyakan tentang lamaran lain yang mirip"),
    "vetting.double_answered": _("Pertanyaan tentang lamaran lain dijawab"),
    "vetting.double_ruled": _("Lamaran yang mirip diputus dua petugas"),
    "vetting.double_objected": _("Keberatan atas putusan lamaran yang mirip diterima"),
    "vetting.kin_confirmed": _("Hubungan keluarga dikukuhkan"),
    "vetting.kin_rejected": _("Hubungan keluarga ditolak"),
    "vetting.kin_disputed": _("Hubungan keluarga dibantah"),
    "vetting.asked": _("Klarifikasi diminta"),
    "vetting.answered": _("Klarifikasi dijawab"),
    "vetting.ruled": _("Kecocokan diputus"),
    "vetting.entry_altered": _("Entri tertulis lain di daftar yang lebih baru"),
    "vetting.entry_dropped": _("Entri tidak ada lagi di daftar yang lebih baru"),
    "vetting.entry_found_again": _("Entri ada lagi di daftar yang lebih baru"),
    "vetting.entry_lacking": _("Entri tidak ditemukan di kiriman yang mungkin tidak lengkap"),
    "vetting.objected": _("Keberatan diterima"),
    "vetting.objection_decided": _("Keberatan diputus"),
    "selection.scored": _("Nilai dicatat"),
    "selection.corrected": _("Nilai diperbaiki"),
    "selection.move_explained": _("Pergeseran oleh wawancara dijelaskan"),
    "selection.move_seconded": _("Pergeseran oleh wawancara ditandatangani petugas kedua"),
    "selection.interviewer_named": _("Pewawancara ditentukan undian"),
    "selection.considered": _("Pertimbangan rapat pleno ditulis"),
    "selection.decided": _("Diputus rapat pleno PPS"),
    "selection.removed": _("Dicoret dari daftar sesudah pembekuan"),
    "selection.restored": _("Dikembalikan ke daftar"),
    "bodies.appointed": _("Diangkat"),
    "bodies.corrected": _("Pengangkatan dikoreksi"),
    "bodies.ended": _("Masa tugas berakhir"),
    "placement.accepted": _("Tawaran kursi diterima"),
    "placement.declined": _("Tawaran kursi ditolak"),
    "placement.expired": _("Tawaran kursi berakhir tanpa jawaban"),
    "placement.barred": _("Tawaran kursi ditarik"),
    "placement.chair_chosen": _("Dipilih anggota sebagai ketua"),
    "partners.attested": _("Keterangan domisili"),
    "consolidation.invited": _("Diundang"),
    "consolidation.answered": _("Undangan dijawab"),
    "consolidation.checked_in": _("Tercatat hadir"),
    "consolidation.undone": _("Catatan hadir dibatalkan"),
    "consolidation.left": _("Keluar dicatat"),
    "consolidation.link_sent": _("Tautan undangan baru dikirim"),
    "consolidation.revoked": _("Undangan dicabut"),
    "consolidation.substituted": _("Pengganti dengan surat tugas"),
    "consolidation.need_noted": _("Kebutuhan untuk kegiatan dicatat"),
    "consolidation.scan_set_aside": _("Catatan yang disisihkan"),
    "consolidation.pledged": _("Pakta ditandatangani"),
    "consolidation.asked": _("Pertanyaan diajukan"),
    "consolidation.read": _("Bahan dinyatakan dibaca"),
    "consolidation.tested": _("Tes tugas dikirim"),
    "consolidation.talked": _("Bincang susulan diadakan"),
    "oversight.sanctioned": _("Putusan perkara"),
}
# What is asked, said and objected about a match, and what a newer list says of it; the suspicion itself and officers'
# notes on it are no act on a person.
OF_A_MATCH = (
    "vetting.asked",
    "vetting.answered",
    "vetting.objected",
    "vetting.objection_decided",
    "vetting.entry_altered",
    "vetting.entry_dropped",
    "vetting.entry_found_again",
    "vetting.entry_lacking",
)


def _subjects(person_id: UUID) -> Iterator[UUID]:
    yield person_id
    kin = Q(one_id=person_id) | Q(other_id=person_id)
    yield from Kinship.objects.filter(kin).exclude(state=KinState.PROPOSED).values_list("id", flat=True)
    for model in (Application, Appointment, Invitation, Pledge, Sitting, Reading, Question):
        yield from model._default_manager.filter(person_id=person_id).values_list("id", flat=True)


def _own_answers(person_id: UUID) -> Q:
    """How offers to the person ended; the line of the offer itself also says who else was passed over, and why."""
    found = Q(pk__in=[])
    for one in Offer.objects.filter(application__person_id=person_id).exclude(answer=""):
        found |= Q(subject=str(one.replacement_id), kind=f"placement.{one.answer}", at=one.answered_at)
        letter = one.papers.get("letter")  # what an officer recorded stays told when the person answered otherwise
        if letter:
            found |= Q(subject=str(one.replacement_id), kind=f"placement.{letter['answer']}", at=letter["at"])
    return found


def own_leaves(actor: Actor) -> list[Leaf]:
    """Return the log's lines about the person, oldest first: what was done and decided, never a mere proposal."""
    person_id = own_person(actor)
    subjects = [str(subject) for subject in _subjects(person_id)]
    ruled = Ruling.objects.filter(match__person_id=person_id, decided_at__isnull=False, leaf_id__isnull=False)
    decided = Sanction.objects.filter(case__respondent__person_id=person_id, decided_at__isnull=False)
    single = [*ruled.values_list("leaf_id", flat=True), *decided.values_list("leaf_id", flat=True)]
    matches = [str(match) for match in Match.objects.filter(person_id=person_id).values_list("id", flat=True)]
    rows = Leaf.objects.filter(subject__in=subjects) | Leaf.objects.filter(id__in=[one for one in single if one])
    rows |= Leaf.objects.filter(subject__in=matches, kind__in=OF_A_MATCH)
    rows |= Leaf.objects.filter(_own_answers(person_id))
    rows = rows.filter(salt__isnull=False).defer("record", "salt").order_by("id")
    return [row for row in rows if not row.kind.endswith("proposed")]


def own_leaf(actor: Actor, leaf_id: UUID) -> Leaf:
    """Return one of the person's own lines. Raises NotFound for anybody else's."""
    found = next((leaf for leaf in own_leaves(actor) if leaf.id == leaf_id), None)
    if found is None:
        raise NotFound("Baris catatan ini tidak ada, atau bukan tentang Anda.")
    return found


def proof_text(leaf: Leaf) -> str:
    """Return the proof that the log holds a line, as `jurdil verify --proof` reads it.

    Raises NotFound while the line waits for its number.
    """
    proof = proof_of(leaf.id)
    if proof is None:
        raise NotFound("Baris ini belum bernomor di catatan publik. Coba lagi beberapa menit kemudian.")
    steps: list[str] = list(proof["path"])  # type: ignore[call-overload]  # a JSON object of mixed values
    path = [bytes.fromhex(step) for step in steps]
    return write_proof(int(str(proof["index"])), path, str(proof["checkpoint"]))
