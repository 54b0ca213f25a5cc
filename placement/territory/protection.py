"""The young people followed, as they may be told: no later stage knows more of a small commune."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from placement.french import plural
from placement.privacy import Precision, Profile, ProtectedCounts, protect_profiles
from placement.sources.communes import CommuneRecord
from placement.sources.imilo import ImiloRecord
from placement.territory.model import Counted, Demand, Protection

__all__ = ["protected_demand"]

_PRECISION = {
    Precision.EXACT: "",
    Precision.ROUNDED: ", dont la répartition est arrondie",
    Precision.NONE: ", dont la répartition n'est pas publiée et est supposée égale",
}


@dataclass(frozen=True, slots=True, eq=False)
class _Told:
    """Positions of the communes that i-milo counts, and what is published of them."""

    rows: list[int]
    counts: ProtectedCounts
    names: dict[str, str]


def protected_demand(
    demand: Demand,
    *,
    records: Sequence[CommuneRecord],
    imilo: Sequence[ImiloRecord],
    profile: Profile,
) -> tuple[Demand, Protection | None]:
    """Replace the counts of i-milo by what may be known of them; leave the others as they are.

    Parameters
    ----------
    demand
        One place a commune, in the order of ``records``.
    records
        The communes, whose population shares out what several have in common.
    imilo
        What was counted. A commune that it lacks has an estimate, made of public data and of the
        total, which hides nobody and protects nobody.

    Raises
    ------
    DataError
        So few people that no total may be told.
    """
    if demand.counted is not Counted.CASELOAD:
        return demand, None
    year = max(record.year for record in imilo)
    counted = {record.commune_code for record in imilo if record.year == year}
    rows = [k for k, record in enumerate(records) if record.code in counted]
    if not rows:
        return demand, None
    told = protect_profiles(
        demand.young[rows],
        groups=[records[k].epci_code for k in rows],
        weights=np.array([records[k].population or 0 for k in rows], dtype=np.float64),
        profile=profile,
    )
    young = np.array(demand.young)
    young[rows] = told.estimates
    names = {record.epci_code: record.epci_name for record in records}
    return replace(demand, young=young), _protection(
        _Told(rows, told, names), codes=[record.code for record in records], profile=profile
    )


def _protection(told: _Told, *, codes: Sequence[str], profile: Profile) -> Protection:
    masked, apart = told.counts.totals.masked.tolist(), told.counts.masked.tolist()
    return Protection(
        profile=profile,
        masked=frozenset(codes[k] for k, gone in zip(told.rows, masked, strict=True) if gone),
        unsplit=frozenset(codes[k] for k, gone in zip(told.rows, apart, strict=True) if gone),
        statement=_statement(told, profile=profile),
    )


def _statement(told: _Told, *, profile: Profile) -> str:
    """Say what was masked and why, French."""
    apart = int(told.counts.masked.sum())
    splits = plural(apart, one="commune", many="communes")
    split = f" ; profils de mobilité masqués pour {splits}{_PRECISION[told.counts.pool.precision]}"
    return (
        f"effectifs d'i-milo protégés (profil {profile}, seuil de {profile.threshold} jeunes) : "
        f"{told.counts.totals.statement(names=told.names)}{split if apart else ''}. "
        "Les moyennes et les totaux par lieu sont calculés sur des effectifs protégés : ce que les "
        "communes masquées d'un EPCI ont en commun y est réparti selon leur population."
    )
