"""The words of a comparison, French: publics, endings, figures with their unit and their sign."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Final

from placement.evaluate import EVERYBODY
from placement.french import ABSENT, decimal, euros, minutes, percent, whole
from placement.privacy import MASKED
from placement.solution import Termination

__all__ = ["SPACE", "gain_words", "public_words", "signed", "status_words", "written"]

SPACE: Final = "\u202f"
_PROVED: Final = "meilleur plan, prouvé"
_LEAST_GAP: Final = 5e-5
_PUBLICS: Final = {
    EVERYBODY: "Tous les jeunes",
    "voiture": "Avec voiture",
    "sans_voiture": "Sans voiture",
    "mineurs": "Mineurs",
}

_WRITERS: Final[Mapping[str, Callable[[float], str]]] = {
    "min": minutes,
    "min_dixieme": lambda value: f"{decimal(value)}{SPACE}min",
    "part": percent,
    "eur": euros,
    "eur_cents": lambda amount: f"{decimal(amount, digits=2)}{SPACE}€",
    "indice": lambda value: decimal(value, digits=2),
}

Cell = float | str | None


def public_words(public: str) -> str:
    """Name a public; nothing where there is none."""
    if not public:
        return ""
    return _PUBLICS.get(public, public.replace("_", " ").capitalize())


def status_words(status: Termination, *, gap: float | None, decided: bool) -> str:
    """Say what a plan is worth: proved, or not, and within what gap."""
    if not decided:
        return "réseau d'aujourd'hui, rien n'est cherché"
    told = gap is not None and gap >= _LEAST_GAP
    if status is Termination.OPTIMAL:
        return f"meilleur plan, prouvé à {percent(gap, digits=2)} près" if told else _PROVED
    return (
        f"bon plan, non prouvé le meilleur{f' (écart de {percent(gap, digits=2)})' if told else ''}"
    )


def gain_words(rate: float, *, unit: str) -> str:
    """Write what 1,000 EUR buy, minutes or points, with two significant digits."""
    value = rate if unit == "min" else rate * 100
    digits = 2 if value <= 0 else min(max(1 - math.floor(math.log10(value)), 0), 6)
    return f"{decimal(value, digits=digits)}{SPACE}{'min' if unit == 'min' else 'pt'}"


def written(value: Cell, *, unit: str) -> str:
    """Write a value with its unit."""
    if value == MASKED:
        return MASKED
    if not isinstance(value, int | float):
        return ABSENT
    return _WRITERS.get(unit, whole)(float(value))


def signed(value: Cell, *, unit: str) -> str:
    """Write a difference with its sign and its unit; shares in points."""
    if value == MASKED:
        return MASKED
    if not isinstance(value, int | float):
        return ABSENT
    points = unit == "part"
    text = f"{whole(value * 100)}{SPACE}pt" if points else written(value, unit=unit)
    nothing = not any(digit in text for digit in "123456789")
    return "=" if nothing else ("+" + text if value > 0 else text)
