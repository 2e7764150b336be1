"""Who is one person, written again from docs/identity-review.md, and matching by what is stated of persons, from
docs/identity.md; both go by the tables of docs/identity-english.md, and by nothing else.

It shares nothing with the core: whoever changes a rule changes the page, the core and this package in one commit.
"""
