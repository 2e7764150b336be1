"""Which of the rules' outcomes have decided something, so that the tests can ask that the vectors meet each."""

MARKED: set[str] = set()


def mark(outcome: str) -> None:
    """Notes an outcome, named by its rule: `M13 apart`."""
    MARKED.add(outcome)
