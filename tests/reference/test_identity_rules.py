"""The reference rules of matching: cases by hand, laws, and that the vectors are what the rules answer now."""

import itertools
import json
import unittest
from dataclasses import replace

import identity_made
import make_identity_vectors
from identity import model, page, particulars
from identity.arithmetic import surprise
from identity.clusters import link_table
from identity.scores import ORDER, score
from identity_cases import CASES
from identity_made import Dice

ENGLISH = model.english()


class Cases(unittest.TestCase):
    def test_each_case_by_hand_ends_as_it_was_written(self) -> None:
        for case in CASES:
            left, right = particulars.of(case.left), particulars.of(case.right)
            for one, other in ((left, right), (right, left)):
                with self.subTest(case.name):
                    scored = score(one, other, ENGLISH)
                    self.assertEqual(scored.outcome, case.outcome)
                    self.assertLessEqual(set(case.guards), set(scored.guards))

    def test_the_vectors_hold_what_each_case_by_hand_expects(self) -> None:
        held = {pair["case"]: pair for pair in json.loads(read("cases.json"))["pairs"]}
        self.assertEqual(list(held), [case.name for case in CASES])
        for case in CASES:
            self.assertEqual(held[case.name]["outcome"], case.outcome, case.name)
            self.assertLessEqual(set(case.guards), set(held[case.name]["guards"]), case.name)


class Vectors(unittest.TestCase):
    def test_the_vectors_are_what_the_rules_answer_now(self) -> None:
        for name, make in make_identity_vectors.FILES.items():
            # Line by line: the difference of two whole files takes long to tell.
            for place, (was, now) in enumerate(itertools.zip_longest(read(name).split("\n"), make().split("\n"))):
                self.assertTrue(was == now, f"{name}:{place + 1}: run make_identity_vectors.py, read what it changes")

    def test_every_level_and_every_guard_is_met(self) -> None:
        levels, guards, refusals = set(), set(), set()
        for name in make_identity_vectors.FILES:
            file = json.loads(read(name))
            for pair in file["pairs"]:
                levels |= set(pair["levels"])
                guards |= set(pair["guards"])
            refusals |= {pair[-1] for table in file["tables"] for pair in table["pairs"]}
        self.assertEqual(levels, {level for level, _, _ in page.levels()})
        self.assertEqual(guards, set(ORDER))
        self.assertEqual(refusals, {None, "kept_apart", "two_numbers", "contradiction", "ambiguous"})

    def test_a_table_shows_names_that_come_together(self) -> None:
        file = json.loads(read("tables.json"))
        table = max(file["tables"], key=lambda table: len(table["rows"]))
        texts = [dict(zip(file["columns"], file["rows"][row], strict=True)) for row in table["rows"]]
        rows = [particulars.of(row) for row in texts]
        learned = model.learned(ENGLISH, rows)
        without = replace(
            learned, losses={entry: loss for entry, loss in learned.losses.items() if entry[0] != model.NAMES}
        )
        lose = 0
        for (left, right), with_loss, *_ in table["pairs"]:
            lose += score(rows[left], rows[right], without).score > with_loss
        self.assertGreater(lose, 3)


class Laws(unittest.TestCase):
    def test_the_two_sides_are_interchangeable_and_whoever_links_has_no_guard(self) -> None:
        base, _ = make_identity_vectors.sample()
        outcomes = set()
        for left, right in identity_made.pairs(base, 300, 11):
            one, other = particulars.of(left), particulars.of(right)
            there, back = score(one, other, ENGLISH), score(other, one, ENGLISH)
            self.assertEqual(there, back)
            self.assertFalse(there.outcome == "link" and there.guards)
            outcomes.add(there.outcome)
        self.assertEqual(outcomes, {"link", "possible", "none"})

    def test_the_order_of_the_rows_does_not_matter(self) -> None:
        base, _ = make_identity_vectors.sample()
        rows = identity_made.table(base, 40, Dice(5))
        for place, row in enumerate(rows):
            row["local_id"] = str(place)
        there = link_table(rows, ENGLISH)["cluster_of"]
        back = link_table(rows[::-1], ENGLISH)["cluster_of"]
        last = len(rows) - 1
        self.assertEqual(there, [last - back[last - place] for place in range(len(rows))])
        self.assertLess(len(set(there)), len(rows))

    def test_names_that_come_together_lose_what_both_frequencies_do_not_tell(self) -> None:
        names = [("Ada", f"Family{number}") for number in range(50)]
        names += [(f"Given{number}", "Khan") for number in range(50)]
        names += [(f"Given{number}", f"Family{number}") for number in range(1800)]
        names += [("Ada", "Khan")] * 100
        rows = [
            particulars.of({"given_name": given, "family_name": family, "birth_date": f"19{20 + place % 70}-05-05"})
            for place, (given, family) in enumerate(names)
        ]
        made = model.learned(ENGLISH, rows)
        self.assertEqual(made.given.of("ada"), surprise(150, 2000))
        apart, together = 2 * surprise(150, 2000), surprise(100, 2000)
        learned = {entry: loss for entry, loss in made.losses.items() if entry[0] == model.NAMES}
        self.assertEqual(learned, {(model.NAMES, ("ada", "khan")): apart - together})
        self.assertGreater(apart, together)
        self.assertEqual(model.learned(ENGLISH, rows[1:]).losses, {})
        one_day = [replace(row, dates=[(1950, 5, 5)]) for row in rows]
        self.assertNotIn((model.NAMES, ("ada", "khan")), model.learned(ENGLISH, one_day).losses)

        def ada(learned: model.Model) -> int:
            return score(rows[-1], rows[-2], learned).score

        self.assertEqual(ada(made), ada(replace(made, losses={})) - (apart - together))


def read(name: str) -> str:
    return (make_identity_vectors.VECTORS / name).read_text(encoding="utf-8")


if __name__ == "__main__":
    unittest.main()
