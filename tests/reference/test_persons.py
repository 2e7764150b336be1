"""The reference rules of who is one person: cases by hand, laws, and that the vectors are what the rules answer now."""

import itertools
import json
import unittest

import person_made
from identity.cross_check import Known, contradict, cross_check
from identity.persons import Answer, Statement, resolve, stated
from identity_made import Dice
from make_identity_vectors import PERSON_FILES, VECTORS
from person_cases import CASES, WHO, Case

NAMES = {key: name for name, key in WHO.items()}


def asked(answer: Answer) -> set[str]:
    """Queries in the names of the cases."""
    queries = set()
    for one, other, kind, _ in answer.queries:
        names = sorted(NAMES[key] for key in (one, other) if key is not None)
        queries.add(" ".join([*names, kind]))
    return queries


class Cases(unittest.TestCase):
    def check(self, case: Case) -> None:
        answer = resolve(case.statements)
        groups = {frozenset(NAMES[key] for key in members) for members, *_ in answer.people}
        told = {frozenset(group.split()) for group in case.groups.split(" | ")}
        named = set().union(*told)
        self.assertEqual({group for group in groups if group & named}, told)
        self.assertTrue(all(len(group) == 1 for group in groups - told))
        owners = {
            number: {NAMES[key] for key in members}
            for members, own, former, _ in answer.people
            for number in [own, *former]
            if number
        }
        self.assertEqual(owners.keys(), case.owners.keys())
        self.assertTrue(all(case.owners[number] in group for number, group in owners.items()))
        self.assertEqual(asked(answer), {" ".join([*sorted(q.split()[:-1]), q.split()[-1]]) for q in case.asked})

    def test_each_case_ends_as_it_was_written(self) -> None:
        self.assertEqual(len({case.name for case in CASES}), len(CASES))
        for case in CASES:
            with self.subTest(case.name):
                self.check(case)


class Vectors(unittest.TestCase):
    def test_the_vectors_are_what_the_rules_answer_now(self) -> None:
        for name, make in PERSON_FILES.items():
            held = (VECTORS / name).read_text(encoding="utf-8").split("\n")
            for place, (was, now) in enumerate(itertools.zip_longest(held, make().split("\n"))):
                self.assertTrue(was == now, f"{name}:{place + 1}: run make_identity_vectors.py, read what it changes")

    def test_every_rule_is_met_often(self) -> None:
        file = json.loads((VECTORS / "populations.json").read_text(encoding="utf-8"))
        words = file["words"]
        met: dict[str, int] = {}
        for population in file["populations"]:
            of = [each[0] for _, _, _, evidence in population["people"] for each in evidence]
            of += [each[3] for _, _, _, evidence in population["people"] for each in evidence if each[3] is not None]
            of += [reason for _, reason in population["held"]] + [kind for _, _, kind, _ in population["queries"]]
            for word in of:
                met[words[word]] = met.get(words[word], 0) + 1
        seldom = {word: count for word, count in met.items() if count < 30}
        self.assertEqual(seldom, {})
        # Six kinds of query, three reasons to hold that are no kind of query, link as evidence, and six words of it.
        self.assertEqual(len(met), 16, sorted(met))


class Laws(unittest.TestCase):
    def populations(self) -> list[list[Statement]]:
        return [person_made.population(number, 97) for number in range(400)]

    def test_the_order_does_not_matter(self) -> None:
        for statements in self.populations():
            self.assertEqual(resolve(statements), resolve(statements[::-1]))

    def test_the_cross_check_and_what_contradicts_have_no_sides_and_never_agree(self) -> None:
        dice, passed, against = Dice(3), 0, 0
        known = []
        for each in [person_made.Population(dice).demographics() for _ in range(500)]:
            known.append(Known())
            known[-1].add(each)
        for one, other in itertools.combinations(known, 2):
            self.assertEqual(cross_check(one, other), cross_check(other, one))
            self.assertEqual(contradict(one, other), contradict(other, one))
            agreed, contradicts = cross_check(one, other) is not None, contradict(one, other)
            self.assertFalse(agreed and contradicts)
            passed, against = passed + agreed, against + contradicts
        self.assertGreater(min(passed, against), 300)

    def test_no_number_makes_one_of_two_who_contradict(self) -> None:
        joined = 0
        for statements in self.populations():
            said = [each for each in statements if each.link is None]
            if any((each.demographics or {}).get("identifiers") for each in said):
                continue
            known = stated(said).known
            for members, *_ in resolve(said).people:
                for one, other in itertools.combinations(members, 2):
                    self.assertFalse(contradict(known[one], known[other]))
                    joined += 1
        self.assertGreater(joined, 50)


if __name__ == "__main__":
    unittest.main()
