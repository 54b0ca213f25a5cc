"""How each layer is drawn, said once: rules with a condition and a symbol, for QML and SLD."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from placement.offers import SiteKind
from placement.outcome import Change
from placement.viz.style import (
    DIFFERENCE_SCALE,
    INK,
    NO_ACCESS,
    TIME_SCALE,
    ColourScale,
)

__all__ = ["Condition", "Pattern", "Rule", "Style", "Symbol", "styles_for"]


class Pattern(StrEnum):
    """What is drawn over the colour of an area, so that it reads without colour."""

    PLAIN = "plain"
    HATCH = "hatch"
    DOTS = "dots"


@dataclass(frozen=True, slots=True)
class Symbol:
    """A symbol: of an area, of a line, or a mark.

    ``fill`` and ``stroke`` are ``#rrggbb``, empty for none; ``width_mm`` is that of the stroke;
    ``shape`` is that of a mark (square, circle, star, cross) and ``size_mm`` its size, 0 for
    what is no mark.
    """

    fill: str = ""
    stroke: str = INK
    width_mm: float = 0.2
    pattern: Pattern = Pattern.PLAIN
    shape: str = ""
    size_mm: float = 0.0


@dataclass(frozen=True, slots=True)
class Condition:
    """A comparison of a field; ``value`` None asks whether the field is empty (=) or not (<>)."""

    field: str
    operator: str
    value: float | str | None


@dataclass(frozen=True, slots=True)
class Rule:
    """What meets every condition is drawn so; French label of the legend."""

    label: str
    conditions: tuple[Condition, ...]
    symbol: Symbol


@dataclass(frozen=True, slots=True)
class Style:
    """A way to draw a layer.

    Parameters
    ----------
    name : French, 30 letters at most
    about : French
    kind : ``fill``, ``line`` or ``marker``
    rules : the first one that fits is not the only one to apply: conditions exclude each other
    label : field written beside each feature, empty for none
    """

    name: str
    about: str
    kind: str
    rules: tuple[Rule, ...]
    label: str = ""


def styles_for(layer: str, *, kind: str) -> tuple[Style, ...]:
    """Give the styles of a layer of a kind of shape, the one by default first."""
    if layer == "communes":
        return _COMMUNES if kind == "MultiPolygon" else _MAIRIES
    return _OTHERS[layer]


_EDGE: Final = "#6b7280"
_WIDE_MM: Final = 0.15
_NOBODY: Final = "sans accès, ou sans jeunes"


def _scaled(name: str, *, about: str, field: str, scale: ColourScale, without: str) -> Style:
    """Colour areas by the classes of a scale; what has no value is hatched."""
    nobody = Rule(
        without,
        (Condition(field, "=", None),),
        Symbol(NO_ACCESS.colour, stroke=_EDGE, width_mm=_WIDE_MM, pattern=Pattern.HATCH),
    )
    return Style(name, about, "fill", (*_classes(field, scale=scale), nobody))


def _classes(field: str, *, scale: ColourScale) -> tuple[Rule, ...]:
    limits = [_limit(bound) for bound in scale.bounds]
    below = [(Condition(field, operator, value),) for operator, value in limits]
    above = [(Condition(field, _CONTRARY[operator], value),) for operator, value in limits]
    conditions = [
        low + high
        for low, high in zip([(Condition(field, "<>", None),), *above], [*below, ()], strict=True)
    ]
    return tuple(
        Rule(
            label,
            condition,
            Symbol(colour, stroke=_EDGE, width_mm=_WIDE_MM, pattern=Pattern(pattern)),
        )
        for label, condition, colour, pattern in zip(
            scale.labels, conditions, scale.colours, scale.patterns, strict=True
        )
    )


_CONTRARY: Final = {"<": ">=", "<=": ">"}


def _limit(bound: int) -> tuple[str, float]:
    """Say which exact values round, halves away from zero, to the bound at most."""
    return ("<=" if bound < 0 else "<"), bound + 0.5


def _mark(shape: str, *, size_mm: float, fill: str = INK) -> Symbol:
    return Symbol(fill, stroke="#ffffff", width_mm=0.3, shape=shape, size_mm=size_mm)


_SHAPES: Final = {SiteKind.SIEGE: ("star", 6.0), SiteKind.ANTENNE: ("square", 4.2),
                  SiteKind.PERMANENCE: ("circle", 3.6)}  # fmt: skip
_OTHER_SHAPE: Final = ("triangle", 4.4)
_FILLS: Final = {Change.KEPT: INK, Change.OPENED: "#b3005e", Change.MODIFIED: "#e08214"}


def _site_rules() -> tuple[Rule, ...]:
    opened = tuple(
        Rule(
            f"{kind.label}, {change.value}",
            (Condition("type", "=", kind.value), Condition("changement", "=", change.value)),
            _mark(shape, size_mm=size, fill=fill),
        )
        for kind in SiteKind
        for shape, size in (_SHAPES.get(kind, _OTHER_SHAPE),)
        for change, fill in _FILLS.items()
    )
    closed = Rule(
        "Lieu fermé",
        (Condition("changement", "=", Change.CLOSED.value),),
        Symbol(INK, stroke=INK, width_mm=0.8, shape="x", size_mm=3.6),
    )
    return (*opened, closed)


def _all(label: str, symbol: Symbol) -> tuple[Rule, ...]:
    return (Rule(label, (), symbol),)


_COMMUNES: Final = (
    _scaled("Trajet dans le scénario", about="Trajet moyen de ceux qui ont un accès",
            field="temps_scenario_tous_min", scale=TIME_SCALE, without=_NOBODY),
    _scaled("Trajet aujourd'hui", about="Trajet moyen de ceux qui ont un accès",
            field="temps_existant_tous_min", scale=TIME_SCALE, without=_NOBODY),
    _scaled("Gains et pertes de temps", about="Scénario moins aujourd'hui",
            field="ecart_min", scale=DIFFERENCE_SCALE, without="sans comparaison possible"),
)  # fmt: skip
_MAIRIES: Final = (
    Style("Communes", "Mairies", "marker",
          _all("Commune", Symbol("#9ca3af", stroke=INK, shape="circle", size_mm=2.0)), "commune"),
)  # fmt: skip
_OTHERS: Final = {
    "lieux": (
        Style("Lieux d'accueil", "Forme : type ; couleur : changement", "marker", _site_rules(),
              "nom"),
    ),
    "liaisons": (
        Style("Qui va où", "Une ligne par commune et par lieu", "line",
              _all("Liaison", Symbol(stroke="#374151", width_mm=0.35))),
    ),
    "tournees": (
        Style("Tournées du camion", "Une ligne par journée", "line",
              _all("Tournée du camion", Symbol(stroke="#1b6ca8", width_mm=0.8)), "jour"),
    ),
    "arrets_camion": (
        Style("Arrêts du camion", "Desservis ou non", "marker",
              (Rule("Arrêt desservi", (Condition("desservi", "=", "oui"),),
                    _mark("triangle", size_mm=4.0, fill="#1b6ca8")),
               Rule("Arrêt étudié", (Condition("desservi", "=", "non"),),
                    _mark("triangle", size_mm=2.2, fill="#9ca3af"))), "nom"),
    ),
    "qpv": (
        Style("Quartiers prioritaires", "Contours", "fill",
              _all("Quartier prioritaire",
                   Symbol(stroke="#b3005e", width_mm=0.5, pattern=Pattern.HATCH))),
    ),
    "epci": (
        Style("Limites d'intercommunalité", "Contours", "fill",
              _all("EPCI", Symbol(stroke=INK, width_mm=0.5))),
    ),
    "perimetre": (
        Style("Périmètre", "Contour", "fill", _all("Périmètre", Symbol(stroke=INK, width_mm=0.9))),
    ),
}  # fmt: skip
