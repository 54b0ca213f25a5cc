"""Criteria drawn by hand for the tests of the needs index."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from placement.needs import Measure, criteria_by_id


def measure(
    criterion_id: str,
    values: Sequence[float],
    *,
    base: Sequence[float] | None = None,
    utmost: Sequence[bool] | None = None,
) -> Measure:
    """Measure a criterion on as many places as there are values."""
    count = len(values)
    return Measure(
        criterion=criteria_by_id()[criterion_id],
        value=np.array(values, dtype=np.float64),
        utmost=np.array(utmost or [False] * count),
        base=np.full(count, np.nan) if base is None else np.array(base, dtype=np.float64),
        masked=np.zeros(count, dtype=np.bool_),
        estimated=False,
        source="dessin",
        vintage="2026",
    )
