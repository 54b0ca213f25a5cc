"""The symbols of sites: shape by kind, mark by what becomes of them, label with the rhythm."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from placement.cartography.theme import Mark, Shape, SiteSign
from placement.cartography.words import short_name, short_rhythm
from placement.french import plural
from placement.offers import SiteKind
from placement.viz import MapContent, Service, SiteMark

__all__ = ["kinds_told", "planned_signs", "today_signs"]

_SHAPES: Final = {
    SiteKind.SIEGE: Shape.STAR,
    SiteKind.ANTENNE: Shape.SQUARE,
    SiteKind.PERMANENCE: Shape.DISC,
}
_KIND_RANK: Final = {SiteKind.SIEGE: 0, SiteKind.ANTENNE: 1, SiteKind.PERMANENCE: 2}
_VAN: Final = "camion"
_MARK_RANK: Final = {Mark.PLUS: 1, Mark.CROSS: 1, Mark.DOT: 1, Mark.PLAIN: 2}


def today_signs(content: MapContent, *, rhythms: bool) -> tuple[SiteSign, ...]:
    """Return the sites open today; their rhythm in the label where it is asked for."""
    return tuple(
        _sign(mark, service=mark.today, change=Mark.PLAIN, rhythm=rhythms)
        for mark in content.sites
        if mark.today is not None
    )


def planned_signs(content: MapContent, *, rhythms: bool) -> tuple[SiteSign, ...]:
    """Return the sites of a scenario and those that it closes; with the rhythms that change."""
    return tuple(_planned(mark, rhythms=rhythms) for mark in content.sites)


def _planned(mark: SiteMark, *, rhythms: bool) -> SiteSign:
    change = Mark(mark.change)
    service = mark.today if mark.planned is None else mark.planned
    told = rhythms and change in (Mark.PLUS, Mark.DOT)
    return _sign(mark, service=service, change=change, rhythm=told)


def _sign(mark: SiteMark, *, service: Service | None, change: Mark, rhythm: bool) -> SiteSign:
    site = mark.site
    kind = SiteKind.PERMANENCE if service is None else service.kind
    lines = [short_name(site.name)]
    if rhythm and service is not None:
        lines.append(short_rhythm(service.recurrence))
    half_days = 0.0 if service is None else service.half_days
    order = _KIND_RANK[kind] if kind is not SiteKind.PERMANENCE else 1 + _MARK_RANK[change]
    return SiteSign(
        key=site.id,
        lon=site.lon,
        lat=site.lat,
        shape=_shape(mark, service=service),
        mark=change,
        lines=tuple(lines),
        rank=(order - half_days / 1e6, site.id),
        commune_code=site.commune_code,
    )


def _shape(mark: SiteMark, *, service: Service | None) -> Shape:
    if mark.site.neighbour:
        return Shape.DIAMOND
    if service is not None and service.van:
        return Shape.TRIANGLE
    return _SHAPES[SiteKind.PERMANENCE if service is None else service.kind]


def kinds_told(services: Iterable[Service | None]) -> str:
    """Count sites by kind, French: « 1 siège, 2 antennes, 6 permanences »."""
    counts = Counter(
        _VAN if service.van else service.kind.value for service in services if service is not None
    )
    names = {
        SiteKind.SIEGE.value: ("siège", "sièges"),
        SiteKind.ANTENNE.value: ("antenne", "antennes"),
        SiteKind.PERMANENCE.value: ("permanence", "permanences"),
        _VAN: ("arrêt du camion", "arrêts du camion"),
    }
    return ", ".join(
        plural(counts[kind], one=names[kind][0], many=names[kind][1])
        for kind in names
        if counts[kind]
    )
