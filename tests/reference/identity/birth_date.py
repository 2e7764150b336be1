"""I14: dates of birth as far as they are worth anything."""

from __future__ import annotations

import re

Date = tuple[int, int, int]
"""Year, month and day; 0 for what is not known."""

WORTH_NOTHING = {
    (1753, 1, 1), (1858, 11, 17), (1899, 12, 30), (1899, 12, 31), (1900, 1, 1), (1901, 1, 1), (1911, 11, 11),
    (1970, 1, 1), (1900, 0, 0), (1901, 0, 0),
}  # fmt: skip


def read(text: str) -> Date | None:
    text = re.split("[T ]", text.strip())[0]
    found = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", text) or re.fullmatch(
        r"([0-9]{4})([0-9]{2})([0-9]{2})", text
    )
    if not found:
        return None
    year, month, day = (int(part or 0) for part in found.groups())
    if not 1850 <= year <= 2150 or month > 12 or day > 31 or (day and not month) or (year, month, day) in WORTH_NOTHING:
        return None
    return (year, 0, 0) if (month, day) == (1, 1) else (year, month, day)


def whole(date: Date) -> bool:
    return date[1] != 0 and date[2] != 0


def digits(date: Date) -> str:
    return f"{date[0]:04}{date[1]:02}{date[2]:02}"
