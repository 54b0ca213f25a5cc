"""Exact times from many sources to many targets, in memory that is known beforehand."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from placement.errors import NetworkError
from placement.travel.hierarchy.lanes import LANES
from placement.travel.hierarchy.metric import Hierarchy
from placement.travel.hierarchy.sparse import Int32
from placement.travel.hierarchy.sweep import (
    UNLIMITED,
    Ladder,
    Selection,
    run_batches,
    select,
    workspace,
)

__all__ = ["BLOCK_BYTES", "ManyToMany", "available_cores", "iter_blocks"]

BLOCK_BYTES = 256 * 2**20

_BATCHES_PER_STEP = 4  # of each thread between two calls of a progress bar


def available_cores() -> int:
    """Cores that this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True, slots=True, eq=False)
class ManyToMany:
    """Targets made ready once, for any number of sources.

    Parameters
    ----------
    hierarchy
        Of the network and mode.
    targets
        (t,) nodes.
    backward
        True for the times from the targets to the sources.
    """

    hierarchy: Hierarchy
    targets: Int32
    backward: bool
    _ladder: Ladder
    _selection: Selection

    @classmethod
    def to(cls, hierarchy: Hierarchy, targets: Int32, *, backward: bool = False) -> ManyToMany:
        """Select what can lead to ``targets``."""
        topology = hierarchy.topology
        ways = (hierarchy.up_ms, hierarchy.down_ms)
        climb_ms, descend_ms = ways[::-1] if backward else ways
        shape = topology.parent, topology.ptr, topology.up
        ranks = topology.rank[targets]
        return cls(
            hierarchy=hierarchy,
            targets=ranks,
            backward=backward,
            _ladder=Ladder(*shape, climb_ms),
            _selection=select(Ladder(*shape, descend_ms), ranks),
        )

    @property
    def swept_rows(self) -> int:
        """Ranks that each sweep scans, at most."""
        return int(self._selection.skip.size)

    @property
    def swept_arcs(self) -> int:
        """Arcs that each sweep scans, at most."""
        return int(self._selection.up.size)

    def planned_bytes(self, n_sources: int, *, threads: int) -> int:
        """Memory that :meth:`times_ms` takes, its result included."""
        scratch = (4 * LANES + 2) * self.swept_rows + 4 * self._selection.row.size
        return 4 * self.targets.size * n_sources + threads * scratch

    def times_ms(
        self,
        sources: Int32,
        *,
        limit_ms: int | None = None,
        threads: int | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Int32:
        """Compute the times between the targets (rows) and the sources (columns), milliseconds.

        Parameters
        ----------
        sources
            (s,) nodes.
        limit_ms
            Times above it (not those equal to it) are given as ``NO_PATH``. It saves the more
            work the lower it is and the nearer to each other consecutive sources are: see
            :meth:`Topology.side_by_side`.
        threads
            Every core when None. The result does not depend on it.
        progress
            Called with the sources done and their total.

        Raises
        ------
        NetworkError
            Without a limit, when some path of this network may last 298 hours or more.
        """
        limit = self._limit(limit_ms)
        out = np.empty((self.targets.size, sources.size), dtype=np.int32)
        ranks = self.hierarchy.topology.rank[sources]
        self._run(ranks, out, limit, threads or available_cores(), progress)
        return out

    def _limit(self, limit_ms: int | None) -> int:
        if limit_ms is not None:
            return max(-1, min(int(limit_ms), UNLIMITED))
        if not self.hierarchy.bounded:
            raise NetworkError(
                "hiérarchie : des trajets de ce réseau pourraient durer 298 heures ou plus ; "
                "donnez un plafond de temps."
            )
        return UNLIMITED

    def _run(
        self,
        ranks: Int32,
        out: Int32,
        limit: int,
        threads: int,
        progress: Callable[[int, int], None] | None,
    ) -> None:
        targets = self._selection.row[self.targets]
        batches = -(-ranks.size // LANES)
        threads = max(1, min(threads, batches))
        scratch = [workspace(self._selection) for _ in range(threads)]

        def work(part: tuple[int, slice]) -> None:
            thread, run = part
            run_batches(
                self._ladder, self._selection, scratch[thread],
                ranks, (run.start, run.stop), targets, out, limit,
            )  # fmt: skip

        with ThreadPoolExecutor(threads) as pool:
            for parts in _steps(ranks.size, threads=threads, whole=progress is None):
                list(pool.map(work, enumerate(parts)))
                if progress is not None:
                    progress(parts[-1].stop, ranks.size)


def _steps(size: int, *, threads: int, whole: bool) -> Iterator[list[slice]]:
    """Cut sources in steps, and each step in one slice of whole batches for each thread."""
    each = max(1, -(-size // (LANES * threads))) if whole else _BATCHES_PER_STEP
    for first in range(0, size, each * threads * LANES):
        cuts = [min(size, first + each * LANES * k) for k in range(threads + 1)]
        yield [slice(a, b) for a, b in pairwise(cuts) if a < b]


def iter_blocks(
    hierarchy: Hierarchy,
    *,
    sources: Int32,
    targets: Int32,
    limit_ms: int | None = None,
    threads: int | None = None,
    block_bytes: int = BLOCK_BYTES,
) -> Iterator[tuple[slice, Int32]]:
    """Compute the times from many sources to fewer targets, a block of sources after the other.

    Parameters
    ----------
    hierarchy
        Of the network and mode.
    sources, targets
        (s,), (t,) nodes; homes and sites.
    limit_ms, threads
        As in :meth:`ManyToMany.times_ms`.
    block_bytes
        Size of the largest array yielded.

    Yields
    ------
    tuple
        The slice of sources (rows), and their (rows, t) milliseconds, ``NO_PATH`` where none.

    Notes
    -----
    The rows of a block are pinned and the fewer targets searched backwards from, sixteen by
    sixteen: a block costs t / 16 sweeps.
    """
    rows = max(1, block_bytes // (4 * max(1, targets.size)))
    for first in range(0, sources.size, rows):
        block = slice(first, min(first + rows, sources.size))
        ready = ManyToMany.to(hierarchy, sources[block], backward=True)
        yield block, ready.times_ms(targets, limit_ms=limit_ms, threads=threads)
