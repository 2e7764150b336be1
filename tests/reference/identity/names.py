"""I12, I13: given names and family names."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .words import fold

TITLES = {"dame", "dr", "lady", "lord", "master", "miss", "mr", "mrs", "ms", "mstr", "mx", "prof", "rev", "sir"}
PLACEHOLDERS = {
    "anon", "anonymous", "babe", "baby", "babyboy", "babygirl", "infant", "newborn", "noname", "notknown", "quad",
    "tbc", "triplet", "twin", "twini", "twinii", "twinone", "twintwo", "unk", "unknown", "unnamed", "xx", "xxx",
}  # fmt: skip
FIRST_PLACEHOLDERS = {
    "b", "boy", "daughter", "female", "girl", "male", "man", "mother", "na", "nil", "none", "not", "son", "test",
    "woman",
}  # fmt: skip
OF_A_FAITH = {
    "bano", "begum", "bibi", "devi", "kaur", "khanam", "khatoon", "khatun", "kumar", "kumari", "mohammed", "muhammad",
    "singh",
}  # fmt: skip
SUFFIXES = {"jnr", "jr", "junior", "senior", "snr", "sr"}
FAMILY_PLACEHOLDERS = {
    "anon", "anonymous", "na", "nil", "noname", "none", "notknown", "notstated", "surname", "tbc", "unk", "unknown",
    "unnamed", "xx", "xxx",
}  # fmt: skip
PARTICLES = {
    "al", "ap", "bin", "binti", "da", "das", "de", "del", "della", "den", "der", "di", "dos", "du", "el", "fitz",
    "ibn", "la", "las", "le", "los", "mac", "mc", "o", "san", "st", "ter", "van", "von",
}  # fmt: skip
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015-"


@dataclass
class Names:
    """What is stated of the names of one local person."""

    given: list[tuple[str, bool]] = field(default_factory=list)
    """A name, and whether it stands first."""
    family: list[tuple[str, str]] = field(default_factory=list)
    """A name, and whether it is `whole`, `former` or a `part`."""
    placeholder: bool = False

    def add_given(self, text: str) -> None:
        words = [word for word in map(fold, re.split(r'[\s,/();"_]+', text)) if word]
        read: list[str] = []
        for word in words:
            if not read and word in TITLES and len(words) > 1:
                continue
            if word in PLACEHOLDERS or re.fullmatch(r"twin[0-9]+", word):
                self.placeholder = True
                return
            if not read and ((word in FIRST_PLACEHOLDERS and len(word) >= 2) or word.isdigit()):
                self.placeholder = True
                return
            if word.isdigit() or (read and word in OF_A_FAITH):
                continue
            read.append(word)
        for place, word in enumerate(read):
            if len(self.given) < 5 and (word, place == 0) not in self.given:
                self.given.append((word, place == 0))

    def add_family(self, text: str, former: bool) -> None:
        parts = [fold(part) for part in re.split(rf"[\s,/(){DASHES}]+", text)]
        parts = [part for part in parts if part and part not in SUFFIXES]
        whole = fold("".join(parts))
        if not whole:
            return
        if whole in FAMILY_PLACEHOLDERS:
            if not former:
                self.placeholder = True
            return
        self.add_family_word(whole, "former" if former else "whole")
        long = [part for part in parts if len(part) >= 3 and part not in PARTICLES]
        if len(long) >= 2:
            for part in long[:4]:
                self.add_family_word(part, "part")

    def add_family_word(self, word: str, kind: str) -> None:
        for place, (known, held) in enumerate(self.family):
            if known == word:
                if held == "part" or (held == "former" and kind == "whole"):
                    self.family[place] = (word, held if kind == "part" else kind)
                return
        if len(self.family) < 6:
            self.family.append((word, kind))
