"""Matching by what is stated of persons, written again from docs/identity.md and docs/identity-english.md alone.

It shares nothing with the core: whoever changes a rule changes the page, the core and this package in one commit.
"""
