"""Made populations: few local persons of people who are easily taken for one another, and what is said of them.

One seed makes the same ones. Twins, a mother and a daughter of one name, numbers of a relative, placeholders, short
forms, merges and decisions that clash: far more of each than there are, so that every rule is met.
"""

from __future__ import annotations

from typing import Any

from identity.persons import Key, Statement
from identity_made import Dice, typed_wrong, valid_number

Stated = dict[str, Any]

SOURCES = [("RBD", "PAS"), ("RBD", "EPR"), ("RDZ", "PAS"), ("J81001", "EMIS"), ("E06000059", "Mosaic")]
STATUSES = ["01", "01", "01", "", "", "02", "04", "05", "07"]
FAMILIES = ["O'Brien", "Smith", "Smyth", "Li", "Ng", "Taylor", "Smith-Jones", "Müller", "Łukasz", "Ó Súilleabháin"]
GIVEN = {
    "female": ["Anne", "Anna", "Annette", "Mary", "Elizabeth", "Joan", "Jo", "Samantha", "Zoë", "Katherine", "Bo"],
    "male": ["John", "Jon", "William", "Robert", "Sam", "James", "Bo", "Jöns", "Ian", "Edward"],
}
WRITTEN = {
    "Elizabeth": ["Liz", "Betty", "Beth"], "William": ["Bill", "Will"], "Robert": ["Bob", "Rob", "Bert"],
    "Katherine": ["Kate", "Kathy", "Catherine"], "James": ["Jim", "Jamie"], "John": ["Johnny", "Jack", "Jon"],
    "Edward": ["Ted", "Ed", "Ned"], "Samantha": ["Sam", "Sammy"], "Anne": ["Ann", "Annie", "Anne-Marie"],
}  # fmt: skip
NO_NAMES = ["BABY", "Twin 1", "Unknown", "Baby Girl", "Test", "UNK"]
NO_FAMILIES = ["Unknown", "XX", "Not Known"]
DATES = ["1944-03-05", "1944-05-03", "1945-03-05", "1971-09-30", "2001-02-02", "1970-01-01", "1944-03-15"]
NO_DATES = ["", "", "1944", "1944-03", "1900-01-01", "1970-01-01"]
POSTCODES = ["DT1 1XJ", "BH15 2AB"]


