"""Map 10: the rounds of the van, where a scenario has some."""

from __future__ import annotations

from collections.abc import Sequence

from shapely.geometry import LineString

from placement.cartography.content import Round
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
            sites=tuple(
                SiteSign(
                    key=f"halte-{rank:03d}",
                    lon=stop.lon,
                    lat=stop.lat,
                    shape=Shape.DISC,
                    mark=Mark.PLAIN,
                    lines=(stop.name, stop.when),
                    rank=(rank, stop.name),
                    commune_code="",
                    label="halte du camion",
                )
                for rank, stop in enumerate(halts.values())
            ),
            routes=tuple(
                Route(one.name, LineString([(stop.lon, stop.lat) for stop in one.stops]))
                for one in rounds
            ),
        ),
        content=content,
        sentences=told,
    )
