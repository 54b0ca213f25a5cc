"""Market days, when people come to the bourg anyway, beside the doors that are open there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from placement.portrait.model import MarketLine
from placement.territory import Territory

__all__ = ["market_lines"]

_HALVES: Final[Mapping[str, str]] = {"matin": "matin", "apres_midi": "après-midi"}


def market_lines(territory: Territory) -> tuple[MarketLine, ...]:
    """List the markets by name of commune, with the sites of one's own open there today."""
    names = {commune.code: commune.name for commune in territory.communes}
    sites: dict[str, list[str]] = {}
    for site in territory.sites:
        if site.existing and not site.neighbour:
            sites.setdefault(site.commune_code, []).append(site.name)
    return tuple(
        sorted(
            (
                MarketLine(
                    commune=names[market.commune_code],
                    name=market.name,
                    days=f"{', '.join(market.days)} ({_HALVES[market.half_day]})",
                    sites=tuple(sites.get(market.commune_code, ())),
                )
                for market in territory.markets
                if market.commune_code in names
            ),
            key=lambda line: (line.commune, line.name, line.days),
        )
    )
