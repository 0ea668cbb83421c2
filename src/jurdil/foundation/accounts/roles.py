"""The roles of the design's table, and the actor in whose name a verb runs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from jurdil.errors import NotFound, Refused
from jurdil.foundation.storage.codes import covers


class Role(StrEnum):
    """What somebody may be to the system."""

    APPLICANT = "applicant"
    PPS = "pps"
    PPK = "ppk"
    KPU_REGENCY = "kpu_regency"
    KPU_PROVINCE = "kpu_province"
    SUPERVISOR = "supervisor"
    PARTNER = "partner"
    PUBLIC = "public"
    SYSTEM = "system"


LABELS_ID: dict[Role, str] = {
    Role.APPLICANT: gettext_noop("Pelamar"),
    Role.PPS: gettext_noop("Petugas PPS"),
    Role.PPK: gettext_noop("Petugas PPK"),
    Role.KPU_REGENCY: gettext_noop("Petugas KPU Kabupaten/Kota"),
    Role.KPU_PROVINCE: gettext_noop("Petugas KPU Provinsi"),
    Role.SUPERVISOR: gettext_noop("Pengawas"),
    Role.PARTNER: gettext_noop("Mitra (camat, lurah, RW, RT)"),
    Role.PUBLIC: gettext_noop("Warga"),
    Role.SYSTEM: gettext_noop("Sistem"),
}


def role_of(label: str) -> str:
    """Return the role that a record names as who acted (`Actor.label`), in the reader's words; never a name."""
    name = label.split(":")[0]
    return _(LABELS_ID[Role(name)]) if name in set(Role) else name


OFFICERS = frozenset({Role.PPS, Role.PPK, Role.KPU_REGENCY, Role.KPU_PROVINCE})


@dataclass(frozen=True)
class Actor:
    """Somebody who acts: the account, the role they act in, and the code below which they may see and act.

    region: `31.71` reaches everything in it; a station code reaches that station only; empty is the nation.
    person_id: the person that an applicant is, who reaches their own file and nothing else; or that an officer is known
    to be, so that nobody acts on their own case.
    is_simulated: the act is the demo's, not an officer's, and every record of it says so.
    """

    role: Role
    region: str
    account_id: UUID | None = None
    name: str = ""
    person_id: UUID | None = None
    is_simulated: bool = False

    @property
    def label(self) -> str:
        """How records name the actor: the role and the account, never a person's name."""
        made = f"{self.role.value}:{self.account_id or '-'}"
        return made + ":simulated" if self.is_simulated else made

    def reaches(self, region: str) -> bool:
        """Return whether `region` is the actor's to act on."""
        return self.role not in (Role.APPLICANT, Role.PUBLIC) and covers(self.region, region)

    def must_reach(self, region: str) -> None:
        """Raise Refused (access.region) unless the actor reaches `region`."""
        if not self.reaches(region):
            raise Refused(
                "access.region",
                "Wilayah ini di luar wilayah kerja Anda.",
                "Masuk dengan akun wilayah itu, atau minta petugas wilayah itu melakukannya.",
            )


def own_person(actor: Actor) -> UUID:
    """Return the person that an applicant is. Raises NotFound for anybody else."""
    if actor.role != Role.APPLICANT or actor.person_id is None:
        raise NotFound("Halaman ini hanya untuk orang yang bersangkutan.")
    return actor.person_id


def is_same_hand(label: str, actor: Actor) -> bool:
    """Return whether the actor is not surely another person than a record's label names.

    Somebody with two mandates has two labels and is still one person.
    """
    return actor.account_id is None or str(actor.account_id) in label.split(":")


def must_be_another(actor: Actor, first: str) -> None:
    """Raise Refused (access.two_people) unless the actor is surely another person than the label `first` names."""
    if is_same_hand(first, actor):
        raise Refused(
            "access.two_people",
            "Tanda tangan kedua harus dari orang lain.",
            "Minta petugas lain yang berwenang untuk menandatangani.",
        )


PUBLIC_ACTOR = Actor(role=Role.PUBLIC, region="")
