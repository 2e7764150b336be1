"""The reference rules against the same vectors as the core, and the laws that every answer obeys.

`rules.json` is written by hand from docs/consent.md: a policy and cases. A case has a `name`, a `request`, a `record`
(`null`: nobody is found) and what is to `expect` of the answer, member by member; `null` expects that there is no such
member, and what is expected of some sections says nothing of the others. `policy_patch` and `register_patch`, if
there, are JSON merge patches (RFC 7396) on the file's policy and on `register.json` for this case alone.
"""

import itertools
import json
import unittest
from typing import Any

import consent
import make_consent_vectors
import model
import vector_register
from words import JsonObject, earliest_instant, instant, visible_characters


def vectors(name: str) -> JsonObject:
    read: JsonObject = json.loads((make_consent_vectors.VECTORS / name).read_text())
    return read


def patched(value: Any, patch: Any) -> Any:
    """RFC 7396."""
    if not isinstance(patch, dict):
        return patch
    made = dict(value) if isinstance(value, dict) else {}
    for name, each in patch.items():
        if each is None:
            made.pop(name, None)
        else:
            made[name] = patched(made.get(name), each)
    return made


class Consent(unittest.TestCase):
    def test_each_rule_answers_as_written_by_hand(self) -> None:
        file, register = vectors("rules.json"), vectors("register.json")
        self.assertGreater(len(file["cases"]), 250)
        for case in file["cases"]:
            with self.subTest(case["name"]):
                answer = consent.decide(
                    patched(file["policy"], case.get("policy_patch", {})),
                    patched(register, case.get("register_patch", {})),
                    case["request"],
                    case["record"],
                )
                for key, expected in case["expect"].items():
                    if key == "sections":
                        expected = answer.get("sections", {}) | expected
                    self.assertEqual(answer.get(key), expected, key)

    def test_each_rule_fires_and_does_not_fire_in_a_case_by_hand(self) -> None:
        file, register = vectors("rules.json"), vectors("register.json")
        fired: dict[str, int] = {}
        for case in file["cases"]:
            policy = patched(file["policy"], case.get("policy_patch", {}))
            answer = consent.decide(
                policy, patched(register, case.get("register_patch", {})), case["request"], case["record"]
            )
            for rule in {rule for rule, _, _ in answer["rules"]}:
                fired[rule[:3]] = fired.get(rule[:3], 0) + 1
        self.assertEqual(sorted(fired), [f"C{number:02}" for number in range(1, 53)])
        self.assertTrue(all(count < len(file["cases"]) for count in fired.values()))

    def test_the_combinations_are_what_the_rules_answer_now(self) -> None:
        self.assertEqual(vectors("register.json"), vector_register.register())
        held, now = vectors("combinations.json"), make_consent_vectors.combinations()
        self.assertEqual(list(held), list(now))
        for name, table in now.items():
            # One by one: the difference of two whole tables takes hours to tell.
            for place, (was, member) in enumerate(itertools.zip_longest(held[name], table)):
                self.assertTrue(was == member, f"{name} {place}: run make_consent_vectors.py and read what it changes")

    def test_what_a_plan_has_read_answers_as_what_it_has_not(self) -> None:
        register = vector_register.register()
        tables = vectors("combinations.json")
        for policy in tables["policies"]:
            plan = consent.Plan(policy, register)
            held = [None if each is None else plan.read_record(each) for each in tables["records"]]
            for (at, request), (place, record) in itertools.product(
                itertools.islice(enumerate(tables["requests"]), 0, None, 29),
                itertools.islice(enumerate(tables["records"]), 0, None, 31),
            ):
                answer = plan.decide(plan.read_request(request), held[place])
                self.assertEqual(answer, consent.decide(policy, register, request, record), (at, place))


class Words(unittest.TestCase):
    def test_a_partial_date_begins_at_its_first_midnight(self) -> None:
        for partial, begins in [
            ("2024", "2024-01-01T00:00:00Z"),
            ("2024-03", "2024-03-01T00:00:00Z"),
            ("2024-03-09", "2024-03-09T00:00:00Z"),
            ("2024-03-09T10:00:00+01:00", "2024-03-09T09:00:00Z"),
        ]:
            self.assertEqual(earliest_instant(partial), instant(begins))

    def test_instants_are_to_the_millisecond(self) -> None:
        self.assertEqual(instant("1970-01-01T00:00:00.0019Z"), 1)
        self.assertEqual(instant("2026-11-22T10:00:00+01:00"), instant("2026-11-22T09:00:00.000Z"))

    def test_what_cannot_be_seen_does_not_count(self) -> None:
        self.assertEqual(visible_characters("a\u200bb \u3000\u2060c\x7f\x00"), 3)


class Model(unittest.TestCase):
    def test_the_dimensions_are_those_of_the_tables(self) -> None:
        self.assertEqual(model.total(), len(model.POLICIES) * len(model.REQUESTS) * len(model.RECORDS))
        self.assertTrue(2_000_000 <= model.total() <= 4_000_000, model.total())

    def test_every_pair_of_choices_is_asked(self) -> None:
        self.assertEqual(model.pairs_missing(), [])

    def test_the_laws_hold_on_a_sample(self) -> None:
        report = model.check(every=499, stable_every=13)
        self.assertGreater(report.checked, 5_000)
        self.assertGreater(report.permitted, 500)
        self.assertGreater(report.instants, 500)

    def test_an_answer_is_the_same_by_its_places_and_by_its_values(self) -> None:
        for (policy, request, record), answer in itertools.islice(model.answers(), 0, 60_000, 599):
            self.assertEqual(
                answer, model.expected(model.POLICIES[policy], model.REQUESTS[request], model.RECORDS[record])
            )
        first = list(itertools.islice(model.cases(), 2_000))
        self.assertEqual(first, [place for place, _ in itertools.islice(model.answers(), 2_000)])


if __name__ == "__main__":
    unittest.main()
