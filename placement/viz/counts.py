"""The counts of young people of a map, as its reader may see them: null where they are masked."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import Any

from placement.evaluate import EVERYBODY
from placement.viz.content import MapContent

__all__ = ["commune_counts", "link_counts", "share_without", "site_count"]

Row = Mapping[Hashable, Any]

_ROUNDING = 1e-6


def commune_counts(row: Row, *, content: MapContent) -> dict[str, list[Any]]:
    """Write the counts of a commune, by public, and what a masked one still tells.

    ``peopled`` is whether the young people of a public are known to be some, masked or not;
    ``detached`` is whether the young people of a public are on no road, ``trend`` whether more of
    them gain an access (1) than lose it (-1): facts of the place.
    """
    publics = content.publics
    counts = {
        "young": "jeunes",
        "followed": "suivis",
        "gaining": "gagnent",
        "losing": "perdent",
    }
    moves = [row[f"gagnent_{p}"] - row[f"perdent_{p}"] for p in publics]
    return {
        **{
            key: [_told(row, name=name, public=public, content=content) for public in publics]
            for key, name in counts.items()
        },
        "peopled": [bool(row[f"suivis_{p}"] > 0) for p in publics],
        "detached": [row[f"jeunes_{p}"] > 0 and not row[f"suivis_{p}"] > 0 for p in publics],
        "trend": [int(math.copysign(1, move)) if move else 0 for move in moves],
    }


def _told(row: Row, *, name: str, public: str, content: MapContent) -> float | None:
    value = float(row[f"{name}_{public}"])
    if not math.isfinite(value):
        return None
    whole = float(row[f"jeunes_{public}"])
    return _written(value, code=row["code"], public=public, whole=whole, content=content)


def _written(
    value: float, *, code: str, public: str, whole: float, content: MapContent
) -> float | None:
    """Write a count of a commune, of which ``whole`` persons are of that public."""
    protection = content.territory.protection
    masked = False
    if protection is not None:
        partial = public != EVERYBODY or _ROUNDING < value < whole - _ROUNDING
        masked = code in protection.masked or (partial and code in protection.unsplit)
    told = content.shown.part(value, masked=masked)
    return None if isinstance(told, str) else told + 0.0


def share_without(row: Row, *, state: str, public: str, content: MapContent) -> float | None:
    """Write the part of a public without access, percent; for a difference, points."""
    value = float(row[f"{state}_sans_{public}"])
    if not math.isfinite(value):
        return None
    among = float(row[f"suivis_{public}"])
    protection = content.territory.protection
    if protection is not None and row["code"] in protection.masked | protection.unsplit:
        among = 0.0
    told = content.shown.share(value, among=among)
    return None if not isinstance(told, float) else round(told * 100, 1) + 0.0


def site_count(young: float, *, content: MapContent) -> float | None:
    """Write the young people of a site."""
    told = content.shown.sum(young, digits=1)
    return None if isinstance(told, str) else told + 0.0


def link_counts(row: Row, *, totals: Mapping[str, Row], content: MapContent) -> list[float | None]:
    """Write the young people of each public on a line from a commune; 0 for nobody."""
    return [
        _written(
            float(row[f"jeunes_{public}"]),
            code=row["commune"],
            public=public,
            whole=float(totals[row["commune"]][f"jeunes_{public}"]),
            content=content,
        )
        if row[f"jeunes_{public}"] > _ROUNDING
        else 0.0
        for public in content.publics
    ]
