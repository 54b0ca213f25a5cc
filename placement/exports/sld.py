"""Styles as OGC says them (SLD 1.0), for software other than QGIS."""

from __future__ import annotations

from typing import Final
from xml.sax.saxutils import escape

from placement.exports.symbology import Condition, Pattern, Style, Symbol

__all__ = ["sld_of"]

_PIXELS_PER_MM: Final = 3.5714  # a pixel of 0.28 mm, as OGC defines it
_MARKS: Final = {Pattern.HATCH: "shape://slash", Pattern.DOTS: "circle"}
_COMPARISONS: Final = {
    "=": "PropertyIsEqualTo",
    "<": "PropertyIsLessThan",
    "<=": "PropertyIsLessThanOrEqualTo",
    ">": "PropertyIsGreaterThan",
    ">=": "PropertyIsGreaterThanOrEqualTo",
}


def sld_of(style: Style, *, layer: str) -> str:
    """Write a style of a layer."""
    rules = "".join(
        f"<Rule><Name>{escape(rule.label)}</Name><Title>{escape(rule.label)}</Title>"
        f"{_filter(rule.conditions)}{_SYMBOLIZERS[style.kind](rule.symbol)}</Rule>"
        for rule in style.rules
    )
    text = f"<Rule>{_text(style.label)}</Rule>" if style.label else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<StyledLayerDescriptor version="1.0.0" '
        'xmlns="http://www.opengis.net/sld" xmlns:ogc="http://www.opengis.net/ogc" '
        'xmlns:xlink="http://www.w3.org/1999/xlink">'
        f"<NamedLayer><Name>{layer}</Name><UserStyle><Name>{escape(style.name)}</Name>"
        f"<FeatureTypeStyle>{rules}{text}</FeatureTypeStyle></UserStyle></NamedLayer>"
        "</StyledLayerDescriptor>"
    )


def _filter(conditions: tuple[Condition, ...]) -> str:
    if not conditions:
        return ""
    told = "".join(map(_compared, conditions))
    both = f"<ogc:And>{told}</ogc:And>" if len(conditions) > 1 else told
    return f"<ogc:Filter>{both}</ogc:Filter>"


def _compared(condition: Condition) -> str:
    name = f"<ogc:PropertyName>{condition.field}</ogc:PropertyName>"
    if condition.value is None:
        empty = f"<ogc:PropertyIsNull>{name}</ogc:PropertyIsNull>"
        return empty if condition.operator == "=" else f"<ogc:Not>{empty}</ogc:Not>"
    value = condition.value if isinstance(condition.value, str) else f"{condition.value:g}"
    tag = _COMPARISONS[condition.operator]
    return f"<ogc:{tag}>{name}<ogc:Literal>{escape(value)}</ogc:Literal></ogc:{tag}>"


def _parameters(**values: str) -> str:
    return "".join(
        f'<CssParameter name="{name.replace("_", "-")}">{value}</CssParameter>'
        for name, value in values.items()
    )


def _stroke(symbol: Symbol) -> str:
    width = f"{symbol.width_mm * _PIXELS_PER_MM:.2f}"
    return f"<Stroke>{_parameters(stroke=symbol.stroke, stroke_width=width)}</Stroke>"


def _area(symbol: Symbol) -> str:
    fill = f"<Fill>{_parameters(fill=symbol.fill)}</Fill>" if symbol.fill else ""
    plain = f"<PolygonSymbolizer>{fill}{_stroke(symbol)}</PolygonSymbolizer>"
    if symbol.pattern not in _MARKS:
        return plain
    colour = _parameters(stroke=symbol.stroke, stroke_width="1")
    drawn = (
        f"<Mark><WellKnownName>{_MARKS[symbol.pattern]}</WellKnownName>"
        f"<Fill>{_parameters(fill=symbol.stroke)}</Fill><Stroke>{colour}</Stroke></Mark>"
    )
    size = 2 if symbol.pattern is Pattern.DOTS else 8
    graphic = f"<GraphicFill><Graphic>{drawn}<Size>{size}</Size></Graphic></GraphicFill>"
    return f"{plain}<PolygonSymbolizer><Fill>{graphic}</Fill></PolygonSymbolizer>"


def _line(symbol: Symbol) -> str:
    return f"<LineSymbolizer>{_stroke(symbol)}</LineSymbolizer>"


def _mark(symbol: Symbol) -> str:
    size = f"{symbol.size_mm * _PIXELS_PER_MM:.1f}"
    return (
        f"<PointSymbolizer><Graphic><Mark><WellKnownName>{symbol.shape}</WellKnownName>"
        f"<Fill>{_parameters(fill=symbol.fill)}</Fill>{_stroke(symbol)}</Mark>"
        f"<Size>{size}</Size></Graphic></PointSymbolizer>"
    )


_SYMBOLIZERS: Final = {"fill": _area, "line": _line, "marker": _mark}


def _text(field: str) -> str:
    return (
        f"<TextSymbolizer><Label><ogc:PropertyName>{field}</ogc:PropertyName></Label>"
        f"<Font>{_parameters(font_family='Sans Serif', font_size='10')}</Font>"
        "<Halo><Radius>1</Radius></Halo></TextSymbolizer>"
    )
