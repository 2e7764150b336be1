"""The finite model through the package: to every combination the core answers what the reference rules answer."""

from __future__ import annotations

import json
import unittest
from array import array
from collections.abc import Iterator

import answers
import dcr
import model
from words import JsonObject


def answered() -> Iterator[JsonObject]:
    """What the core answers, in the order of `model.answers`; each distinct answer is read once."""
    requests = [json.dumps(request) for request in model.REQUESTS]
    records = [json.dumps(record) for record in model.RECORDS]
    for policy in model.POLICIES:
        distinct, places = dcr.Plan(policy, model.REGISTER).matrix(requests, records)
        forms = [answers.form(json.loads(each)) for each in distinct]
        numbers = array("I", places)
        assert numbers.itemsize == 4 and len(numbers) == len(requests) * len(records)
        yield from map(forms.__getitem__, numbers)


class Model(unittest.TestCase):
    def test_every_combination_answers_as_the_reference_rules_do(self) -> None:
        compared = permitted = 0
        for (place, expected), answer in zip(model.answers(), answered(), strict=True):
            if answer != expected:
                self.fail(f"{place}: {answer} and not {expected}")
            compared += 1
            permitted += answer["outcome"] == "permit"
        self.assertEqual(compared, model.total())
        self.assertEqual(compared, 3_330_327)
        self.assertGreater(permitted, 350_000)
        self.assertGreater(compared - permitted, 2_500_000)


if __name__ == "__main__":
    unittest.main()