class Population:
    def __init__(self, dice: Dice) -> None:
        self.dice = dice
        self.numbers = sorted({valid_number(dice) for _ in range(3)})
        self.statements: list[Statement] = []
        self.items = 0
        self.true = [self.true_person()]
        while len(self.true) < 3:
            self.true.append(self.relative(self.true[0]))
        self.keys = sorted({self.key() for _ in range(2 + dice.below(7))})

    def true_person(self) -> Stated:
        gender = self.dice.of(["female", "male"])
        return {
            "given": self.dice.of(GIVEN[gender]),
            "family": self.dice.of(FAMILIES),
            "born": self.dice.of(DATES),
            "gender": gender,
            "postcode": self.dice.of(POSTCODES),
            "number": self.numbers[0] if self.dice.one_in(2) else self.dice.of(self.numbers),
        }

    def relative(self, of: Stated) -> Stated:
        """A twin, a child of the same name, or somebody who has the one's number."""
        other = self.true_person()
        kept = [("family", "born", "postcode"), ("given", "family", "gender"), ("number", "born"), ("family",)]
        return other | {name: of[name] for name in self.dice.of(kept)}

    def key(self) -> Key:
        source = self.dice.of(SOURCES)
        if self.dice.one_in(6):
            return (*source, "nhs-number", self.dice.of(self.numbers))
        return (*source, self.dice.of(["local", "local", "local", "hospital"]), str(1 + self.dice.below(4)))

    def of_key(self) -> Key:
        return self.key() if self.dice.one_in(12) else self.dice.of(self.keys)

    def given(self, true: Stated) -> list[str]:
        dice, name = self.dice, true["given"]
        match dice.below(12):
            case 0:
                return []
            case 1:
                return dice.of(NO_NAMES).split()
            case 2 | 3:
                return [name[0]]
            case 4 | 5:
                return [dice.of(WRITTEN.get(name, [name]))]
            case 6:
                return [typed_wrong(name, dice)]
            case 7:
                return [name.upper(), "Marie"]
            case 8:
                return [dice.of(GIVEN[true["gender"]])]
            case _:
                return [name]

    def family(self, true: Stated) -> str:
        dice, name = self.dice, str(true["family"])
        match dice.below(10):
            case 0:
                return ""
            case 1:
                return dice.of(NO_FAMILIES)
            case 2:
                return typed_wrong(name, dice)
            case 3:
                return dice.of(FAMILIES)
            case 4:
                return name.upper().replace("'", " ")
            case _:
                return name

    def born(self, true: Stated) -> str:
        dice, date = self.dice, str(true["born"])
        match dice.below(10):
            case 0:
                return dice.of(NO_DATES)
            case 1:
                year, month, day = date.split("-")
                return f"{year}-{day}-{month}" if int(day) <= 12 else date
            case 2:
                return f"{date[:8]}{10 + dice.below(9)}"
            case 3:
                return dice.of(DATES)
            case _:
                return date

    def demographics(self) -> Stated:
        dice = self.dice
        true = self.true[0] if dice.one_in(2) else dice.of(self.true)
        stated: Stated = {}
        names = [[self.given(true), self.family(true)] for _ in range(1 + dice.one_in(8))]
        if not dice.one_in(8):
            stated["names"] = names
        if born := self.born(true):
            stated["born"] = born
        if not dice.one_in(4):
            stated["gender"] = "unknown" if dice.one_in(6) else true["gender"]
        if not dice.one_in(3):
            stated["postcodes"] = [true["postcode"]]
        if not dice.one_in(4):
            numbers = [true["number"]] + [dice.of(self.numbers)] * dice.one_in(15)
            stated["numbers"] = [[number, dice.of(STATUSES)] for number in sorted(set(numbers))]
        if dice.one_in(6):
            stated["identifiers"] = [["local", str(1 + dice.below(4))]]
        return stated

    def add(self, subject: Key, **said: Any) -> None:
        self.items += 1
        item = str(self.items)
        dice, version = self.dice, 1 + self.dice.below(3)
        derived = str(1 + dice.below(self.items)) if dice.one_in(9) else None
        self.statements.append(Statement(subject, item, version, "current", derived, **said))
        if dice.one_in(12):
            status = dice.of(["current", "deleted", "entered-in-error"])
            self.statements.append(Statement(subject, item, version + 1, status, derived, **self.again(said)))

    def again(self, said: Stated) -> Stated:
        if self.dice.one_in(2):
            return said
        return {"demographics": self.demographics()} if "demographics" in said else {"link": self.link()}

    def link(self) -> tuple[Key | None, Key, str]:
        return None, self.of_key(), self.dice.of(["replaces", "replaces", "same", "different"])

    def made(self) -> list[Statement]:
        dice = self.dice
        for key in self.keys:
            for _ in range(1 + dice.one_in(6)):
                self.add(key, demographics=self.demographics())
        for _ in range(dice.below(4) * dice.below(2)):
            one, link = self.of_key(), self.link()
            if link[1] != one:
                self.add(one, link=link)
        for _ in range(dice.below(3) * dice.below(2)):
            one, (_, other, _) = self.of_key(), self.link()
            if one != other:
                of = (min(one, other), max(one, other), dice.of(["same", "different"]))
                self.add(("RBD", "DCR", "identity-decision", f"{self.items:032x}"), link=of)
        if dice.one_in(3):
            self.supersede()
        return self.statements

    def supersede(self) -> None:
        """A source merges one of two numbers away, or two, or both ways."""
        source = self.dice.of(SOURCES)
        for _ in range(1 + self.dice.below(2)):
            new, old = self.dice.of(self.numbers), self.dice.of(self.numbers)
            if new != old:
                relation = "different" if self.dice.one_in(6) else "replaces"
                self.add((*source, "nhs-number", new), link=(None, (*source, "nhs-number", old), relation))


def population(number: int, seed: int) -> list[Statement]:
    return Population(Dice(seed * 1_000_003 + number)).made()
