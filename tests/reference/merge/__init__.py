"""How statements become one record, written again from docs/merge.md alone.

It shares nothing with the core: whoever changes a rule changes the page, the core and this package in one commit.
"""
