"""What each segment weighs in an objective that looks at needs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from placement.scenario import Scenario
from placement.territory import Territory

__all__ = ["need_weights", "place_communes"]


def place_communes(territory: Territory, *, place_id: Sequence[str]) -> NDArray[np.str_]:
    """Return the commune of each place of residence, codes, shape (n,)."""
    demand = territory.demand
    commune = dict(zip(demand.place_id.tolist(), demand.commune_code.tolist(), strict=True))
    return np.array([commune[place] for place in place_id], dtype=np.str_)


def need_weights(
    territory: Territory, *, scenario: Scenario, communes: NDArray[np.str_], profile: Sequence[str]
) -> NDArray[np.float64]:
    """Weight of a young person of each segment, shape (n,).

    Parameters
    ----------
    communes, profile
        Commune (code) and mobility profile of each segment, (n,).

    Notes
    -----
    A product: the weight of the profile, times the mean over the commune of the weight of its
    priority neighbourhoods, times that of those in neither employment nor training:
    ``w_profile * (1 + p_qpv (w_qpv - 1)) * (1 + p_neet (w_neet - 1))`` with ``p`` their part of the
    young people of the commune. Being in several groups at once is taken as independent.
    """
    asked = scenario.besoins
    by_profile = {"sans_voiture": asked.sans_voiture, "mineurs": asked.mineurs}
    in_areas = _part_in_priority_areas(territory)
    neet = {commune.code: commune.neet_share or 0.0 for commune in territory.communes}
    parts = [(in_areas.get(code, 0.0), neet[code]) for code in communes.tolist()]
    return np.array(
        [
            by_profile.get(name, 1.0) * (1 + qpv * (asked.qpv - 1)) * (1 + idle * (asked.neet - 1))
            for name, (qpv, idle) in zip(profile, parts, strict=True)
        ],
        dtype=np.float64,
    )


def _part_in_priority_areas(territory: Territory) -> dict[str, float]:
    """Part of the young people of each commune who live in a QPV; all of them where not known."""
    parts: dict[str, float] = {}
    for area in territory.priority_areas:
        part = 1.0 if area.young_share is None else area.young_share
        parts[area.commune_code] = min(1.0, parts.get(area.commune_code, 0.0) + part)
    return parts
