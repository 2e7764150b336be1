"""I16: addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .arithmetic import join
from .words import fold

FLAT_WORDS = {"flat", "apartment", "apt", "unit", "room"}
GENERIC = {
    "and", "apartment", "apt", "av", "ave", "avenue", "bungalow", "cl", "close", "cottage", "court", "cres",
    "crescent", "crt", "ct", "dorset", "dr", "drive", "england", "flat", "gardens", "gdns", "gr", "great", "grove",
    "hampshire", "hants", "house", "lane", "ln", "no", "of", "park", "pk", "pl", "place", "rd", "rise", "road",
    "room", "sq", "square", "st", "street", "ter", "terr", "terrace", "the", "uk", "unit", "walk", "way", "wilts",
    "wiltshire",
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """An address; 0, an empty text or no words where nothing is known."""

    uprn: int
    postcode: str
    house: int
    flat: int
    words: tuple[str, ...]

    def is_empty(self) -> bool:
        return not (self.uprn or self.postcode or self.house or self.words)

    def property(self) -> int:
        if self.postcode and self.house:
            return join(packed(self.postcode), self.house)
        return join(1, self.uprn) if self.uprn else 0


def packed(postcode: str) -> int:
    number = 0
    for letter in postcode:
        number = number * 37 + (int(letter) + 1 if letter.isdigit() else ord(letter) - ord("a") + 11)
    return number


def british(postcode: str) -> bool:
    return bool(re.fullmatch(r"[a-z0-9]{2,4}[0-9][a-z]{2}", postcode))


def outward(postcode: str) -> str:
    return postcode[:-3] if british(postcode) else ""


def sector(postcode: str) -> str:
    return postcode[:-2] if british(postcode) else ""


def read_postcode(text: str) -> str:
    kept = "".join(letter for letter in text.lower() if letter.isascii() and letter.isalnum())
    return kept if 3 <= len(kept) <= 8 and not kept.startswith("zz99") else ""


def read_uprn(text: str) -> int:
    text = text.strip()
    if not (text.isascii() and text.isdigit()):
        return 0
    number = int(text)
    return number if number < 10**12 else 0


def letter_place(letter: str) -> int:
    return ord(letter) - ord("a") + 1 if letter else 0


def read(line: str, postcode: str, uprn: str) -> Place:
    house = flat = 0
    words: list[str] = []
    after_flat = False
    for part in map(fold, re.split(r"[^\w'.]|_", line)):
        if not part:
            continue
        numbered = re.fullmatch(r"([0-9]+)([a-z]?)", part)
        if after_flat and (numbered or re.fullmatch("[a-z]", part)):
            after_flat = False
            if not numbered:
                flat = letter_place(part)
            elif numbered[2]:
                flat = int(numbered[1][:6]) * 32 + letter_place(numbered[2])
            else:
                flat = int(numbered[1][:6])
            continue
        after_flat = part in FLAT_WORDS
        if numbered:
            if not house:
                house = int(numbered[1][:6])
                flat = flat or letter_place(numbered[2])
        elif len(part) >= 2 and not part[0].isdigit() and part not in GENERIC and len(words) < 4:
            words.append(part)
    if not house:
        house, flat = flat, 0
    return Place(read_uprn(uprn), read_postcode(postcode), house, flat, tuple(words))
