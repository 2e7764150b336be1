"""The reference rules against the same vectors as the core."""

import json
import unittest

import consent
import make_consent_vectors
from consent import JsonObject


def vectors(name: str) -> JsonObject:
    read: JsonObject = json.loads((make_consent_vectors.VECTORS / name).read_text())
    return read


class Consent(unittest.TestCase):
    def test_each_rule_answers_as_written_by_hand(self) -> None:
        file, register = vectors("rules.json"), vectors("register.json")
        for case in file["cases"]:
            with self.subTest(case["name"]):
                answer = consent.decide(file["policy"], register, case["request"], case["record"])
                for key, expected in case["expect"].items():
                    if key == "sections":
                        expected = answer.get("sections", {}) | expected
                    self.assertEqual(answer.get(key), expected, key)

    def test_the_combinations_are_what_the_rules_answer_now(self) -> None:
        register = vectors("register.json")
        self.assertEqual(register, make_consent_vectors.register())
        self.assertEqual(vectors("combinations.json"), make_consent_vectors.combinations())


if __name__ == "__main__":
    unittest.main()
