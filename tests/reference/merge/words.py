"""M10: words."""

import re

from .marks import mark


def words(text: str | None) -> str:
    """Words as they are compared; empty where there are none."""
    lower = "".join(letter.lower() for letter in text or "")
    return re.sub("[ \t\n\r\u00a0]+", " ", lower).strip(" ")


def equal(one: str | None, other: str | None) -> bool:
    if not words(one) or not words(other):
        mark("M10 no words")
        return False
    if words(one) != words(other):
        return False
    if one != other:
        mark("M10 written otherwise")
    return True


def not_different(one: str | None, other: str | None) -> bool:
    """Equal words, or one is not stated."""
    return not words(one) or not words(other) or equal(one, other)


def trimmed(text: str | None) -> str:
    """A number of an order, a specimen, a visit or a document, as numbers are compared."""
    kept = (text or "").strip(" \t\n\r\u00a0")
    return "".join(letter.lower() if letter.isascii() else letter for letter in kept)
