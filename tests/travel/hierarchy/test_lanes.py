"""The vector instructions do what the plain loops do."""

from __future__ import annotations

import numpy as np
import pytest

from placement.travel.hierarchy.lanes import (
    LANES,
    NO_PATH,
    aligned_rows,
    plain_emit,
    plain_relax,
    vector_emit,
    vector_relax,
)


def some_rows(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    lanes = aligned_rows(9)
    lanes[:] = rng.choice([0, 5, NO_PATH - 1, NO_PATH, *rng.integers(0, 10**6, 50)], lanes.shape)
    up = rng.integers(0, 8, 12).astype(np.int32)
    return lanes, up, rng.choice([0, 7, NO_PATH - 1], 12).astype(np.int32)


@pytest.mark.parametrize("seed", range(50))
def test_relaxing_by_vectors_or_by_loops(seed: int) -> None:
    """Same row, same word on the limit; the largest sums do not wrap."""
    lanes, up, time_ms = some_rows(seed)
    expected = np.minimum(lanes[8], (lanes[up].astype(np.int64) + time_ms[:, None]).min(axis=0))
    vector, plain = lanes.copy(), lanes.copy()
    for limit in (expected.min() - 1, expected.min(), NO_PATH - 1):
        within = expected.min() <= limit
        assert vector_relax(vector, 8, up, time_ms, 0, 12, limit) == within
        assert plain_relax(plain, 8, up, time_ms, 0, 12, limit) == within
    assert np.array_equal(vector[8], expected)
    assert np.array_equal(vector, plain)


@pytest.mark.parametrize("limit", [0, 5, NO_PATH - 1])
def test_emitting_by_vectors_or_by_loops(limit: int) -> None:
    """Sixteen cells written, ``NO_PATH`` above the limit, none beside them."""
    lanes, *_ = some_rows(1)
    vector, plain = np.full((3, 20), -1, np.int32), np.full((3, 20), -1, np.int32)
    vector_emit(lanes, 4, vector, 22, limit)
    plain_emit(lanes, 4, plain, 22, limit)
    assert np.array_equal(vector, plain)
    assert np.array_equal(vector[1, 2:18], np.where(lanes[4] <= limit, lanes[4], NO_PATH))
    assert (vector != -1).sum() == LANES


def test_rows_are_cache_lines() -> None:
    """Each begins where a cache line does."""
    assert all(aligned_rows(rows).ctypes.data % 64 == 0 for rows in range(1, 40))
