"""What becomes of each site from the reference to another plan: opened, closed, moved, changed."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from placement.comparison.model import Compared, Variant
from placement.options import SiteOption, same_service
from placement.outcome import SiteOutcome
from placement.territory import Site

__all__ = ["MOVE_KM", "Move", "SiteChange", "SiteLine", "SiteState", "moves_of", "site_lines"]

MOVE_KM: Final = 15.0
"""A site that closes and one that opens farther apart than this, as the crow flies, km, are two
decisions, not a move."""

_KM_PER_DEGREE: Final = 111.2
_KINDS: Final = ("siege", "antenne", "permanence")


class SiteChange(StrEnum):
    """What becomes of a site from the reference to a plan; the values are French words."""

    KEPT = "inchangé"
    OPENED = "ouvert"
    CLOSED = "fermé"
    MOVED_HERE = "déplacé ici"
    MOVED_AWAY = "déplacé ailleurs"
    MODIFIED = "modifié"
    ABSENT = "pas ouvert"


@dataclass(frozen=True, slots=True)
class SiteState:
    """A site in one plan: what it offers, None where it is closed; young people, persons."""

    option: SiteOption | None
    young: float
    change: SiteChange


@dataclass(frozen=True, slots=True)
class SiteLine:
    """A site that some plan opens, and its state in each plan, in their order."""

    site: Site
    states: tuple[SiteState, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """A site that closes and one of the same kind that opens instead, in the same EPCI."""

    closed: Site
    opened: Site
    kind: str
    epci: str
    distance_km: float


def site_lines(compared: Compared) -> tuple[SiteLine, ...]:
    """List the sites that some plan opens: the most present kind first, then by identity."""
    opened = [{line.site.id: line for line in one.open_sites} for one in compared.variants]
    base = opened[compared.reference]
    moved = [_moved(moves_of(compared, variant=one)) for one in compared.variants]
    first: dict[str, SiteOutcome] = {}
    for plan in (base, *opened):
        for key, line in plan.items():
            first.setdefault(key, line)
    lines = [
        SiteLine(
            site=line.site,
            states=tuple(
                _state(key, plan=plan, base=base, moved=moves)
                for plan, moves in zip(opened, moved, strict=True)
            ),
        )
        for key, line in first.items()
    ]
    return tuple(sorted(lines, key=lambda line: _reading_order(line, first=first)))


def _reading_order(line: SiteLine, *, first: Mapping[str, SiteOutcome]) -> tuple[int, str]:
    kind = first[line.site.id].shown.offer.kind.value
    return _KINDS.index(kind) if kind in _KINDS else len(_KINDS), line.site.id


def _moved(moves: Sequence[Move]) -> dict[str, SiteChange]:
    away = {move.closed.id: SiteChange.MOVED_AWAY for move in moves}
    return away | {move.opened.id: SiteChange.MOVED_HERE for move in moves}


def _state(
    key: str,
    *,
    plan: Mapping[str, SiteOutcome],
    base: Mapping[str, SiteOutcome],
    moved: Mapping[str, SiteChange],
) -> SiteState:
    here, before = plan.get(key), base.get(key)
    change = moved.get(key) or _change(
        None if here is None else here.option, before=None if before is None else before.option
    )
    return SiteState(
        option=None if here is None else here.option,
        young=0.0 if here is None else here.young,
        change=change,
    )


def _change(option: SiteOption | None, *, before: SiteOption | None) -> SiteChange:
    if option is None:
        return SiteChange.ABSENT if before is None else SiteChange.CLOSED
    if before is None:
        return SiteChange.OPENED
    return SiteChange.KEPT if same_service(option.offer, before.offer) else SiteChange.MODIFIED


def moves_of(compared: Compared, *, variant: Variant) -> tuple[Move, ...]:
    """Pair the sites that close with those that open instead of them, nearest first.

    Notes
    -----
    A pair is of one kind and in one EPCI, at most `MOVE_KM` apart as the crow flies; each site is
    in one pair at most. Pairs are taken by distance, then by identity, so that swapping the two
    plans swaps the pairs.
    """
    base = {line.site.id: line for line in compared.base.open_sites if not line.site.neighbour}
    plan = {line.site.id: line for line in variant.open_sites if not line.site.neighbour}
    epci = {commune.code: commune.epci_name for commune in compared.territory.communes}
    gone = [base[key] for key in sorted(base.keys() - plan.keys())]
    come = [plan[key] for key in sorted(plan.keys() - base.keys())]
    pairs = [
        Move(
            closed=closed.site,
            opened=opened.site,
            kind=_kind(closed),
            epci=epci.get(closed.site.commune_code, ""),
            distance_km=_distance_km(closed.site, other=opened.site),
        )
        for closed, opened in itertools.product(gone, come)
        if _kind(closed) == _kind(opened)
        and epci.get(closed.site.commune_code) == epci.get(opened.site.commune_code)
    ]
    near = sorted((pair for pair in pairs if pair.distance_km <= MOVE_KM), key=_nearest_first)
    kept: list[Move] = []
    taken: set[str] = set()
    for pair in near:
        if not taken & {pair.closed.id, pair.opened.id}:
            kept.append(pair)
            taken |= {pair.closed.id, pair.opened.id}
    return tuple(kept)


def _nearest_first(move: Move) -> tuple[float, list[str]]:
    return round(move.distance_km, 6), sorted((move.closed.id, move.opened.id))


def _kind(line: SiteOutcome) -> str:
    return line.shown.offer.kind.value


def _distance_km(site: Site, *, other: Site) -> float:
    north = site.lat - other.lat
    east = (site.lon - other.lon) * math.cos(math.radians((site.lat + other.lat) / 2))
    return math.hypot(north, east) * _KM_PER_DEGREE
