"""The travel modes of a scenario: the common table, with the scenario's speeds and caps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from placement.network import DEFAULT_SPEEDS, SpeedTable
from placement.scenario import Scenario
from placement.travel import MODES, TravelMode, travel_modes
from placement.travel.transit import TRANSIT_MODE
from placement.units import SECONDS_PER_MINUTE

__all__ = ["scenario_modes"]


def scenario_modes(
    scenario: Scenario,
    *,
    table: Mapping[str, TravelMode] = MODES,
    speeds: SpeedTable = DEFAULT_SPEEDS,
) -> dict[str, TravelMode]:
    """Return the modes that some profile of ``scenario`` uses, by name.

    Parameters
    ----------
    scenario
        What it says of walking, cycling and peak hours comes before the table.
    table
        The modes, the territory's own where it has a table.
    speeds
        For what peak hours cost, by road class.
    """
    times = scenario.temps
    peak = speeds.peak_factor if times.heure == "pointe" else None
    modes = travel_modes(car_factor=times.facteur_voiture, peak=peak, base=table)
    for name in ("velo", "marche"):
        modes[name] = _tuned(modes[name], scenario=scenario)
    if "marche_kmh" in times.model_fields_set:  # every mode walks to its road
        for name, mode in modes.items():
            modes[name] = replace(mode, access_speed_kmh=times.marche_kmh)
    modes[TRANSIT_MODE.name] = replace(TRANSIT_MODE, access_speed_kmh=times.marche_kmh)
    mobility = scenario.mobilite
    used = {*mobility.voiture, *mobility.sans_voiture, *mobility.mineurs}
    return {name: mode for name, mode in modes.items() if name in used}


def _tuned(mode: TravelMode, *, scenario: Scenario) -> TravelMode:
    """Apply the speed and the cap that the scenario itself writes for a mode."""
    times = scenario.temps
    kmh, cap_min = f"{mode.name}_kmh", f"{mode.name}_max_min"
    if kmh in times.model_fields_set:
        mode = replace(mode, speed_kmh=float(getattr(times, kmh)))
    if cap_min in times.model_fields_set:
        mode = replace(mode, cap_s=float(getattr(times, cap_min)) * SECONDS_PER_MINUTE)
    return mode
