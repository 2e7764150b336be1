"""M35: what an investigation tells."""

from __future__ import annotations

from typing import Any

from .concepts import ONE_SYSTEM, shown
from .marks import mark
from .words import words


def number(text: str) -> str:
    """A decimal number without zeros at the end of its fraction; one with an exponent stays as it is."""
    if "." not in text or "e" in text.lower():
        return text
    return text.rstrip("0").rstrip(".")


def one_value(value: dict[str, Any] | None) -> str | None:
    ((form, stated),) = (value or {"none": None}).items()
    match form:
        case "quantity":
            mark("M35 quantity")
            amount = f"{stated.get('comparator', '')}{number(stated['value'])}"
            if number(stated["value"]) != stated["value"]:
                mark("M35 trailing zeros")
            return f"{amount} {stated['unit']}" if words(stated.get("unit")) else amount
        case "coded":
            mark("M35 coded")
            return words(shown(stated))
        case "text":
            mark("M35 text")
            return words(stated)
        case "time":
            mark("M35 time")
            return str(stated)
    if value is not None:
        mark("M35 another form")
    return None


def of_what(code: dict[str, Any]) -> str:
    codings = code.get("codings", [])
    known = [coding["code"] for system in ONE_SYSTEM for coding in codings if coding["system"] == system]
    for found in (*known, *(coding["code"] for coding in codings)):
        return str(found)
    return words(shown(code))


def values(told: dict[str, Any]) -> list[str]:
    """What its measurements tell, sorted; of several each behind what it is a value of."""
    measurements = told.get("measurements", [])
    found = [(of_what(each["code"]), one_value(each.get("value"))) for each in measurements]
    telling = [(code, value) for code, value in found if value is not None and words(value)]
    if len(measurements) > 1:
        mark("M35 several")
        return sorted((f"{code} {value}" for code, value in telling), key=lambda told: (words(told), told))
    return [value for _, value in telling]
