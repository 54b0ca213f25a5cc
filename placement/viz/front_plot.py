"""The front drawn in SVG: money along, access up; each point takes the focus and says its figures.

Between two points the line is a stair: for a budget in between, the plan of the smaller one is the
best that is known.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from placement.comparison import Front, FrontPoint
from placement.comparison.words import written
from placement.french import ABSENT, decimal, euros, percent, whole

__all__ = ["front_svg", "point_words", "shown_value"]

_WIDTH: Final = 680
_HEIGHT: Final = 430
_LEFT, _RIGHT, _TOP, _BOTTOM = 66, 26, 44, 64
_LEAST_GAP: Final = 5e-5
_FAR: Final = 0.75


@dataclass(frozen=True, slots=True)
class _Axes:
    """From euros and values to pixels; ticks are round."""

    money: tuple[float, ...]
    values: tuple[float, ...]

    def x(self, cost_eur: float) -> float:
        part = (cost_eur - self.money[0]) / (self.money[-1] - self.money[0])
        return round(_LEFT + part * (_WIDTH - _LEFT - _RIGHT), 1)

    def y(self, value: float) -> float:
        part = (value - self.values[0]) / (self.values[-1] - self.values[0])
        return round(_HEIGHT - _BOTTOM - part * (_HEIGHT - _TOP - _BOTTOM), 1)


def front_svg(front: Front) -> str:
    """Draw a front: axes, stair, points, today; a point that is chosen tells more beside."""
    axes = _axes(front)
    parts = [
        *_grid(axes, unit=front.unit),
        _stair(front.front, axes=axes),
        *_dominated(front, axes=axes),
        *_today(front, axes=axes),
        *(_point(front, at=at, axes=axes, rank=rank) for rank, at in enumerate(front.kept)),
    ]
    label = escape(f"{front.goal}, selon le coût annuel ; les mêmes chiffres sont dans la table")
    return (
        f'<svg id="front" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="group" aria-label="{label}">'
        f"{''.join(parts)}</svg>"
    )


def point_words(front: Front, *, at: int) -> str:
    """Say a point in one sentence, for those who hear it."""
    one = front.points[at]
    gap = f", écart {percent(one.gap, digits=2)}" if one.gap and one.gap >= _LEAST_GAP else ""
    role = _role(front, at=at)
    value = written(shown_value(front, one=one), unit=front.written_unit)
    return (
        f"{role + ' : ' if role else ''}budget {euros(one.budget_eur)}, coût "
        f"{euros(one.cost_eur)}, {value}{gap}"
    )


def shown_value(front: Front, *, one: FrontPoint) -> float | str | None:
    """Return the value of a point as its reader may know it."""
    if front.unit == "min":
        return front.shown.minutes(one.value)
    return front.shown.share(one.value, among=front.territory.demand.total)


def _axes(front: Front) -> _Axes:
    today_eur, today = front.today
    costs = [one.cost_eur for one in front.points] + ([] if today is None else [today_eur])
    values = [one.value for one in front.points] + ([] if today is None else [today])
    return _Axes(money=_ticks(costs), values=_ticks(values))


def _ticks(values: Sequence[float]) -> tuple[float, ...]:
    """Choose some six round values, from below the least to above the greatest."""
    low, high = min(values), max(values)
    span = (high - low) or max(abs(high), 1.0) * 0.2
    rough = span / 5
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(n * power for n in (1, 2, 2.5, 5, 10) if n * power >= rough - 1e-12)
    first, last = math.floor(low / step - 0.15), math.ceil(high / step + 0.15)
    return tuple(k * step for k in range(max(first, 0), max(last, max(first, 0) + 1) + 1))


def _grid(axes: _Axes, *, unit: str) -> Iterator[str]:
    bottom, right = _HEIGHT - _BOTTOM, _WIDTH - _RIGHT
    for value in axes.values:
        y = axes.y(value)
        yield f'<line class="grid" x1="{_LEFT}" y1="{y}" x2="{right}" y2="{y}"/>'
        yield _text(_tick(value, unit=unit), x=_LEFT - 8, y=y + 4, anchor="end")
    for amount in axes.money:
        x = axes.x(amount)
        yield f'<line class="grid" x1="{x}" y1="{_TOP}" x2="{x}" y2="{bottom}"/>'
        yield _text(whole(amount / 1000), x=x, y=bottom + 20, anchor="middle")
    yield _text("Coût annuel, milliers d'euros", x=right, y=_HEIGHT - 12, anchor="end")
    side = "minutes (moins, c'est mieux)" if unit == "min" else "part (plus, c'est mieux)"
    yield _text(side, x=8, y=24, anchor="start")


def _tick(value: float, *, unit: str) -> str:
    return percent(value) if unit == "part" else decimal(value)


def _stair(points: Sequence[FrontPoint], *, axes: _Axes) -> str:
    """Join points by what is known between them; the last one holds for any larger budget."""
    path, height = "", 0.0
    for one in points:
        x, y = axes.x(one.cost_eur), axes.y(one.value)
        path += f"M{x} {y}" if not path else f"H{x}V{y}"
        height = y
    path += f"H{_WIDTH - _RIGHT}" if points else ""
    return f'<path class="stair" d="{path}"/>' if height or path else ""


def _dominated(front: Front, *, axes: _Axes) -> Iterator[str]:
    for one, by in zip(front.points, front.dominated_by, strict=True):
        if by is not None:
            x, y = axes.x(one.cost_eur), axes.y(one.value)
            yield f'<circle class="dropped" cx="{x}" cy="{y}" r="3.5"/>'


def _today(front: Front, *, axes: _Axes) -> Iterator[str]:
    cost_eur, value = front.today
    if value is None:
        return
    x, y = axes.x(cost_eur), axes.y(value)
    yield f'<path class="today" d="M{x - 7} {y - 7}l14 14M{x + 7} {y - 7}l-14 14"/>'
    yield _text("aujourd'hui", x=x + 12, y=y + 5, anchor="start", kind="named")


def _point(front: Front, *, at: int, axes: _Axes, rank: int) -> str:
    one = front.points[at]
    x, y = axes.x(one.cost_eur), axes.y(one.value)
    role = _role(front, at=at)
    shape = (
        f'<path class="dot" d="M{x} {y - 9}l9 9-9 9-9-9z"/>'
        if role
        else f'<circle class="dot" cx="{x}" cy="{y}" r="6"/>'
    )
    far = x > _WIDTH * _FAR  # a name must not leave the plot
    named = (
        _text(
            role,
            x=x - 4 if far else x + 12,
            y=y - 14,
            anchor="end" if far else "start",
            kind="named",
        )
        if role
        else ""
    )
    return (
        f'<g class="point" role="button" tabindex="{-1 if rank else 0}" aria-pressed="false" '
        f'data-rank="{rank}" aria-label="{escape(point_words(front, at=at))}">'
        f"{_whisker(one, x=x, axes=axes, unit=front.unit)}"
        f'<circle class="halo" cx="{x}" cy="{y}" r="14"/>{shape}{named}</g>'
    )


def _whisker(one: FrontPoint, *, x: float, axes: _Axes, unit: str) -> str:
    """Show how much better a plan may still be, where its proof leaves room."""
    if one.gap is None or one.gap < _LEAST_GAP:
        return ""
    better = one.value * (1 - one.gap) if unit == "min" else one.value + one.gap * (1 - one.value)
    return f'<path class="whisker" d="M{x} {axes.y(one.value)}V{axes.y(better)}"/>'


def _role(front: Front, *, at: int) -> str:
    names = [
        name for name, of in (("coude", front.knee), ("rendement ÷ 2", front.half)) if of == at
    ]
    return ", ".join(names)


def _text(text: str, *, x: float, y: float, anchor: str, kind: str = "tick") -> str:
    shown = escape(text or ABSENT)
    return f'<text class="{kind}" x="{x}" y="{y}" text-anchor="{anchor}">{shown}</text>'
