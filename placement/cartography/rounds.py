"""Map 10: the rounds of the van, where a scenario has some."""

from __future__ import annotations

from collections.abc import Sequence

from shapely.geometry import LineString

from placement.cartography.content import Round, Stop
from placement.cartography.shades import YOUNG_SHADES
from placement.cartography.theme import Mark, Route, Shape, SiteSign, Theme
from placement.cartography.words import HALF_DAY_NOTE, completed, dated
from placement.cartography.words import without_access as left_out
from placement.evaluate import EVERYBODY
from placement.french import whole
from placement.viz import MapContent

__all__ = ["rounds_theme"]


def rounds_theme(content: MapContent, *, rounds: Sequence[Round]) -> Theme:
    """Tell where the van halts, in what order, and when."""
    halts = {(stop.name, stop.lon, stop.lat): stop for one in rounds for stop in one.stops}
    depots = {one.depot.name: one.depot for one in rounds if one.depot is not None}
    figures = (
        ("Tournées", whole(len(rounds))),
        ("Haltes", whole(len(halts))),
        left_out(content.plan.indicators[EVERYBODY], shown=content.shown),
    )
    title = "La tournée du camion"
    subtitle = dated(content, what="haltes et jours de passage")
    shades = YOUNG_SHADES[:1]
    classes = {commune.code: 0 for commune in content.territory.communes}
    told = tuple(
        f"{one.name} : {', puis '.join(f'{stop.name} ({stop.when})' for stop in one.stops)}."
        for one in rounds
    )
    return completed(
        Theme(
            number="10",
            title=title,
            subtitle=subtitle,
            legend_title="",
            shades=shades,
            shade_of=classes,
            figures=figures,
            notes=(HALF_DAY_NOTE,),
            sites=(
                *(
                    _sign(depot, rank=rank, shape=Shape.STAR, label="départ et retour")
                    for rank, depot in enumerate(depots.values())
                ),
                *(
                    _sign(stop, rank=rank, shape=Shape.TRIANGLE, label="halte du camion")
                    for rank, stop in enumerate(halts.values(), start=len(depots))
                ),
            ),
            routes=tuple(Route(one.name, _line(one)) for one in rounds),
        ),
        content=content,
        sentences=told,
    )


def _sign(stop: Stop, *, rank: int, shape: Shape, label: str) -> SiteSign:
    return SiteSign(
        key=f"halte-{rank:03d}",
        lon=stop.lon,
        lat=stop.lat,
        shape=shape,
        mark=Mark.PLAIN,
        lines=tuple(line for line in (stop.name, stop.when) if line),
        rank=(rank, stop.name),
        commune_code="",
        label=label,
    )


def _line(one: Round) -> LineString:
    """Follow the road; where it is not known, join the garage and the halts."""
    home = () if one.depot is None else (one.depot,)
    joined = [(stop.lon, stop.lat) for stop in (*home, *one.stops, *home)]
    return LineString(one.line or (joined if len(joined) > 1 else joined * 2))
