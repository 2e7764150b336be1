"""M22, M36: medications."""

from __future__ import annotations

from typing import Any

from .concepts import ONE_SYSTEM, Pair, all_words, is_local, same_ingredients, shown
from .kinds import Kind, Point, named, pair, period_end, period_start, worded
from .marks import mark
from .statements import Statement
from .times import Span, apart, at, compatible, stated
from .values import number
from .words import words

GIVEN = {"administration", "dispense"}
OVER = {"completed", "stopped", "not-taken", "cancelled"}


def is_given(statement: Statement) -> bool:
    return statement.told.get("course") in GIVEN


def start(statement: Statement) -> Span | None:
    return period_start(statement) or stated(statement.told.get("authored"))


def end(statement: Statement) -> Span | None:
    if period_end(statement) is None and statement.told.get("status") in OVER:
        mark("M22 ended when recorded")
        return at(statement.recorded)
    return period_end(statement)


def routes(statement: Statement) -> list[dict[str, Any]]:
    return [dosage["route"] for dosage in statement.told.get("dosages", []) if "route" in dosage]


def likeness(one: Statement, other: Statement) -> int | None:
    concepts = pair(one, other)
    if is_given(one) != is_given(other):
        mark("M22 given and listed")
        return None
    if not concepts.lists_not_different(routes(one), routes(other)):
        mark("M22 other route")
        return None
    return given(one, other, concepts) if is_given(one) else listed(one, other, concepts)


def given(one: Statement, other: Statement, concepts: Pair) -> int | None:
    times = start(one), start(other)
    if not concepts.same(one.told["drug"], other.told["drug"]):
        return None
    if not all(time is not None and time.to_the_day() for time in times) or not compatible(*times):
        mark("M22 given at other times")
        return None
    mark("M22 given")
    return 3


def listed(one: Statement, other: Statement, concepts: Pair) -> int | None:
    drug = concepts.same(one.told["drug"], other.told["drug"])
    if not drug and not same_ingredients(one.told.get("ingredients", []), other.told.get("ingredients", [])):
        return None
    if apart((start(one), end(one)), (start(other), end(other))):
        mark("M22 apart")
        return None
    if drug and compatible(start(one), start(other)):
        mark("M22 drug and starts")
        return 4
    mark("M22 drug" if drug else "M22 ingredients")
    return 3 if drug else 2


def one_dose(dosage: dict[str, Any]) -> str:
    """Its text; of one without, its size, unit and how often."""
    if words(dosage.get("text")):
        return str(dosage["text"])
    mark("M22 dose without text")
    amount = [number(dosage["amount"])] if "amount" in dosage else []
    return " ".join(amount + [dosage[part] for part in ("unit", "frequency") if part in dosage])


def dose(statement: Statement) -> str | None:
    return "; ".join(told for told in map(one_dose, statement.told.get("dosages", [])) if told)


def common(coding: dict[str, Any]) -> tuple[str, str] | None:
    """A code in its system; nothing of a local one."""
    system = coding["system"]
    return None if is_local(system) else (ONE_SYSTEM.get(system, system), coding["code"])


def first_code_among(one: dict[str, Any], other: dict[str, Any]) -> bool:
    first = [found for each in one.get("codings", [])[:1] if (found := common(each)) is not None]
    return any(common(each) in first for each in other.get("codings", []))


def one_product(one: Statement, other: Statement) -> bool:
    """M36."""
    left, right = one.told["drug"], other.told["drug"]
    if first_code_among(left, right) or first_code_among(right, left):
        mark("M36 first code")
        return True
    if all_words(left) & all_words(right):
        mark("M36 words")
        return True
    mark("M36 other product")
    return False


PRODUCT = Point("product", lambda statement: shown(statement.told["drug"]), one_product)


def when(statement: Statement) -> Span | None:
    return start(statement) or stated(statement.told.get("last_issued"))


MEDICATION = Kind("medication", "medications", likeness, start, when, (worded("dose", dose), PRODUCT, named("status")))
