"""Populations and what the reference rules make of them, as one compact file.

`people`, `words` and `stated` are listed once: whoever and whatever the populations name is named by its place there.
A statement is `[subject, item, version, status, derived from, ...]` and then what is stated, or whom a link is of (null
for the subject), the other and the relation, or nothing. An answer has `people` (members, number, numbers it replaced,
evidence), `held`, `refused` and `queries`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import person_made
from identity.persons import Answer, Key, Statement, resolve
from person_cases import CASES

JsonObject = dict[str, Any]


class PersonFile:
    def __init__(self) -> None:
        self.people: dict[Key, int] = {}
        self.words: dict[str, int] = {}
        self.stated: dict[str, int] = {}
        self.populations: list[JsonObject] = []

    def place(self, key: Key) -> int:
        return self.people.setdefault(key, len(self.people))

    def word(self, text: str | None) -> int | None:
        return None if text is None else self.words.setdefault(text, len(self.words))

    def statement(self, each: Statement) -> list[Any]:
        said: list[Any] = []
        if each.demographics is not None:
            text = json.dumps(each.demographics, separators=(",", ":"), ensure_ascii=False)
            said = [self.stated.setdefault(text, len(self.stated))]
        elif each.link is not None:
            of, other, relation = each.link
            said = [None if of is None else self.place(of), self.place(other), self.word(relation)]
        words = [self.word(each.item), each.version, self.word(each.status), self.word(each.derived_from)]
        return [self.place(each.subject), *words, *said]

    def answer(self, answer: Answer) -> JsonObject:
        def pair(one: Key, other: Key | None) -> list[int | None]:
            return [self.place(one), None if other is None else self.place(other)]

        return {
            "people": [
                [
                    [self.place(key) for key in members],
                    self.word(number),
                    [self.word(each) for each in former],
                    [[self.word(kind), *pair(one, other), self.word(agreed)] for kind, one, other, agreed in evidence],
                ]
                for members, number, former, evidence in answer.people
            ],
            "held": [[self.place(key), self.word(reason)] for key, reason in answer.held],
            "refused": [pair(one, other) for one, other in answer.refused],
            "queries": [
                [*pair(one, other), self.word(kind), self.word(number)] for one, other, kind, number in answer.queries
            ],
        }

    def add(self, statements: Sequence[Statement], **named: Any) -> None:
        written = [self.statement(each) for each in statements]
        self.populations.append(named | {"statements": written} | self.answer(resolve(statements)))

    def text(self) -> str:
        def lines(members: Iterable[Any]) -> str:
            return ",\n".join(json.dumps(each, separators=(",", ":"), ensure_ascii=False) for each in members)

        stated = ",\n".join(self.stated)
        return (
            f'{{\n"people":[\n{lines(self.people)}\n],\n"words":[\n{lines(self.words)}\n],\n"stated":[\n{stated}\n],\n'
            f'"populations":[\n{lines(self.populations)}\n]\n}}\n'
        )


def cases() -> str:
    file = PersonFile()
    for case in CASES:
        messages = {"messages": case.messages} if case.messages else {}
        file.add(case.statements, case=case.name, **messages)
    return file.text()


def populations(count: int, seed: int) -> str:
    file = PersonFile()
    for number in range(count):
        file.add(person_made.population(number, seed))
    return file.text()
