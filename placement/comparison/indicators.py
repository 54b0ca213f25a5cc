"""The indicators set side by side: each with its value in every plan, and how it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from placement.comparison.cells import Access, Cells
from placement.comparison.equity import equity_of
from placement.comparison.model import Compared, Variant
from placement.evaluate import EVERYBODY, INDICATOR_THRESHOLDS_MIN, Indicators
from placement.offers import APPOINTMENT_DAYS
from placement.problem import Goal

__all__ = ["Indicator", "epci_gap", "indicators_side_by_side", "publics_of"]

_KINDS: Final = {"siege": "sièges", "antenne": "antennes", "permanence": "permanences"}

Value = float | None


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator in every plan.

    Parameters
    ----------
    key
        Stable name, unique within ``theme`` and ``public``.
    theme, label
        French.
    public
        Of whom: ``tous`` or a profile; empty where it is about money or sites.
    unit
        ``min``, ``part`` (of one), ``jeunes``, ``eur``, ``demi-journées``, ``lieux``, ``indice``.
    better
        -1 where less is better, 1 where more is, 0 where it is neither.
    values
        One by plan; None where it does not apply.
    among
        Young people that the value is about, persons, one by plan.
    """

    key: str
    theme: str
    label: str
    public: str
    unit: str
    better: int
    values: tuple[Value, ...]
    among: tuple[float, ...]


_Getter = Callable[[Indicators], Value]

_ACCESS: Final[tuple[tuple[str, str, str, int, _Getter], ...]] = (
    ("jeunes", "Jeunes", "jeunes", 0, lambda told: told.young),
    ("sans_acces", "Sans accès", "jeunes", -1, lambda told: told.without_access),
    ("moyenne_min", "Trajet moyen", "min", -1, lambda told: told.mean_min),
    ("mediane_min", "Trajet médian", "min", -1, lambda told: told.median_min),
    ("p90_min", "Neuf jeunes sur dix sont à moins de", "min", -1, lambda told: told.p90_min),
    ("max_min", "Trajet le plus long", "min", -1, lambda told: told.max_min),
    ("moyenne_avec_attente_min", "Accès moyen, trajet et attente", "min", -1,
     lambda told: told.mean_access_min),
    (f"part_ouvert_{APPOINTMENT_DAYS:.0f}_jours", "Porte ouverte au moins tous les 15 jours",
     "part", 1, lambda told: told.often_open_share),
)  # fmt: skip


def publics_of(compared: Compared) -> tuple[str, ...]:
    """Everybody, then each profile that has young people in every plan."""
    profiles = compared.territory.demand.profiles
    told = [variant.plan.indicators for variant in compared.variants]
    return (EVERYBODY, *(name for name in profiles if all(name in one for one in told)))


def indicators_side_by_side(
    compared: Compared, *, cells: Cells, access: Sequence[Access]
) -> tuple[Indicator, ...]:
    """Tell every indicator in reading order: money, sites, access by public, equity."""
    return (
        *_money(compared),
        *_sites(compared),
        *(
            line
            for public in publics_of(compared)
            for line in _of_public(compared, public=public, cells=cells, access=access)
        ),
        *_all_together(compared, cells=cells, access=access),
    )


def _plain(
    compared: Compared, *, key: str, label: str, unit: str, better: int = 0, theme: str
) -> Callable[[Callable[[Variant], Value]], Indicator]:
    def made(value: Callable[[Variant], Value]) -> Indicator:
        values = tuple(value(one) for one in compared.variants)
        among = tuple(float(one.plan.young.sum()) for one in compared.variants)
        return Indicator(key, theme, label, "", unit, better, values, among)

    return made


def _money(compared: Compared) -> Iterator[Indicator]:
    rows: tuple[tuple[str, str, str, int, Callable[[Variant], Value]], ...] = (
        ("cout_annuel_eur", "Coût annuel complet", "eur", -1, lambda v: v.plan.cost_eur),
        ("budget_annuel_eur", "Budget à ne pas dépasser", "eur", 0, lambda v: v.budget_eur),
        ("investissement_eur", "Dépense faite une fois", "eur", -1, lambda v: v.once_eur),
        ("demi_journees_an", "Demi-journées par an", "demi-journées", 0,
         lambda v: v.plan.half_days),
        ("demi_journees_max_an", "Demi-journées à ne pas dépasser", "demi-journées", 0,
         lambda v: v.half_days_max),
    )  # fmt: skip
    for key, label, unit, better, value in rows:
        yield _plain(compared, key=key, label=label, unit=unit, better=better, theme="Moyens")(
            value
        )
    base = compared.base
    yield _plain(
        compared, key="cout_minute_gagnee_eur", theme="Moyens", unit="eur", better=-1,
        label="Coût d'une minute gagnée en moyenne, par an",
    )(lambda variant: _minute_cost(variant, base=base, young=1.0))  # fmt: skip
    young = float(base.plan.young.sum())
    yield _plain(
        compared, key="cout_jeune_minute_eur", theme="Moyens", unit="eur_cents", better=-1,
        label="Coût d'une minute gagnée par un jeune, par an",
    )(lambda variant: _minute_cost(variant, base=base, young=young))  # fmt: skip


