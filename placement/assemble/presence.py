"""Rules on presence: how many sites, floors by EPCI, distance between sites, hosts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer

from placement.assemble.groups import Epci, find_epci, territory_epci
from placement.errors import Faults
from placement.options import SiteOption, same_service
from placement.problem import Floor, NumberLimit, PlacementProblem
from placement.scenario import Scenario
from placement.scenario.presence import EpciFloor, NumberRule
from placement.territory import Territory
from placement.units import METRES_PER_KM

__all__ = ["epci_floors", "number_limits", "too_close", "unready_hosts"]

_WGS84: Final = "EPSG:4326"
_PLURALS: Final = {"antenne": "antennes", "permanence": "permanences", "tous": "lieux"}
_STANDING: Final = {"tous": (), "accord": ("accord", "convention"), "convention": ("convention",)}


def number_limits(
    scenario: Scenario, *, territory: Territory, options: Sequence[SiteOption], faults: Faults
) -> tuple[NumberLimit, ...]:
    """How many sites of a kind, or with an offer, may or must be open; neighbours are in none."""
    found = []
    for position, rule in enumerate(scenario.nombre, start=1):
        mask = _of_kind(options, kind=rule.type or "tous") & _same_offer(
            options, rule=rule, scenario=scenario
        )
        name = f"nombre {_what(rule, scenario=scenario)}"
        if rule.epci is not None:
            epci = find_epci(
                rule.epci, territory=territory, key=f"nombre[{position}].epci", faults=faults
            )
            if epci is None:
                continue
            mask, name = mask & _in_epci(options, epci=epci), f"{name} de {epci.name}"
        found.append(NumberLimit(name, mask, at_least=rule.min, at_most=rule.max))
    return tuple(found)


def _what(rule: NumberRule, *, scenario: Scenario) -> str:
    if rule.offre is None:
        return _of(_PLURALS[rule.type or "tous"])
    label = next(offer.label for offer in scenario.catalogue() if offer.id == rule.offre)
    return f"de lieux « {label} »"


def _of(plural: str) -> str:
    return f"d'{plural}" if plural.startswith("a") else f"de {plural}"


def _same_offer(
    options: Sequence[SiteOption], *, rule: NumberRule, scenario: Scenario
) -> NDArray[np.bool_]:
    """Options that give the service of the rule's offer, today's included; all without offer."""
    if rule.offre is None:
        return np.ones(len(options), dtype=np.bool_)
    asked = next(offer for offer in scenario.catalogue() if offer.id == rule.offre)
    return np.array([same_service(option.offer, asked) for option in options], dtype=np.bool_)


def _of_kind(options: Sequence[SiteOption], *, kind: str) -> NDArray[np.bool_]:
    return np.array(
        [
            not option.site.neighbour and kind in ("tous", option.offer.kind.value)
            for option in options
        ],
        dtype=np.bool_,
    )


def _in_epci(options: Sequence[SiteOption], *, epci: Epci) -> NDArray[np.bool_]:
    return np.array(
        [option.site.commune_code in epci.communes for option in options], dtype=np.bool_
    )


def epci_floors(
    scenario: Scenario, *, territory: Territory, options: Sequence[SiteOption], faults: Faults
) -> tuple[Floor, ...]:
    """Presence promised to each EPCI, or to those named; neighbours give none."""
    half_days = np.array([option.half_days for option in options])
    floors = []
    for rule, epci in _promises(scenario, territory=territory, faults=faults):
        mask = _of_kind(options, kind=rule.type) & _in_epci(options, epci=epci)
        if rule.lieux is None:
            figure, least, unit = half_days * mask, rule.demi_journees_an or 0.0, "demi-journées"
            of = "" if rule.type == "tous" else f" en {rule.type}"
            name = f"plancher de demi-journées{of}"
        else:
            figure, least, unit = mask.astype(np.float64), float(rule.lieux), _PLURALS[rule.type]
            name = f"plancher {_of(unit)}"
        floors.append(Floor(f"{name} de {epci.name}", figure=figure, least=least, unit=unit))
    return tuple(floors)


def _promises(
    scenario: Scenario, *, territory: Territory, faults: Faults
) -> Iterator[tuple[EpciFloor, Epci]]:
    for position, rule in enumerate(scenario.planchers.par_epci, start=1):
        if rule.epci is None:
            yield from ((rule, epci) for epci in territory_epci(territory))
            continue
        key = f"planchers.par_epci[{position}].epci"
        found = find_epci(rule.epci, territory=territory, key=key, faults=faults)
        if found is not None:
            yield rule, found


def too_close(
    scenario: Scenario, *, territory: Territory, problem: PlacementProblem
) -> NDArray[np.intp] | None:
    """Pairs of sites that may not both be open, positions, shape (k, 2); None for none.

    Straight lines in the projection of the territory; two sites at exactly the distance are far
    enough. Sites of neighbours, and pairs of imposed sites, are left out; so are pairs of sites
    open today, unless the scenario says otherwise.
    """
    asked = scenario.distance_min_km
    if asked is None:
        return None
    near = _distances_m(territory) < asked.km * METRES_PER_KM
    own = np.array([not site.neighbour for site in territory.sites], dtype=np.bool_)
    exempt = np.logical_and.outer(problem.site_is_forced, problem.site_is_forced)
    if asked.exempter_existants == "oui":
        today = np.isin(np.arange(own.size), problem.option_site[problem.current])
        exempt |= np.logical_and.outer(today, today)
    pairs = np.argwhere(np.triu(near & ~exempt & np.logical_and.outer(own, own), k=1))
    return pairs.astype(np.intp) if pairs.size else None


def _distances_m(territory: Territory) -> NDArray[np.float64]:
    """Straight-line distance between sites, m, shape (s, s)."""
    transformer = Transformer.from_crs(_WGS84, territory.crs, always_xy=True)
    x, y = transformer.transform(
        [site.lon for site in territory.sites], [site.lat for site in territory.sites]
    )
    gaps: NDArray[np.float64] = np.hypot(np.subtract.outer(x, x), np.subtract.outer(y, y))
    return gaps


def unready_hosts(scenario: Scenario, *, territory: Territory) -> tuple[str, ...]:
    """Sites not open today whose host has not agreed as far as the scenario asks, ids."""
    wanted = _STANDING[scenario.hotes]
    return tuple(
        site.id
        for site in territory.sites
        if wanted and not site.existing and site.host_status not in wanted
    )
