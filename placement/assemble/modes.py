"""The travel modes of a scenario: the common table, with the scenario's speeds and caps."""

from __future__ import annotations

from dataclasses import replace

from placement.scenario import Scenario
from placement.travel import TravelMode, travel_modes
from placement.travel.transit import TRANSIT_MODE
from placement.units import SECONDS_PER_MINUTE

__all__ = ["scenario_modes"]


def scenario_modes(scenario: Scenario) -> dict[str, TravelMode]:
    """Return the modes that some profile of ``scenario`` uses, by name."""
    times = scenario.temps
    modes = travel_modes(car_factor=times.facteur_voiture)
    tuned = {
        "voiture": modes["voiture"],
        "velo": _tuned(modes["velo"], speed_kmh=times.velo_kmh, cap_min=times.velo_max_min),
        "marche": _tuned(modes["marche"], speed_kmh=times.marche_kmh, cap_min=times.marche_max_min),
        TRANSIT_MODE.name: replace(TRANSIT_MODE, access_speed_kmh=times.marche_kmh),
    }
    mobility = scenario.mobilite
    used = {*mobility.voiture, *mobility.sans_voiture, *mobility.mineurs}
    return {name: mode for name, mode in tuned.items() if name in used}


def _tuned(mode: TravelMode, *, speed_kmh: float, cap_min: float) -> TravelMode:
    return replace(
        mode,
        speed_kmh=speed_kmh,
        access_speed_kmh=speed_kmh,
        cap_s=cap_min * SECONDS_PER_MINUTE,
    )
