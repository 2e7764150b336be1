"""I10, I19: a folded word, its sound, its look, and how near two words are."""

from __future__ import annotations

import functools

from . import page

LONGEST = 23

CODES = {
    letter: digit
    for digit, letters in enumerate(("bfpv", "cgjkqsxz", "dt", "l", "mn", "r"), start=1)
    for letter in letters
}


@functools.cache
def marks() -> dict[str, str]:
    found = {}
    for line in page.fenced("Letters"):
        plain, *marked = line.split()
        found.update(dict.fromkeys(marked, plain))
    return found


def counts_as_letter(letter: str) -> bool:
    """The Unicode properties Alphabetic and Numeric."""
    return letter.isalnum()


@functools.cache
def fold(text: str) -> str:
    word, size = "", 0
    for letter in text:
        if not counts_as_letter(letter):
            continue
        for lower in letter.lower():
            plain = marks().get(lower, lower)
            if not counts_as_letter(plain[0]):
                continue
            size += len(plain.encode())
            if size > LONGEST:
                return word
            word += plain
    return word


def is_initial(word: str) -> bool:
    return len(word.encode()) == 1


@functools.cache
def sound(word: str) -> str:
    """Four characters, or none for a word without a letter of a to z."""
    letters = [letter for letter in word if "a" <= letter <= "z"]
    if not letters:
        return ""
    start = "".join(letters[:2])
    if start in ("kn", "wr", "ph"):
        head, rest = {"kn": "n", "wr": "r", "ph": "f"}[start], letters[2:]
    else:
        head, rest = letters[0], letters[1:]
        if head in "cq":
            head = "k"
        elif head == "g" and start[1:] in tuple("eiy"):
            head = "j"
        elif head == "z":
            head = "s"
    code, last = head, CODES.get(head, 0)
    for letter in rest:
        digit = CODES.get(letter, 0)
        if digit and digit != last and len(code) < 4:
            code += str(digit)
        if letter not in "hw":
            last = digit
    return code.ljust(4, "0")


def sound_number(code: str) -> int:
    return int.from_bytes(code.encode(), "big")


@functools.cache
def groups() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(line.split()) for line in page.fenced("Roots of given names"))


@functools.cache
def roots(word: str) -> tuple[str, ...]:
    """The names of the groups a name is a member of, the first four."""
    return tuple(group[0] for group in groups() if word in group)[:4]


@functools.cache
def root_sounds(word: str) -> tuple[str, ...]:
    sounds = tuple(dict.fromkeys(sound(root) for root in roots(word))) or (sound(word),)
    return tuple(each for each in sounds if each)


@functools.cache
def look(word: str) -> str:
    pairs, letters = {"rn": "m", "vv": "w", "cl": "d"}, {"1": "l", "i": "l", "j": "l", "0": "o", "5": "s", "8": "b"}
    seen, place = "", 0
    while place < len(word):
        two = word[place : place + 2]
        seen += pairs.get(two) or letters.get(word[place], word[place])
        place += 2 if two in pairs else 1
    return seen


def distance(left: bytes, right: bytes) -> int:
    """Optimal string alignment."""
    rows = [list(range(len(right) + 1))]
    for i, x in enumerate(left, start=1):
        row = [i]
        for j, y in enumerate(right, start=1):
            cost = min(rows[i - 1][j - 1] + (x != y), rows[i - 1][j] + 1, row[j - 1] + 1)
            if i > 1 and j > 1 and x == right[j - 2] and left[i - 2] == y:
                cost = min(cost, rows[i - 2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]


@functools.lru_cache(maxsize=1 << 20)
def edits(left: str, right: str) -> int:
    """Bytes are compared, which is letters wherever names are folded to plain ones."""
    one, other = left.encode(), right.encode()
    if abs(len(one) - len(other)) > 2:
        return 3
    return distance(one, other)


@functools.lru_cache(maxsize=1 << 20)
def slip(left: str, right: str) -> bool:
    if look(left) == look(right):
        return True
    shorter, longer = sorted((len(left.encode()), len(right.encode())))
    if shorter >= 7:
        return edits(left, right) <= 2
    return shorter >= 2 and longer >= 3 and edits(left, right) <= 1
