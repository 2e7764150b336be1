"""The consent rules again, in plain Python, written from docs/consent.md and sharing nothing with the core.

`decide(policy, register, request, record)` answers for plain JSON values. A record is
`{"demographics": [statement], "directives": [directive], "lines": [{"section": ..., "statements": [statement]}]}`
with a statement `{"source": [organisation, system, item], "labels": [...]}`.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
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
PURPOSES = ["TREAT", "ETREAT", "CAREMGT", "PATADMIN", "PATRQT", "THREAT", "HOPERAT", "PUBHLTH", "HRESCH"]
SECONDARY_USES = {"HOPERAT", "PUBHLTH", "HRESCH"}
RELATIONSHIPS = {
    "registered-patient",
    "referral",
    "admission",
    "caseload",
    "workgroup",
    "colleague-granted",
    "self-claimed",
    "patient-permission",
}
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
}
STATUTE = {"assisted-conception", "gender-recognition"}
WHITE_SPACE = set(
    "\t\n\x0b\x0c\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
INVISIBLE = {chr(code) for code in range(0x200B, 0x2010)} | {"\u2060", "\ufeff"}
ASCII_SPACE = " \t\n\x0c\r"
FULL_ROLE = re.compile(r"S[0-9]{4}:G[0-9]{4}:(R[0-9]{4})")


def instant(text: str) -> datetime:
    """An RFC 3339 instant, to the millisecond."""
    read = datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)
    return read.replace(microsecond=read.microsecond // 1000 * 1000)


def visible_characters(text: str | None) -> int:
    return sum(
        1
        for character in text or ""
        if character not in WHITE_SPACE and character not in INVISIBLE and unicodedata.category(character) != "Cc"
    )


def between(start: str | None, at: datetime, end: str | None) -> bool:
    return (start is None or instant(start) <= at) and (end is None or at < instant(end))


class Denied(Exception):
    """The look is denied; the refusal is its argument."""


class Decider:
    def __init__(self, policy: JsonObject, register: JsonObject, request: JsonObject) -> None:
        self.policy, self.request = policy, request
        self.organisations: dict[str, JsonObject] = {each["code"]: each for each in register["organisations"]}
        self.at = instant(request["at"])
        self.rules: list[list[Any]] = []
        self.overridden: set[str] = set()
        self.obligations: list[str] = []
        self.consent_limited = False

    def fire(self, rule: str, yielded: str) -> None:
        self.rules.append([rule, yielded, []])

    def forbid(self, rule: str, override: str) -> bool:
        """Denies unless the emergency overrides it; whether it does."""
        if override in self.emergency_overrides:
            self.fire(rule, "overridden")
            self.overridden.add(override)
            return True
        self.fire(rule, "denies")
        return False

    def stop_if_denied(self, refusal: str) -> None:
        if any(yielded == "denies" for _, yielded, _ in self.rules):
            raise Denied(refusal)

    # The requester

    def requester(self) -> None:
        request, policy = self.request, self.policy
        if visible_characters(request["user"]["id"]) == 0:
            self.fire("C01-user-unnamed", "denies")
        organisation = self.organisations.get(request["organisation"])
        if organisation is None:
            self.fire("C02-organisation-unknown", "denies")
        else:
            if not between(organisation.get("opened"), self.at, organisation.get("closed")):
                self.fire("C03-organisation-not-open", "denies")
            assurance = organisation["assurance"]
            held = between(assurance.get("from"), self.at, assurance.get("until"))
            if assurance["status"] != "assured" or not held:
                self.fire("C04-organisation-not-assured", "denies")
        roles: dict[str, JsonObject] = {each["code"]: each for each in policy["roles"]}
        role = roles.get(request["role"])
        full = FULL_ROLE.fullmatch(request["role"])
        if role is None and full:
            role = roles.get(full.group(1))
        if role is None:
            self.fire("C05-role-unknown", "denies")
        purpose = request["purpose"]
        if purpose not in PURPOSES:
            self.fire("C06-purpose-unknown", "denies")
        elif purpose in SECONDARY_USES:
            self.fire("C07-purpose-secondary-use", "denies")
        elif purpose not in policy["purposes"]:
            self.fire("C08-purpose-not-permitted", "denies")
        self.emergency(role)
        self.relationship(role)
        self.stop_if_denied("not-permitted")
        assert organisation is not None and role is not None, "C02 or C05 has denied"
        self.organisation, self.role = organisation, role

    def emergency(self, role: JsonObject | None) -> None:
        glass = self.policy["break_glass"]
        declared = self.request.get("break_glass")
        self.emergency_overrides: set[str] = set()
        if declared is None:
            return
        accepted = (
            role is not None
            and role["code"] in glass["roles"]
            and self.request["purpose"] in glass["purposes"]
            and visible_characters(declared.get("reason")) >= glass["reason_characters"]
        )
        if accepted:
            self.fire("C11-break-glass", "permits")
            self.obligations.append("alert-privacy-officer")
            self.emergency_overrides = set(glass["overrides"])
        else:
            self.fire("C10-break-glass-not-accepted", "ignored")

    def relationship(self, role: JsonObject | None) -> None:
        claimed = self.request.get("relationship")
        if claimed is None:
            failed = "C12-relationship-missing"
        elif claimed["kind"] not in RELATIONSHIPS:
            failed = "C13-relationship-unknown"
        elif role is not None and claimed["kind"] not in role["relationships"]:
            failed = "C14-relationship-not-for-role"
        elif (
            claimed["kind"] == "self-claimed"
            and visible_characters(claimed.get("reason")) < self.policy["self_claim_reason_characters"]
        ):
            failed = "C15-relationship-reason-missing"
        else:
            if claimed["kind"] == "self-claimed" and not self.obligations:
                self.obligations.append("alert-privacy-officer")
            self.fire("C16-relationship", "permits")
            return
        self.forbid(failed, "relationship")

    # Directives

    def in_effect(self, directive: JsonObject) -> bool:
        starts = directive.get("starts")
        if starts is None and directive["effect"] == "consent":
            starts = directive["made"]
        return between(starts, self.at, directive.get("ends"))

    @staticmethod
    def understood(directive: JsonObject) -> bool:
        scope = directive["scope"]
        if scope == "not-understood":
            return False
        if directive["effect"] == "consent":
            return True
        ends = directive.get("ends")
        if ends is not None and instant(ends) <= instant(directive.get("starts") or directive["made"]):
            return False
        if "organisation-kind" in scope:
            return scope["organisation-kind"] in KINDS
        if "user" in scope:
            return bool(scope["user"].strip(ASCII_SPACE))
        if "label" in scope:
            return bool(scope["label"].strip(ASCII_SPACE))
        return True

    def standing(self, directives: list[JsonObject]) -> tuple[list[JsonObject], bool]:
        """The scopes of the dissents that stand, and whether every directive is understood."""
        consents = [each for each in directives if each["effect"] == "consent" and self.in_effect(each)]
        scopes = []
        for dissent in directives:
            if dissent["effect"] != "dissent" or not self.in_effect(dissent):
                continue
            if dissent["scope"] == "not-understood":
                continue
            cancelled = any(
                consent["scope"] == dissent["scope"] and instant(consent["made"]) > instant(dissent["made"])
                for consent in consents
            )
            if not cancelled:
                scopes.append(dissent["scope"])
        return scopes, all(self.understood(each) for each in directives)

    # The person

    def person(self, record: JsonObject) -> None:
        self.scopes, all_understood = self.standing(record["directives"])
        if {"shared-record": "do-not-hold"} in self.scopes:
            self.fire("C21-do-not-hold", "denies")
        elif {"shared-record": "hide"} in self.scopes:
            self.forbid("C22-opt-out", "opt-out")
        if not all_understood:
            self.consent_limited |= self.forbid("C23-not-understood", "not-understood")
        labels = {label for stated in record["demographics"] for label in stated["labels"]}
        if labels - {"restricted"}:
            self.fire("C24-person-never-shown", "denies")
        self.restricted_view = "restricted" in labels and self.forbid("C25-person-restricted", "restricted-person")
        for rule, override, concerns in (
            ("C26-organisation-dissent", "organisation-dissent", self.names_organisation),
            ("C27-organisation-kind-dissent", "organisation-dissent", self.names_kind),
            ("C28-purpose-dissent", "purpose-dissent", self.names_purpose),
            ("C29-user-dissent", "user-dissent", self.names_user),
        ):
            if any(concerns(scope) for scope in self.scopes):
                self.consent_limited |= self.forbid(rule, override)
        self.stop_if_denied("not-available")

    def names_organisation(self, scope: JsonObject) -> bool:
        code = scope.get("organisation")
        while code is not None:
            if code == self.organisation["code"]:
                return True
            code = self.organisations.get(code, {}).get("successor")
        return False

    def names_kind(self, scope: JsonObject) -> bool:
        return bool(scope.get("organisation-kind") == self.organisation["kind"])

    def names_purpose(self, scope: JsonObject) -> bool:
        return bool(scope.get("purpose") == self.request["purpose"])

    def names_user(self, scope: JsonObject) -> bool:
        def folded(text: str) -> str:
            return re.sub("[A-Z]", lambda letter: letter.group().lower(), text.strip(ASCII_SPACE))

        return "user" in scope and folded(scope["user"]) == folded(self.request["user"]["id"])

    # Sections and lines

    def note(self, rule: str, yielded: str, section: str) -> None:
        self.found.setdefault((rule, yielded), set()).add(section)

    def dissent(self, rule: str, override: str, section: str, may_override: bool = True) -> bool:
        """Whether the emergency overrides a dissent that withholds."""
        self.consent_limited = True
        return self.withhold(rule, override, section, may_override)

    def withhold(self, rule: str, override: str, section: str, may_override: bool) -> bool:
        if may_override and override in self.emergency_overrides:
            self.overridden.add(override)
            self.note(rule, "overridden", section)
            return True
        self.note(rule, "withholds", section)
        return False

    def open_section(self, section: str) -> bool:
        if section not in self.role["sections"]:
            self.note("C40-section-not-for-role", "withholds", section)
            return False
        is_open = True
        if {"section": section} in self.scopes:
            is_open = self.dissent("C41-section-dissent", "section-dissent", section)
        if self.restricted_view and section in ("documents", "social-care"):
            self.note("C42-restricted-view", "withholds", section)
            is_open = False
        return is_open

    def labels_seen(self, labels: set[str], section: str) -> bool:
        seen = True
        for label in labels:
            if label in STATUTE:
                self.note("C43-legally-restricted", "withholds", section)
                seen = False
                continue
            opens = label in KNOWN_LABELS and label not in self.policy["break_glass"]["never_opens"]
            if label == "not-for-person":
                if self.request["purpose"] == "PATRQT":
                    self.note("C44-not-for-person", "withholds", section)
                    seen = False
            elif label not in self.role["labels"]:
                seen &= self.withhold("C45-label-not-granted", "label-not-granted", section, opens)
            if {"label": label} in self.scopes:
                seen &= self.dissent("C46-label-dissent", "label-dissent", section, opens)
        return seen

    def statement_seen(self, source: list[str], section: str) -> bool:
        seen = True
        organisation, system, item = source
        if self.restricted_view:
            known = self.organisations.get(organisation)
            if known is None or known["kind"] in LOCAL_KINDS:
                self.note("C42-restricted-view", "withholds", section)
                seen = False
        if {"item": {"organisation": organisation, "system": system, "item": item}} in self.scopes:
            seen &= self.dissent("C47-item-dissent", "item-dissent", section)
        return seen

    def sections(self, record: JsonObject) -> tuple[dict[str, str], list[str]]:
        self.found: dict[tuple[str, str], set[str]] = {}
        states: dict[str, str] = {}
        shown: list[str] = []
        groups: list[tuple[set[str], list[JsonObject]]]  # the labels of a line, and its statements
        for section in SECTIONS:
            if not self.open_section(section):
                states[section] = "withheld"
                continue
            if section == "demographics":
                groups = [(set(), [stated]) for stated in record["demographics"]]
            else:
                groups = [
                    ({label for stated in line["statements"] for label in stated["labels"]}, line["statements"])
                    for line in record["lines"]
                    if line["section"] == section
                ]
            seen = withheld = False
            for labels, statements in groups:
                if not self.labels_seen(labels, section):
                    withheld = True
                    continue
                for stated in statements:
                    if self.statement_seen(stated["source"], section):
                        seen = True
                        shown.append("/".join(stated["source"]))
                    else:
                        withheld = True
            said = []
            for stated in record.get("section_statements", []) if section != "demographics" else []:
                if stated["section"] != section:
                    continue
                if self.labels_seen(set(stated["labels"]), section) and self.statement_seen(stated["source"], section):
                    said.append("/".join(stated["source"]))
                else:
                    withheld = True
            if seen:
                states[section] = "partly-withheld" if withheld else "shown"
            else:
                states[section] = "withheld" if withheld else "nothing-recorded"
            if states[section] != "withheld":
                shown += said
        order = {"withholds": 0, "overridden": 1}
        for (rule, yielded), where in sorted(self.found.items(), key=lambda found: (found[0][0], order[found[0][1]])):
            self.rules.append([rule, yielded, [section for section in SECTIONS if section in where]])
        return states, sorted(shown)

    def decide(self, record: JsonObject | None) -> JsonObject:
        try:
            self.requester()
            if record is None:
                self.fire("C20-person-not-found", "denies")
                raise Denied("not-available")
            self.person(record)
        except Denied as denied:
            answer = {"outcome": "deny", "refusal": denied.args[0], "rules": self.rules}
            if self.obligations:
                answer["obligations"] = self.obligations
            return answer
        states, shown = self.sections(record)
        if self.overridden:
            self.obligations.append("tell-person")
        if any(rule == "C22-opt-out" for rule, _, _ in self.rules):
            consent = "opted-out-overridden"
        else:
            consent = "limited" if self.consent_limited else "shared"
        answer = {"outcome": "permit", "rules": self.rules, "sections": states, "consent": consent, "shown": shown}
        if self.overridden:
            answer["overrides"] = [each for each in OVERRIDES if each in self.overridden]
        if self.obligations:
            answer["obligations"] = self.obligations
        return answer


def decide(policy: JsonObject, register: JsonObject, request: JsonObject, record: JsonObject | None) -> JsonObject:
    """The decision, and the statements that are shown."""
    return Decider(policy, register, request).decide(record)
