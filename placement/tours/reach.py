"""Which stops no day of the van can serve, and what would be enough."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from placement.french import clock, minutes
from placement.tours.model import DayLimits, Legs, Windows
from placement.units import SECONDS_PER_MINUTE

__all__ = ["unreachable_stops"]

_ROUNDING_S = 1e-6


def unreachable_stops(
    legs: Legs, *, limits: DayLimits, windows: Windows | None = None
) -> Mapping[str, str]:
    """Say why a stop cannot be served even alone, French, by identity; the others are not told.

    What a set of stops needs, its stops need alone, where a detour is never shorter: a stop told
    here is in no tour.
    """
    return dict(_told(legs, limits=limits, windows=windows or Windows.always(legs.stops)))


def _told(legs: Legs, *, limits: DayLimits, windows: Windows) -> Iterator[tuple[str, str]]:
    there_and_back_s = legs.time_s[0, 1:] + legs.time_s[1:, 0]
    earliest_s = limits.leaves_s + legs.time_s[0, 1:] + limits.set_up_s
    ready_s = np.maximum(earliest_s, windows.open_s) + limits.on_site_s
    for name, driving_s, ends_s, closes_s in zip(
        legs.id[1:],
        there_and_back_s.tolist(),
        ready_s.tolist(),
        windows.close_s.tolist(),
        strict=True,
    ):
        working_s = driving_s + limits.at_stop_s
        if np.isnan(driving_s):
            yield name, f"aucune route n'y mène depuis le dépôt {legs.id[0]}"
        elif driving_s > limits.driving_max_s + _ROUNDING_S:
            yield (
                name,
                (
                    f"{_minutes(driving_s)} de conduite aller et retour, "
                    f"{_minutes(limits.driving_max_s)} permis"
                ),
            )
        elif working_s > limits.working_max_s + _ROUNDING_S:
            yield (
                name,
                (
                    f"{_minutes(working_s)} de travail dans la journée, "
                    f"{_minutes(limits.working_max_s)} permis"
                ),
            )
        elif ends_s > closes_s + _ROUNDING_S:
            yield (
                name,
                (
                    f"porte ouverte {_minutes(limits.on_site_s)} jusqu'à {clock(ends_s)} au plus "
                    f"tôt, fermeture à {clock(closes_s)}"
                ),
            )


def _minutes(time_s: float) -> str:
    return minutes(time_s / SECONDS_PER_MINUTE)
