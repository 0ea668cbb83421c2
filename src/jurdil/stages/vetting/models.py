"""Screenings, matches, clarifications, rulings, and inquiries to those who made the lists."""

from __future__ import annotations

from decimal import Decimal

from django.db import models

from jurdil.foundation.accounts.roles import Role
from jurdil.foundation.storage.codes import CodeField
from jurdil.foundation.storage.ids import new_id
from jurdil.foundation.storage.seals import SealedField
from jurdil.registry.elections.models import Election
from jurdil.registry.people.models import Person
from jurdil.registry.rosters.models import RosterKind, Snapshot
from jurdil.stages.vetting import double_models, kin_models  # noqa: F401  # Django looks here for tables
from jurdil.stages.vetting.suspicion_models import Decision, Question, Review, Suspicion


class Screening(models.Model):
    """One run of people against snapshots. people, pairs: how many were compared and how many matches came of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="screenings")
    region = CodeField()
    snapshots = models.JSONField(default=list)
    started_at = models.DateTimeField()
    people = models.PositiveIntegerField(default=0)
    pairs = models.PositiveIntegerField(default=0)
    is_simulated = models.BooleanField(default=False)


class FrozenModel(models.Model):
    """What the weights of an election rest on, for one kind of comparison: learnt once, fixed until an officer acts.

    about: whose values are compared, and with which kind of list (`kind_of`). text: the engine's model as JSON: rates,
    no person. digest: SHA-256 of it. people, entries: how many it was learnt from. counts: matches by grade under the
    model before and this one, and how many came and went. frozen_at: from when it holds; empty while it is only a
    proposal.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="models")
    about = models.CharField(max_length=16)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    people = models.PositiveIntegerField()
    entries = models.PositiveIntegerField()
    counts = models.JSONField(default=dict)
    learnt_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True)
    frozen_by = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["election", "about", "frozen_at"], name="frozen_model")]


class RulingOutcome(models.TextChoices):
    """What two people decided about a match."""

    CONFIRMED = "confirmed"
    OTHER_PERSON = "other_person"
    LISTED_WITHOUT_CONSENT = "listed_without_consent"
    FORMER_MEMBER = "former_member"
    WITHDRAWN = "withdrawn"
    SPOUSE_STEPS_BACK = "spouse_steps_back"
    EXPIRED = "expired"


# The outcomes that keep somebody from a seat; all others clear the pair.
EXCLUDING = frozenset({RulingOutcome.CONFIRMED, RulingOutcome.WITHDRAWN, RulingOutcome.EXPIRED})


class About(models.TextChoices):
    """Whose values were compared: a list of organisers is compared with the spouse whom the person named."""

    SELF = "self"
    SPOUSE = "spouse"


class Presence(models.TextChoices):
    """Whether the entry of a match stands in the newest delivery of its list, which may be incomplete (lacking)."""

    THERE = "there"
    ALTERED = "altered"
    DROPPED = "dropped"
    LACKING = "lacking"


