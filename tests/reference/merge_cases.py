"""Cases of merging, by hand: a name, what sources state, and the lines that are to follow.

The lines are written from what docs/merge.md promises to people, not read off what the rules answer: each as its
statements, the leading one first, with its labels and with what the statements differ in.
"""

from merge_cases_of_rules import RULES
from merge_cases_of_sections import SECTIONS

CASES = [*RULES, *SECTIONS]
