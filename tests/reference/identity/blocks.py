"""I20: the keys of a row."""

from __future__ import annotations

from . import birth_date
from .address import outward, packed, sector
from .arithmetic import hash_text, join, joined
from .model import Model
from .particulars import Particulars
from .words import is_initial, root_sounds, sound, sound_number

KINDS = (
    "number", "date_and_family", "date_and_initial", "postcode_and_given", "property", "contact", "names_and_year",
    "names_and_day", "names_and_district", "rare_names", "date", "postcode", "house_and_word", "names", "words",
)  # fmt: skip
MOST = 200


def key(kind: str, *parts: int) -> int:
    number = KINDS.index(kind)
    return number << 60 | joined(number, list(parts)) >> 4


def kind_of(block: int) -> str:
    return KINDS[block >> 60]


def ordered(one: int, other: int) -> tuple[int, int]:
    return min(one, other), max(one, other)


def keys(row: Particulars, model: Model) -> list[int]:
    found = {key("number", 0, digits) for digits, _, _ in row.counted_numbers}
    found |= {key("number", 1, hash_text(identifier)) for identifier in row.identifiers}
    given = [name for name, first in row.names.given if first][:2]
    family = [name for name, _ in row.names.family if sound(name)][:4]
    sounds = [sound_number(each) for name in given for each in root_sounds(name)[:2]]
    initials = [ord(each[0]) for name in given for each in root_sounds(name)[:2]]
    days = [(date[0], *ordered(date[1], date[2])) for date in row.dates if birth_date.whole(date)]
    for day in days:
        found |= {key("date_and_family", *day, sound_number(sound(name))) for name in family}
        found |= {key("date_and_initial", *day, initial) for initial in initials}
    for place in row.places:
        if place.postcode:
            found |= {key("postcode_and_given", packed(place.postcode), each) for each in sounds}
        if place.property():
            found |= {key("property", place.property(), 0, date[0]) for date in row.dates}
            found |= {key("property", place.property(), 1, initial) for initial in initials}
    for initial in initials:
        found |= {key("contact", 0, phone, initial) for phone in row.phones}
        found |= {key("contact", 1, email, initial) for email in row.emails}
    for one in [name for name in given if not is_initial(name)]:
        for other in family[:3]:
            found |= both_names(row, one, other, model)
    if model.thorough:
        found |= thorough(row, days, sounds, family[:3])
    return sorted(found)[:MOST]


def both_names(row: Particulars, given: str, family: str, model: Model) -> set[int]:
    found = set()
    surprise = model.given.of(given) + model.family.of(family)
    frequent = surprise < model.frequent_at
    for each in root_sounds(given)[:2]:
        names = join(*ordered(sound_number(each), sound_number(sound(family))))
        for year, month, day in row.dates:
            if not (month and day) or not frequent:
                found.add(key("names_and_year", names, year))
            else:
                found |= {key("names_and_year", names, year, 1, month), key("names_and_year", names, year, 2, day)}
            if month and day:
                found.add(key("names_and_day", names, month, day))
        for place in row.places:
            district = sector(place.postcode) if frequent else outward(place.postcode)
            if district:
                found.add(key("names_and_district", names, packed(district)))
    if surprise >= model.rare_at:
        found.add(key("rare_names", *ordered(hash_text(given), hash_text(family))))
    return found


def thorough(row: Particulars, days: list[tuple[int, int, int]], sounds: list[int], family: list[str]) -> set[int]:
    found = {key("date", *day) for day in days}
    for place in row.places:
        if place.postcode:
            found.add(key("postcode", packed(place.postcode)))
        for number, word in enumerate(map(hash_text, place.words)):
            if place.house:
                found.add(key("house_and_word", place.house, word))
            found |= {key("words", 0, word, sound_number(sound(name))) for name in family}
            for other in place.words[number + 1 :]:
                found.add(key("words", 1, *ordered(word, hash_text(other))))
    for each in sounds:
        found |= {key("names", *ordered(each, sound_number(sound(name)))) for name in family}
    return found