class Match(Suspicion):
    """A suspicion with reasons: this person may be this entry. Never a judgement.

    entry: the entry's values as the list had them, sealed JSON.
    pair: keyed hash over roster and entry values, so that the same claim in a later snapshot is the same pair.
    person_print: keyed hash over the person's compared values; a cleared pair stays cleared while both are unchanged.
    region: where the person applied or serves. reviewed_by: who looked at a weak match and found it worth asking.
    model: digest of the frozen model that weighed it, empty where none was frozen. earlier: what was given before,
    `[{probability, grade, model, until}]`; where the person's values or the entry changed then, `changed` says which of
    the two (person, entry) and `found` since when it had been as it was.
    sought_in: the newest delivery of the list in which the entry was sought, empty while its own is the newest.
    presence: what was found there; it decides nothing. presence_at: since when that is so.
    """

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="matches")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="matches")
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="matches")
    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="matches")
    roster = models.CharField(max_length=60)
    kind = models.CharField(max_length=14, choices=RosterKind.choices)
    about = models.CharField(max_length=6, choices=About.choices, default=About.SELF)
    entry_id = models.CharField(max_length=80)
    entry = SealedField()
    evidence_class = models.CharField(max_length=2, blank=True)
    pair = models.CharField(max_length=64)
    person_print = models.CharField(max_length=64)
    outcome = models.CharField(max_length=24, choices=RulingOutcome.choices, blank=True)
    reviewed_by = models.CharField(max_length=80, blank=True)
    reviewed_at = models.DateTimeField(null=True)
    review_reason = models.CharField(max_length=300, blank=True)
    model = models.CharField(max_length=64, blank=True)
    earlier = models.JSONField(default=list)
    sought_in = models.ForeignKey(Snapshot, on_delete=models.PROTECT, null=True, related_name="sought_matches")
    presence = models.CharField(max_length=8, choices=Presence.choices, blank=True)
    presence_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["election", "person", "pair", "person_print"], name="one_match_a_pair"),
        ]
        indexes = [
            models.Index(fields=["region", "state"], name="match_region"),
            models.Index(fields=["roster", "state"], name="match_roster"),
        ]

    @property
    def before_correction(self) -> dict[str, str] | None:
        """Return the most that was given (see `earlier`) before the person's data were corrected, if more than now."""
        of_other_data = (each for each in self.earlier if each.get("changed") == "person")
        most = max(of_other_data, key=lambda each: Decimal(each["probability"]), default=None)
        return most if most is not None and Decimal(most["probability"]) > self.probability else None


class AnswerKind(models.TextChoices):
    """What the person says about a match."""

    NOT_ME = "not_me"
    WITHOUT_CONSENT = "without_consent"
    FORMER = "former"
    MEMBER = "member"
    SPOUSE_STEPS_BACK = "spouse_steps_back"
    WITHDRAW = "withdraw"
    OTHER = "other"


class Clarification(Question):
    """The question to a person about one match, and the answer."""

    match = models.ForeignKey(Match, on_delete=models.PROTECT, related_name="questions")

    @property
    def is_added(self) -> bool:
        """Return whether nobody asked: the person corrected or added to an answer."""
        return self.asked_by.split(":")[0] == Role.APPLICANT


class Ruling(Decision):
    """The decision of two different officers on one match. basis: the rule of that kind of list."""

    match = models.ForeignKey(Match, on_delete=models.PROTECT, related_name="rulings")
    outcome = models.CharField(max_length=24, choices=RulingOutcome.choices)
    basis = models.CharField(max_length=60)
    leaf_id = models.UUIDField(null=True)


class Objection(Review):
    """A person's objection to a ruling on a match. answer: the ruling of the review."""

    match = models.ForeignKey(Match, on_delete=models.PROTECT, related_name="objections")
    ruling = models.ForeignKey(Ruling, on_delete=models.PROTECT, related_name="objections")
    answer = models.ForeignKey(Ruling, on_delete=models.PROTECT, null=True, related_name="answered")
    leaf_id = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ruling"], name="one_objection_a_ruling")]

    @property
    def is_revised(self) -> bool:
        """Return whether the review came to another outcome."""
        return self.answer is not None and self.answer.outcome != self.ruling.outcome


class Inquiry(models.Model):
    """One batch of questions to the maker of one roster; the replies come back as a file."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="inquiries")
    roster = models.CharField(max_length=60)
    region = CodeField()
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    deadline = models.DateTimeField()
    replied_at = models.DateTimeField(null=True)
    is_simulated = models.BooleanField(default=False)


class InquiryReply(models.TextChoices):
    """What the maker of a list may say about one entry."""

    MEMBER = "member"
    FORMER = "former"
    NOT_MEMBER = "not_member"
    UNKNOWN = "unknown"


class InquiryLine(models.Model):
    """One match inside an inquiry, and what the maker of the list replied. pair: the claim that is asked about."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="lines")
    match = models.ForeignKey(Match, on_delete=models.PROTECT, related_name="inquiry_lines")
    pair = models.CharField(max_length=64)
    reply = models.CharField(max_length=24, choices=InquiryReply.choices, blank=True)
    left_on = models.DateField(null=True)
    note = SealedField()