def _minute_cost(variant: Variant, *, base: Variant, young: float) -> Value:
    """Cost of what is gained on the mean of all; None unless something is gained and paid."""
    before, after = base.goal(Goal.MEAN).plan, variant.goal(Goal.MEAN).plan
    if before is None or after is None or young <= 0:
        return None
    gained, more = before - after, variant.plan.cost_eur - base.plan.cost_eur
    return more / gained / young if gained >= 0.05 and more >= 1 else None


def _sites(compared: Compared) -> Iterator[Indicator]:
    for kind, label in _KINDS.items():
        yield _plain(
            compared, key=f"lieux_{kind}", theme="Lieux", unit="lieux",
            label=f"Nombre d{'e ' if kind != 'antenne' else chr(39)}{label}",
        )(lambda variant, kind=kind: float(_count(variant, kind=kind)))  # type: ignore[misc] # fmt: skip


def _count(variant: Variant, *, kind: str) -> int:
    return sum(
        line.shown.offer.kind.value == kind and not line.site.neighbour
        for line in variant.open_sites
    )


def _of_public(
    compared: Compared, *, public: str, cells: Cells, access: Sequence[Access]
) -> Iterator[Indicator]:
    told = [variant.plan.indicators[public] for variant in compared.variants]
    among = tuple(one.young for one in told)

    def row(key: str, *, label: str, unit: str, better: int, values: Sequence[Value]) -> Indicator:
        theme = "Accès" if key not in _EQUITY else "Équité"
        return Indicator(key, theme, label, public, unit, better, tuple(values), among)

    for key, label, unit, better, value in _ACCESS:
        yield row(key, label=label, unit=unit, better=better, values=[value(one) for one in told])
    for limit in INDICATOR_THRESHOLDS_MIN:
        shares = [one.shares[limit] for one in told]
        yield row(
            f"part_{limit}_min", label=f"À {limit}\u202fmin ou moins", unit="part", better=1,
            values=shares,
        )  # fmt: skip
    spread = [
        equity_of(one.access_min, weight=np.where(cells.within(public), one.served, 0.0))
        for one in access
    ]
    yield row("gini_acces", label="Inégalité des temps d'accès (Gini)", unit="indice", better=-1,
              values=[one.gini for one in spread])  # fmt: skip
    yield row("p90_p10_acces", label="Le dixième le plus loin, par rapport au plus près (P90/P10)",
              unit="indice", better=-1, values=[one.p90_p10 for one in spread])  # fmt: skip


_EQUITY: Final = frozenset({"gini_acces", "p90_p10_acces"})


def _all_together(
    compared: Compared, *, cells: Cells, access: Sequence[Access]
) -> Iterator[Indicator]:
    among = tuple(float(one.plan.young.sum()) for one in compared.variants)
    for key, goal, label in (
        ("acces_tous_min", Goal.MEAN, "Accès moyen de tous, sans accès compris"),
        ("kolm_pollak_min", Goal.KOLM_POLLAK, "Accès équivalent, inégalités pesées (Kolm-Pollak)"),
    ):  # fmt: skip
        values = tuple(one.goal(goal).plan for one in compared.variants)
        yield Indicator(key, "Équité", label, EVERYBODY, "min", -1, values, among)
    gaps = [epci_gap(compared, cells=cells, access=one) for one in access]
    yield Indicator(
        key="ecart_epci_min", theme="Équité", public=EVERYBODY, unit="min", better=-1,
        label="Écart d'accès moyen entre l'EPCI le plus loin et le plus près",
        values=tuple(None if gap is None else gap[0] for gap in gaps), among=among,
    )  # fmt: skip


def epci_gap(compared: Compared, *, cells: Cells, access: Access) -> tuple[float, str, str] | None:
    """Gap between mean accesses of EPCI, min, and the names of the farthest and of the nearest.

    None where fewer than two EPCI have access.
    """
    epci = {commune.code: commune.epci_name for commune in compared.territory.communes}
    weight = cells.by_commune(access.served)
    minutes = cells.by_commune(np.nan_to_num(access.access_min) * access.served)
    sums: dict[str, tuple[float, float]] = {}
    for code, persons, total in zip(cells.communes, weight.tolist(), minutes.tolist(), strict=True):
        known = sums.get(epci[code], (0.0, 0.0))
        sums[epci[code]] = known[0] + persons, known[1] + total
    means = sorted((total / n, name) for name, (n, total) in sums.items() if name and n > 0)
    if len(means) < 2:
        return None
    return means[-1][0] - means[0][0], means[-1][1], means[0][1]
