"""The words and the small readings that every rule shares: vocabularies, visible characters, instants and windows."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

# An object as JSON writes it: names and their values.
JsonObject = dict[str, Any]

SECTIONS = [
    "demographics",
    "alerts",
    "about-me",
    "problems",
    "allergies",
    "medications",
    "investigations",
    "related-people",
    "care-providers",
    "documents",
    "encounters",
    "procedures",
    "immunisations",
    "social-care",
]
PURPOSES = [
    "TREAT",
    "ETREAT",
    "CAREMGT",
    "PATADMIN",
    "PATRQT",
    "FAMRQT",
    "PWATRNY",
    "THREAT",
    "HOPERAT",
    "PUBHLTH",
    "HRESCH",
]
SECONDARY_USES = {"HOPERAT", "PUBHLTH", "HRESCH"}
OWN_VIEWS = ["PATRQT", "FAMRQT", "PWATRNY"]
RELATIONSHIPS = {
    "registered-patient",
    "referral",
    "admission",
    "caseload",
    "workgroup",
    "colleague-granted",
    "self-claimed",
    "patient-permission",
    "person-themself",
    "proxy",
}
ASSERTERS = {"system", "user", "colleague", "person"}
CONNECTIONS = {"self", "relative", "colleague"}
OVERRIDES = [
    "relationship",
    "opt-out",
    "not-understood",
    "organisation-dissent",
    "purpose-dissent",
    "user-dissent",
    "section-dissent",
    "item-dissent",
    "label-dissent",
    "label-not-granted",
    "restricted-person",
    "connection",
    "deceased",
    "permission",
]
KINDS = {
    "acute-trust",
    "gp-practice",
    "community-trust",
    "ambulance-trust",
    "council",
    "hospice",
    "icb",
    "pharmacy",
    "urgent-care",
    "care-home",
}
LOCAL_KINDS = {"gp-practice", "council", "hospice", "pharmacy", "care-home"}
# A2, in its order.
EVIDENCE = [
    "data-security-toolkit",
    "commissioner-registration",
    "sharing-agreement",
    "caldicott-guardian",
    "training",
    "impact-assessment",
    "network",
]
DEFAULT_EVIDENCE = EVIDENCE[:5]
PROXIES = {"parental-responsibility", "attorney", "deputy"}
KNOWN_LABELS = {
    "restricted",
    "very-restricted",
    "not-for-person",
    "third-party",
    "sexual-health",
    "hiv",
    "mental-health",
    "substance-use",
    "violence",
    "termination",
    "location",
    "assisted-conception",
    "gender-recognition",
    "safeguarding",
    "awaiting-review",
}
STATUTE = {"assisted-conception", "gender-recognition"}
NEEDS_NO_GRANT = {"not-for-person", "awaiting-review"}
# The reason classes, in the order of the table.
CLASSES = ["role", "agreement", "wish", "protected", "law", "not-for-person", "embargo"]

WHITE_SPACE = set(
    "\t\n\x0b\x0c\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
INVISIBLE = {chr(code) for code in range(0x200B, 0x2010)} | {"\u2060", "\ufeff"}
ASCII_SPACE = " \t\n\x0c\r"
FULL_ROLE = re.compile(r"S[0-9]{4}:G[0-9]{4}:(R[0-9]{4})")
ASCII_FOLD = {ord(letter): letter.lower() for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HOUR = 3_600_000
DAY = 24 * HOUR


def visible_characters(text: str | None) -> int:
    return sum(
        1
        for character in text or ""
        if character not in WHITE_SPACE and character not in INVISIBLE and unicodedata.category(character) != "Cc"
    )


def fold(text: str) -> str:
    """The text but for ASCII case."""
    return text.translate(ASCII_FOLD)


def same(text: str) -> str:
    """What two user ids or team names that are the same have in common."""
    return fold(text.strip(ASCII_SPACE))


@cache
def instant(text: str) -> int:
    """An RFC 3339 instant, in milliseconds since 1970."""
    read = datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)
    return (read - EPOCH) // timedelta(milliseconds=1)


def optional_instant(text: str | None) -> int | None:
    return None if text is None else instant(text)


def earliest_instant(partial: str) -> int:
    """The earliest instant of a partial date. A date without a time begins at midnight UTC of its first day."""
    if "T" in partial:
        return instant(partial)
    return instant((partial + "-01-01"[3 * partial.count("-") :]) + "T00:00:00Z")


@cache
def instant_text(at: int) -> str:
    """RFC 3339 with milliseconds and `Z`."""
    return (EPOCH + timedelta(milliseconds=at)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def between(start: int | None, at: int, end: int | None) -> bool:
    """Whether the window `start`, `end` holds; an absent end of it is open."""
    return (start is None or start <= at) and (end is None or at < end)
