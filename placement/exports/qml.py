"""Styles as QGIS keeps them (QML), and the renderer that a project embeds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from xml.sax.saxutils import quoteattr

from placement.exports.symbology import Condition, Pattern, Rule, Style, Symbol
from placement.report import Column

__all__ = ["DOCTYPE", "qml_of", "styling"]

DOCTYPE: Final = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_VERSION: Final = "3.22.0"
_BRUSHES: Final = {Pattern.HATCH: "b_diagonal", Pattern.DOTS: "dense6"}
_INK: Final = "#17202e"


def qml_of(style: Style, *, columns: Sequence[Column]) -> str:
    """Write a style of a layer, with the French name of its fields."""
    return (
        f'{DOCTYPE}<qgis version="{_VERSION}" styleCategories="Symbology|Labeling|Fields">'
        f"{styling(style, columns=columns)}</qgis>"
    )


def styling(style: Style, *, columns: Sequence[Column]) -> str:
    """Give renderer, labels and field names, as they stand in a style and in a project."""
    aliases = "".join(
        f'<alias index="{k + 1}" field={quoteattr(one.name)} name={quoteattr(one.header)}/>'
        for k, one in enumerate(columns)
    )
    return f"{_renderer(style)}{_labels(style)}<aliases>{aliases}</aliases>"


def _renderer(style: Style) -> str:
    rules = "".join(_rule(rule, at=k) for k, rule in enumerate(style.rules))
    symbols = "".join(
        _symbol(rule.symbol, kind=style.kind, at=k) for k, rule in enumerate(style.rules)
    )
    return (
        '<renderer-v2 type="RuleRenderer" symbollevels="0" forceraster="0" enableorderby="0">'
        f'<rules key="racine">{rules}</rules><symbols>{symbols}</symbols></renderer-v2>'
    )


def _rule(rule: Rule, *, at: int) -> str:
    told = " AND ".join(map(_expression, rule.conditions))
    filtered = f" filter={quoteattr(told)}" if told else ""
    return f'<rule key="regle{at}" symbol="{at}" label={quoteattr(rule.label)}{filtered}/>'


def _expression(condition: Condition) -> str:
    field = f'"{condition.field}"'
    if condition.value is None:
        return f"{field} IS NULL" if condition.operator == "=" else f"{field} IS NOT NULL"
    if isinstance(condition.value, str):
        value = condition.value.replace("'", "''")
        return f"{field} {condition.operator} '{value}'"
    return f"{field} {condition.operator} {condition.value:g}"


def _symbol(symbol: Symbol, *, kind: str, at: int) -> str:
    layers = "".join(
        f'<layer class="{name}" enabled="1" locked="0" pass="0">{_options(options)}</layer>'
        for name, options in _LAYERS[kind](symbol)
    )
    return f'<symbol type="{kind}" name="{at}" alpha="1" clip_to_extent="1">{layers}</symbol>'


def _fills(symbol: Symbol) -> Iterator[tuple[str, Mapping[str, str]]]:
    stroke = {
        "outline_color": _rgba(symbol.stroke),
        "outline_width": f"{symbol.width_mm:g}",
        "outline_width_unit": "MM",
        "outline_style": "solid",
    }
    style = "solid" if symbol.fill else "no"
    yield "SimpleFill", {"color": _rgba(symbol.fill or "#ffffff"), "style": style, **stroke}
    if symbol.pattern in _BRUSHES:
        ink = symbol.stroke if not symbol.fill else _INK
        brush = {"color": _rgba(ink), "style": _BRUSHES[symbol.pattern], "outline_style": "no"}
        yield "SimpleFill", brush


def _lines(symbol: Symbol) -> Iterator[tuple[str, Mapping[str, str]]]:
    yield (
        "SimpleLine",
        {
            "line_color": _rgba(symbol.stroke),
            "line_width": f"{symbol.width_mm:g}",
            "line_width_unit": "MM",
            "line_style": "solid",
            "capstyle": "round",
        },
    )


def _marks(symbol: Symbol) -> Iterator[tuple[str, Mapping[str, str]]]:
    shape = {"x": "cross2"}.get(symbol.shape, symbol.shape)
    yield (
        "SimpleMarker",
        {
            "name": shape,
            "color": _rgba(symbol.fill),
            "size": f"{symbol.size_mm:g}",
            "size_unit": "MM",
            "outline_color": _rgba(symbol.stroke),
            "outline_width": f"{symbol.width_mm:g}",
            "outline_width_unit": "MM",
            "outline_style": "solid",
        },
    )


_LAYERS: Final = {"fill": _fills, "line": _lines, "marker": _marks}


def _options(options: Mapping[str, str]) -> str:
    told = "".join(
        f'<Option type="QString" name="{name}" value={quoteattr(value)}/>'
        for name, value in options.items()
    )
    return f'<Option type="Map">{told}</Option>'


def _rgba(colour: str) -> str:
    return ",".join(str(int(colour[k : k + 2], 16)) for k in (1, 3, 5)) + ",255"


def _labels(style: Style) -> str:
    if not style.label:
        return ""
    ink = _rgba(_INK)
    return (
        '<labeling type="simple"><settings calloutType="simple">'
        f'<text-style fieldName="{style.label}" fontFamily="Sans Serif" fontSize="8" '
        f'fontSizeUnit="Point" textColor="{ink}" isExpression="0">'
        '<text-buffer bufferDraw="1" bufferSize="0.8" bufferSizeUnits="MM" '
        'bufferColor="255,255,255,255"/></text-style>'
        '<placement placement="6" dist="2" distUnits="MM"/>'
        '<rendering obstacle="1"/></settings></labeling>'
    )
