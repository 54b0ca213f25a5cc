"""Travel times kept from one run to the next, by the content of what made them."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
import platformdirs

from placement import __version__
from placement.errors import PlacementError
from placement.network import Points, RoadNetwork
from placement.run.turns import one_at_a_time
from placement.travel import TravelMode, TravelTimes, travel_times

__all__ = ["cache_folder", "cached_times"]

_logger = logging.getLogger(__name__)
_VARIABLE: Final = "PLACEMENT_CACHE"
_METHOD: Final = "attached to roads"
"""How times are computed; to be changed whenever the same inputs no longer give the same times."""


def cache_folder() -> Path:
    """Where results that can be made again are kept: ``PLACEMENT_CACHE``, or the user's cache."""
    chosen = os.environ.get(_VARIABLE)
    return Path(chosen) if chosen else platformdirs.user_cache_path("placement", appauthor=False)


def cached_times(
    network: RoadNetwork,
    *,
    origins: Points,
    destinations: Points,
    mode: TravelMode,
    max_snap_m: float,
    progress: Callable[[int, int], None] | None = None,
) -> TravelTimes:
    """Return the travel times, from the cache when the same ones were computed before.

    A cache entry that cannot be read is computed again, never trusted; a cache that cannot be
    written only costs the time of the next run, and the log says so.
    """
    key = _key(
        network, origins=origins, destinations=destinations, mode=mode, max_snap_m=max_snap_m
    )
    path = cache_folder() / "temps" / key
    kept = _read(path)
    if kept is not None:
        return kept
    with one_at_a_time(path.with_name(f"{path.name}.verrou")):
        kept = _read(path)  # another process may have made it meanwhile
        if kept is not None:
            return kept
        times = travel_times(
            network,
            origins=origins,
            destinations=destinations,
            mode=mode,
            max_snap_m=max_snap_m,
            hierarchies=cache_folder() / "hierarchies",
            progress=progress,
        )
        _keep(times, path=path)
    return times


def _read(path: Path) -> TravelTimes | None:
    if not path.exists():
        return None
    try:
        return TravelTimes.load(path)
    except PlacementError as error:
        _logger.warning("temps en cache illisibles, recalculés : %s", error)
        return None


def _keep(times: TravelTimes, *, path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        times.save(path)
    except OSError as error:
        _logger.warning("temps non gardés en cache (%s)", error)


def _key(
    network: RoadNetwork,
    *,
    origins: Points,
    destinations: Points,
    mode: TravelMode,
    max_snap_m: float,
) -> str:
    digest = hashlib.sha256()
    digest.update(
        f"{__version__}\n{_METHOD}\n{network.content_hash}\n{mode!r}\n{max_snap_m!r}\n".encode()
    )
    for points in (origins, destinations):
        digest.update("\n".join(points.id).encode())
        digest.update(np.column_stack([points.lon, points.lat]).tobytes())
    return digest.hexdigest()
