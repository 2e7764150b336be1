"""The labels of each line: those that its sources state, and those that the policy's code sets give (S1 to S4)."""

from __future__ import annotations

from collections.abc import Iterable

from words import JsonObject, fold

Name = tuple[str, str, str]
SHORTEST_NAME = 4


class CodeSets:
    def __init__(self, policy: JsonObject) -> None:
        self.labels: set[str] = set()
        self.codes: dict[tuple[str, str], set[str]] = {}
        self.stems: dict[str, list[tuple[str, str]]] = {}
        for each in policy.get("code_sets") or ():
            self.labels.add(each["label"])
            for code in each.get("codes") or ():
                self.codes.setdefault((code["system"], code["code"]), set()).add(each["label"])
            for stem in each.get("stems") or ():
                self.stems.setdefault(stem["system"], []).append((stem["stem"], each["label"]))

    def of(self, system: str, code: str) -> set[str]:
        """The labels of the sets that hold a code."""
        by_stem = {label for stem, label in self.stems.get(system, ()) if code.startswith(stem)}
        return by_stem | self.codes.get((system, code), set())


def labels_of_lines(sets: CodeSets, lines: list[list[JsonObject]]) -> list[frozenset[str]]:
    """The labels of lines of statements, whatever section they are in."""
    stated = [{label for each in line for label in each["labels"]} for line in lines]
    if not sets.labels:
        return [frozenset(each) for each in stated]
    by_code: list[set[str]] = [
        {label for each in line for system, code in each.get("codes") or () for label in sets.of(system, code)}
        for line in lines
    ]
    links = Links(lines)
    found = [set(each) for each in stated]
    for label in sets.labels:
        first = {place for place in range(len(lines)) if label in stated[place] or label in by_code[place]}
        if not first:
            continue
        with_parts = links.with_parts(first)
        given = with_parts | links.beside(with_parts) | named_by_words(lines, first)
        for place in given:
            found[place].add(label)
    return [frozenset(each) for each in found]


class Links:
    """The links between lines, by their places."""

    def __init__(self, lines: list[list[JsonObject]]) -> None:
        places: dict[Name, set[int]] = {}
        for place, line in enumerate(lines):
            for each in line:
                organisation, system, item = each["source"]
                places.setdefault((organisation, system, item), set()).add(place)
        self.parts: dict[int, set[int]] = {}
        self.next: dict[int, set[int]] = {}
        for place, line in enumerate(lines):
            for each in line:
                organisation, system, _ = each["source"]
                for kind, item in each.get("links") or ():
                    for other in places.get((organisation, system, item), ()):
                        self.next.setdefault(place, set()).add(other)
                        self.next.setdefault(other, set()).add(place)
                        if kind == "part-of":
                            self.parts.setdefault(other, set()).add(place)
                        elif kind == "has-part":
                            self.parts.setdefault(place, set()).add(other)

    def with_parts(self, places: Iterable[int]) -> set[int]:
        """S2: the lines and all that are part of them, and of these."""
        found = set(places)
        waiting = list(found)
        while waiting:
            for part in self.parts.get(waiting.pop(), ()):
                if part not in found:
                    found.add(part)
                    waiting.append(part)
        return found

    def beside(self, places: Iterable[int]) -> set[int]:
        """S3: what is one link away."""
        return {other for place in places for other in self.next.get(place, ())}


def named_by_words(lines: list[list[JsonObject]], places: Iterable[int]) -> set[int]:
    """S4: the lines whose words hold a name of one of the lines at `places`."""
    names = {
        fold(name)
        for place in places
        for each in lines[place]
        for name in each.get("names") or ()
        if len(name) >= SHORTEST_NAME
    }
    return {
        place
        for place, line in enumerate(lines)
        if any(name in fold(text) for each in line for text in each.get("words") or () for name in names)
    }
