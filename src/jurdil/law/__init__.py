"""The law as dated data with its source, and the check of an application against it.

    profile = load_profile("pemilihan-2024")
    profile.number("body.kpps.size")
    check_application(facts, profile, "KPPS", on=day)

Pure: no Django, no clock. A number of the law stands in `rules/*.toml` or in the profile of an election, never in code.
"""

from jurdil.law.beacons import ComingBeacon, beacon_sources, coming_beacons
from jurdil.law.check import (
    CompactFinding,
    Finding,
    check_application,
    check_outcomes,
    missing_documents,
    prepare,
)
from jurdil.law.choices import NamedPolicy, named_policies
from jurdil.law.explaining import explain
from jurdil.law.facts import ApplicantFacts, FormerParty, HealthCertificate, Spouse, Waiver
from jurdil.law.outcomes import Outcome
from jurdil.law.profiles import Profile, Window, load_profile, profile_keys
from jurdil.law.records import BadRule, Rule, Source

__all__ = [
    "ApplicantFacts",
    "BadRule",
    "ComingBeacon",
    "CompactFinding",
    "Finding",
    "FormerParty",
    "HealthCertificate",
    "NamedPolicy",
    "Outcome",
    "Profile",
    "Rule",
    "Source",
    "Spouse",
    "Waiver",
    "Window",
    "beacon_sources",
    "check_application",
    "check_outcomes",
    "coming_beacons",
    "explain",
    "load_profile",
    "missing_documents",
    "named_policies",
    "prepare",
    "profile_keys",
]
