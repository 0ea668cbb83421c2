"""Long work of every room in the words of the pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from jurdil.foundation.jobs.models import Job, JobState
from jurdil.stages.placement.wording import JOB_LABELS, JOB_STATES, Words

WORK_LABELS: dict[str, Words] = JOB_LABELS | {
    "bodies.letters": _("Surat pengangkatan"),
    "consolidation.invite": _("Undangan"),
    "consolidation.material_told": _("Pemberitahuan bahan"),
    "consolidation.pledge_owed": _("Pengingat pakta integritas"),
    "consolidation.tell": _("Pemberitahuan tentang kegiatan"),
    "people.rotate_seals": _("Penggantian kunci data pribadi"),
    "vetting.find_doubles": _("Pencarian lamaran yang mirip"),
    "vetting.find_kin": _("Pencarian kerabat"),
    "vetting.learn": _("Belajar dari daftar"),
    "vetting.screen": _("Penyaringan wilayah"),
    "vetting.screen_person": _("Penyaringan seorang pelamar"),
}


@dataclass(frozen=True)
class WorkLine:
    """A job in words. is_stuck: it ended in a fault, and somebody must ask for it again."""

    job: Job
    label: Words
    state: Words
    is_stuck: bool


def in_words(jobs: Iterable[Job]) -> list[WorkLine]:
    """Return the jobs as lines, in their order."""
    return [WorkLine(job, WORK_LABELS[job.kind], JOB_STATES[job.state], job.state == JobState.FAILED) for job in jobs]
