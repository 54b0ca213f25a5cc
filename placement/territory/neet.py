"""A proxy of the share of NEET, young people in neither employment nor training, by commune.

The Observatoire des territoires publishes the rate by zone d'emploi; nobody does by commune.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from placement.french import plural
from placement.sources.statistics import CommuneStatistics, share

__all__ = ["NeetProxy", "neet_proxy"]

_FEWEST: Final = 11.0
_GIVEN: Final = "part_neet dans communes.csv en tiendrait lieu"


@dataclass(frozen=True, slots=True)
class NeetProxy:
    """Share of the young people of each commune, by code, and what it is (French)."""

    shares: Mapping[str, float]
    estimates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Method:
    """One way to count them: ``count`` and ``base``, None where a count is not known."""

    count: Callable[[CommuneStatistics], float | None]
    base: Callable[[CommuneStatistics], float | None]
    words: str


def neet_proxy(statistics: Mapping[str, CommuneStatistics], *, codes: Sequence[str]) -> NeetProxy:
    """Approach the share of NEET in the communes of ``codes``, by the best method there is.

    Notes
    -----
    The census tells who is at school (``S``), in work (``E``) and looking for work (``U``), but not
    who is at school *and* in work. Of ``n`` young people, ``out = n - S`` are not at school; the
    NEET are at least ``out - E``, at least ``U`` (to look for work is to have none), at most
    ``out``:

    1. both bases, activity and diplomas: ``min(out, max(U, out - E)) / n``, on the 15-24: the
       greatest of the lower bounds;
    2. activity only: ``U / n``, a lower bound that forgets those who look for nothing;
    3. diplomas only: ``out / n`` on the 18-24, an upper bound, since it holds those in work.

    One method serves every commune, so that they compare. Under 11 young people a rate means
    nothing: the commune has that of all those of ``codes`` together.
    """
    known = {code: statistics[code] for code in codes if code in statistics}
    for method in _METHODS:
        counts = {code: (method.count(one), method.base(one)) for code, one in known.items()}
        told = {
            code: (count, base)
            for code, (count, base) in counts.items()
            if count is not None and base is not None
        }
        if told:
            return _shares(told, method=method)
    return NeetProxy({}, ())


def _shares(told: Mapping[str, tuple[float, float]], *, method: _Method) -> NeetProxy:
    everywhere = share(
        sum(count for count, _ in told.values()), of=sum(base for _, base in told.values())
    )
    shares = {
        code: share(count, of=base) if base >= _FEWEST else everywhere
        for code, (count, base) in told.items()
    }
    few = sum(base < _FEWEST for _, base in told.values())
    communes = plural(few, one="commune", many="communes")
    pooled = f" ; sous 11 jeunes ({communes}), part de tout le territoire" if few else ""
    return NeetProxy(
        {code: value for code, value in shares.items() if value is not None},
        (f"Part de NEET : proxy, {method.words}{pooled} ; {_GIVEN}.",),
    )


def _out_of_school(one: CommuneStatistics) -> float | None:
    """Return the 15-24 who are not at school."""
    minors = _difference(one.young_15_17, one.schooled_15_17)
    adults = _difference(one.young_18_24, one.schooled_18_24)
    return None if minors is None or adults is None else minors + adults


def _difference(whole: float | None, part: float | None) -> float | None:
    return None if whole is None or part is None else max(0.0, whole - part)


def _bounded(one: CommuneStatistics) -> float | None:
    out = _out_of_school(one)
    if out is None or one.unemployed_15_24 is None or one.employed_15_24 is None:
        return None
    return min(out, max(one.unemployed_15_24, out - one.employed_15_24))


_METHODS: Final = (
    _Method(
        _bounded,
        lambda one: one.young_15_24,
        "chômeurs de 15-24 ans, ou non-scolarisés sans emploi s'ils sont plus nombreux "
        "(recensement, bases activité et diplômes), un minimum",
    ),
    _Method(
        lambda one: one.unemployed_15_24,
        lambda one: one.young_15_24,
        "chômeurs parmi les 15-24 ans (recensement, base activité), un minimum sans les inactifs",
    ),
    _Method(
        lambda one: _difference(one.young_18_24, one.schooled_18_24),
        lambda one: one.young_18_24,
        "non-scolarisés parmi les 18-24 ans (recensement, base diplômes), un maximum qui compte "
        "ceux qui travaillent",
    ),
)
