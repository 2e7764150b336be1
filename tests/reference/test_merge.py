"""The reference rules of merging: cases by hand, laws, and that the vectors are what the rules answer now."""

import itertools
import json
import re
import unittest
from pathlib import Path

import make_merge_vectors
import merge_made
from merge import folding, marks, times
from merge.answers import JsonObject, answer
from merge.join import part_of_record
from merge.statements import read
from merge_cases import CASES
from merge_made import MEMBERS, Dice
from merge_told import Case

HERE = Path(__file__).parent
PAGE = (HERE.parent.parent / "docs" / "merge.md").read_text(encoding="utf-8")
# What a rule decides is marked in its code by the rule and the outcome.
OUTCOME = re.compile(r"mark\((?P<said>[^()]*)\)")
NAMED = re.compile(r'"(M\d+ [^"{]+)"')
# M7 is about withholding, which the combined record does not do; M40 and later are not about which lines there are.
RULES = {f"M{number}" for number in range(1, 39)} - {"M7", "M8", "M9"}


def told(case: Case, answered: JsonObject) -> tuple[list[str], dict[str, str]]:
    """An answer in the words of a case."""

    def names(places: list[int]) -> str:
        return " ".join(case.said[place].name for place in places)

    lines = []
    for line in answered["lines"]:
        differences = {
            each["aspect"]: ", ".join(f"{organisation} {said}" for organisation, said in each["said"])
            for each in line.get("differences", [])
        }
        lines.append(f"{names(line['statements'])} {' '.join(line.get('labels', []))} {differences}")
    return lines, {name: names(places) for name, places in answered.items() if name != "lines"}


def expected(case: Case) -> tuple[list[str], dict[str, str]]:
    return [f"{each.statements} {each.labels} {dict(each.differences)}" for each in case.lines], case.listed


class Cases(unittest.TestCase):
    def test_each_case_by_hand_ends_as_it_was_written_whatever_came_first(self) -> None:
        for case in CASES:
            for turn in range(len(case.said)):
                said = case.said[turn:] + case.said[:turn]
                turned = case._replace(said=said)
                with self.subTest(case.name):
                    self.assertEqual(told(turned, answer(turned.contributions(), MEMBERS)), expected(case))

    def test_the_vectors_hold_what_each_case_by_hand_expects(self) -> None:
        held = {each["case"]: each["answer"] for each in json.loads(read_file("cases.json"))["histories"]}
        self.assertEqual(list(held), [case.name for case in CASES])
        for case in CASES:
            self.assertEqual(told(case, held[case.name]), expected(case), case.name)


class Vectors(unittest.TestCase):
    def test_the_vectors_are_what_the_rules_answer_now(self) -> None:
        for name, make in make_merge_vectors.FILES.items():
            for place, (was, now) in enumerate(itertools.zip_longest(read_file(name).split("\n"), make().split("\n"))):
                self.assertTrue(was == now, f"{name}:{place + 1}: run make_merge_vectors.py, read what it changes")

    def test_the_vectors_meet_every_outcome_of_every_rule(self) -> None:
        written = "\n".join(path.read_text(encoding="utf-8") for path in sorted((HERE / "merge").glob("*.py")))
        outcomes = {each for found in OUTCOME.finditer(written) for each in NAMED.findall(found["said"])}
        self.assertGreater(len(outcomes), 90)
        marks.MARKED.clear()
        times.span.cache_clear()
        for make in make_merge_vectors.FILES.values():
            make()
        outcomes |= {f"M17 {kind.name} {point.name}" for kind in folding.KINDS.values() for point in kind.points}
        outcomes |= {f"M2 {each}" for each in ("version", "recorded", "content hash")}
        outcomes |= {f"M3 {each}" for each in ("entered-in-error", "deleted")}
        outcomes |= {f"M15 by {each}" for each in ("likeness", "distance", "item", "line")}
        outcomes |= {f"M33 {each}_number" for each in ("placer", "filler")}
        self.assertEqual(outcomes - marks.MARKED, set())
        self.assertEqual(RULES - {each.split()[0] for each in marks.MARKED}, set())
        self.assertEqual(RULES - set(re.findall(r"\*\*(M\d+)", PAGE)), set())


class Laws(unittest.TestCase):
    def test_a_record_does_not_depend_on_what_came_first(self) -> None:
        for seed in range(60):
            history = merge_made.history(Dice(seed))
            backwards = answer(history[::-1], MEMBERS)
            places = [
                self.key(history, place) for line in answer(history, MEMBERS)["lines"] for place in line["statements"]
            ]
            back = [self.key(history[::-1], place) for line in backwards["lines"] for place in line["statements"]]
            self.assertEqual(places, back)

    @staticmethod
    def key(history: list[merge_made.Contribution], place: int) -> JsonObject:
        key: JsonObject = history[place][1]["key"]
        return key

    def test_each_statement_stands_behind_one_line_and_all_of_a_line_are_alike(self) -> None:
        sizes = []
        for seed in range(150):
            history = merge_made.history(Dice(seed))
            part = part_of_record((read(parts, received) for received, parts in history), MEMBERS)
            entries = [each for each in part if each.kind in folding.KINDS]
            lines = folding.fold(entries)
            self.assertEqual(sorted(each.key for line in lines for each in line), sorted(each.key for each in entries))
            for line in lines:
                sizes.append(len(line))
                for one, other in itertools.combinations(line, 2):
                    self.assertEqual(sorted(map(len, folding.fold([one, other]))), [2], "alone they are one line")
        self.assertGreater(sum(size > 1 for size in sizes), 100)


def read_file(name: str) -> str:
    return (make_merge_vectors.VECTORS / name).read_text(encoding="utf-8")


if __name__ == "__main__":
    unittest.main()
