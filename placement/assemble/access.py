"""From travel times by mode to door-to-door times by segment (place x mobility profile)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from placement.outcome import Unattached
from placement.territory import Demand
from placement.travel import TravelMode, TravelTimes
from placement.travel.transit import TRANSIT_MODE
from placement.units import kmh_to_ms

__all__ = ["SegmentTimes", "segment_times"]

_DETOUR: Final = 1.3
"""Road length over straight-line length, for the last leg inside a commune (domain hypothesis)."""

_STREET_KMH: Final = 20.0
"""By car between a home and the bourg, parking included (hypothesis)."""

_SEPARATOR: Final = "|"


@dataclass(frozen=True, slots=True, eq=False)
class SegmentTimes:
    """Segments that are on the network, and their times.

    ``time_s`` is (n, s) seconds, NaN where no mode of the profile reaches the site.
    """

    segment_id: tuple[str, ...]
    place_id: tuple[str, ...]
    profile: tuple[str, ...]
    young: NDArray[np.float64]
    time_s: NDArray[np.float64]
    unattached: tuple[Unattached, ...]


def segment_times(
    demand: Demand,
    *,
    times: Mapping[str, TravelTimes],
    modes: Mapping[str, TravelMode],
    profile_modes: Mapping[str, tuple[str, ...]],
    cutoff_s: float,
) -> SegmentTimes:
    """Door-to-door time of each segment to each site: the best of the profile's modes.

    Parameters
    ----------
    demand
        Young people by place and profile.
    times
        One ``TravelTimes`` by mode name, from every place of ``demand`` to every site.
    modes
        The travel modes by name.
    profile_modes
        For each profile, the modes it may use.
    cutoff_s
        A site farther than this is not an access, whatever the mode.

    Notes
    -----
    The residents of a place live around it, not on it: with ``d`` the trip from the place and
    ``s`` the root-mean-square distance of the residents (both as times), the trip counted is
    ``sqrt(d^2 + s^2)``, exact for squared straight-line distances with isotropic dispersion. It
    corrects the zero time inside a commune and vanishes with distance.
    """
    by_mode = {
        name: _with_spread(times[name], spread_m=demand.spread_m, mode=modes[name])
        for name in {mode for used in profile_modes.values() for mode in used}
    }
    lost = _unsnapped_reasons(times)
    rows: list[tuple[int, int]] = []
    blocks: list[NDArray[np.float64]] = []
    unattached: list[Unattached] = []
    for p, profile in enumerate(demand.profiles):
        best = _best_of([by_mode[mode] for mode in profile_modes[profile]], cutoff_s=cutoff_s)
        for i, place in enumerate(demand.place_id.tolist()):
            reasons = [lost[mode].get(place) for mode in profile_modes[profile]]
            if all(reason is not None for reason in reasons):
                young = float(demand.young[i, p])
                unattached.append(Unattached(place, profile, young, str(reasons[0])))
            else:
                rows.append((i, p))
                blocks.append(best[i])
    n_sites = next(iter(by_mode.values())).shape[1]
    return _collect(demand, rows=rows, blocks=blocks, unattached=unattached, n_sites=n_sites)


def _with_spread(
    times: TravelTimes, *, spread_m: NDArray[np.float64], mode: TravelMode
) -> NDArray[np.float64]:
    """Add the dispersion of the residents, in quadrature; (n, s) seconds."""
    inside_s = spread_m * _DETOUR / kmh_to_ms(_local_kmh(mode))
    combined: NDArray[np.float64] = np.hypot(times.time_s, inside_s[:, None])
    return combined


def _local_kmh(mode: TravelMode) -> float:
    """Speed around one's own place: the mode's, on foot to a stop, a street's by car."""
    if mode.speed_kmh is not None:
        return mode.speed_kmh
    return mode.access_speed_kmh if mode.name == TRANSIT_MODE.name else _STREET_KMH


def _best_of(candidates: list[NDArray[np.float64]], *, cutoff_s: float) -> NDArray[np.float64]:
    """Smallest time over the modes; NaN where none reaches the site within the cutoff."""
    best = np.fmin.reduce(candidates)
    best[best > cutoff_s] = np.nan
    return np.asarray(best, dtype=np.float64)


def _unsnapped_reasons(times: Mapping[str, TravelTimes]) -> dict[str, dict[str, str]]:
    return {
        mode: {lost.id: lost.reason for lost in table.unsnapped if lost.role == "origine"}
        for mode, table in times.items()
    }


def _collect(
    demand: Demand,
    *,
    rows: list[tuple[int, int]],
    blocks: list[NDArray[np.float64]],
    unattached: list[Unattached],
    n_sites: int,
) -> SegmentTimes:
    places = tuple(str(demand.place_id[i]) for i, _ in rows)
    profiles = tuple(demand.profiles[p] for _, p in rows)
    return SegmentTimes(
        segment_id=tuple(
            f"{place}{_SEPARATOR}{profile}" for place, profile in zip(places, profiles, strict=True)
        ),
        place_id=places,
        profile=profiles,
        young=np.array([demand.young[i, p] for i, p in rows], dtype=np.float64),
        time_s=np.array(blocks, dtype=np.float64).reshape(len(rows), n_sites),
        unattached=tuple(unattached),
    )
