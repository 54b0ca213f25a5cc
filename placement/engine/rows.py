"""The policy as arrays: rows over options and auxiliaries, for the solver and the moves."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from placement.engine.lazy import Lazy, LazyRow

__all__ = ["PolicyRows"]

_INTEGRAL = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class PolicyRows:
    """Rows ``lower <= matrix @ x <= upper`` over x: one column an option, then the auxiliaries.

    Parameters
    ----------
    options
        Number of options o; their columns are binary, those after them continuous.
    least, most
        Bounds of every column, shape (o + a,); an option that may not open has most 0.
    matrix
        Coefficients, shape (r, o + a), by rows.
    lower, upper
        Bounds of the rows, shape (r,); infinite where there is none.
    site
        Site of each option, shape (o,): at most one option of a site opens, which the rows say too.
    lazy
        What tells the rows that a plan misses and that are not written yet; None for none.
    """

    options: int
    least: NDArray[np.float64]
    most: NDArray[np.float64]
    matrix: sparse.csr_array
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    site: NDArray[np.intp]
    lazy: Lazy | None = None

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                value.setflags(write=False)

    @property
    def columns(self) -> int:
        """Options and auxiliaries."""
        return self.least.size

    @property
    def auxiliaries(self) -> int:
        """How many columns are not options."""
        return self.columns - self.options

    def tightened(self) -> PolicyRows:
        """Turn the rows of a single option into bounds of its column."""
        alone = np.diff(self.matrix.indptr) == 1
        rows = np.flatnonzero(alone)
        column = self.matrix.indices[self.matrix.indptr[rows]]
        factor = self.matrix.data[self.matrix.indptr[rows]]
        plain = (factor > 0) & (column < self.options)
        rows, column, factor = rows[plain], column[plain], factor[plain]
        least, most = self.least.copy(), self.most.copy()
        np.maximum.at(least, column, np.ceil(self.lower[rows] / factor - _INTEGRAL))
        np.minimum.at(most, column, np.floor(self.upper[rows] / factor + _INTEGRAL))
        others = np.setdiff1d(np.arange(self.lower.size), rows)
        return dataclasses.replace(
            self,
            least=least,
            most=most,
            matrix=self.matrix[others],
            lower=self.lower[others],
            upper=self.upper[others],
        )

    def only(self, options: NDArray[np.intp]) -> PolicyRows:
        """Return the rows over some options, numbered anew from 0, where the others stay closed.

        Sites are numbered anew too; a row is left out where `about` says that it holds by itself.
        """
        columns = np.concatenate([options, np.arange(self.options, self.columns)])
        kept = self.about(options)
        return dataclasses.replace(
            self,
            options=options.size,
            least=self.least[columns],
            most=self.most[columns],
            matrix=sparse.csr_array(self.matrix[kept][:, columns]),
            lower=self.lower[kept],
            upper=self.upper[kept],
            site=np.unique(self.site[options], return_inverse=True)[1].astype(np.intp),
        )

    def about(self, options: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Whether each row says something where all but some options stay closed, shape (r,)."""
        columns = np.concatenate([options, np.arange(self.options, self.columns)])
        matrix = sparse.csr_array(self.matrix[:, columns])
        said: NDArray[np.bool_] = np.diff(matrix.indptr) > 0
        return said | (self.lower > 0) | (self.upper < 0)

    def with_row(
        self, columns: NDArray[np.intp], *, factors: NDArray[np.float64], lower: float, upper: float
    ) -> PolicyRows:
        """Return the rows and one more."""
        row = sparse.csr_array(
            (factors, (np.zeros(columns.size, dtype=int), columns)), shape=(1, self.columns)
        )
        return dataclasses.replace(
            self,
            matrix=sparse.csr_array(sparse.vstack([self.matrix, row])),
            lower=np.append(self.lower, lower),
            upper=np.append(self.upper, upper),
        )

    def with_auxiliaries(self, count: int, rows: Sequence[LazyRow]) -> PolicyRows:
        """Return the rows with more auxiliaries in [0, 1] after the others, and more rows."""
        columns = self.columns + count
        matrix = sparse.csr_array(
            (self.matrix.data, self.matrix.indices, self.matrix.indptr),
            shape=(self.lower.size, columns),
        )
        index = np.concatenate([row.columns for row in rows])
        start = np.concatenate(([0], np.cumsum([row.columns.size for row in rows])))
        factor = np.concatenate([row.factors for row in rows])
        more = sparse.csr_array((factor, index, start), shape=(len(rows), columns))
        return dataclasses.replace(
            self,
            least=np.concatenate([self.least, np.zeros(count)]),
            most=np.concatenate([self.most, np.ones(count)]),
            matrix=sparse.csr_array(sparse.vstack([matrix, more])),
            lower=np.concatenate([self.lower, np.full(len(rows), -np.inf)]),
            upper=np.concatenate([self.upper, [row.upper for row in rows]]),
        )

    def with_lazy(self, lazy: Lazy) -> PolicyRows:
        """Return the rows with a rule whose own rows are written when they are missed."""
        return dataclasses.replace(self, lazy=lazy)

    def missed_by(self, plan: NDArray[np.bool_]) -> Sequence[LazyRow]:
        """Return the rows, not written yet, that a plan misses."""
        return () if self.lazy is None else self.lazy(plan)

    def cardinality(self) -> int | None:
        """Most options that may open, when that is all that the rows say; None otherwise."""
        if self.auxiliaries or self.lower.size > 1:
            return None
        fixed = int(self.least.sum())
        if not self.lower.size:
            return self.options
        free = np.flatnonzero(self.most > 0)
        factor = self.matrix[[0]].toarray().ravel()[free]
        if np.isfinite(self.lower[0]) or not factor.size or np.ptp(factor) > 0 or factor[0] <= 0:
            return None
        most = int(np.floor(self.upper[0] / factor[0] + _INTEGRAL))
        return most if most >= fixed else None

    def admits(self, plan: NDArray[np.bool_]) -> bool:
        """Whether a plan, shape (o,), keeps every bound and every row without auxiliary."""
        x = plan.astype(np.float64)
        if (x < self.least[: self.options]).any() or (x > self.most[: self.options]).any():
            return False
        matrix = self.option_rows()
        activity = matrix.matrix[:, : self.options] @ x
        return bool(
            (activity <= matrix.upper + _INTEGRAL).all()
            and (activity >= matrix.lower - _INTEGRAL).all()
        )

    def option_rows(self) -> PolicyRows:
        """Return the rows that no auxiliary appears in."""
        if not self.auxiliaries:
            return self
        touched = np.diff(self.matrix[:, self.options :].tocsr().indptr) > 0
        return dataclasses.replace(
            self,
            matrix=self.matrix[~touched],
            lower=self.lower[~touched],
            upper=self.upper[~touched],
        )
