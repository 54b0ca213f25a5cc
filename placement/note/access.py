"""Access of young people, today and in the plan: tables by public, by EPCI, by scenario."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from placement.evaluate import EVERYBODY
from placement.french import decimal, euros, percent, whole
from placement.note.content import PUBLICS, Told
from placement.note.model import Figure, Operation, Spans, Table, Term
from placement.note.trace import Writer, to_the_minute

__all__ = ["access_table", "comparison_table", "epci_table", "key_pairs"]

_COLUMNS: Final[tuple[tuple[str, str, Writer], ...]] = (
    ("Jeunes", "jeunes", whole),
    ("Trajet moyen", "moyenne_min", to_the_minute),
    ("9 sur 10 en moins de", "p90_min", to_the_minute),
    ("Le plus long", "max_min", to_the_minute),
    ("À 20 min ou moins", "part_20_min", percent),
    ("À 30 min ou moins", "part_30_min", percent),
    ("Sans accès", "sans_acces", whole),
    ("Ouvert tous les 15 jours", "part_ouvert_15_jours", percent),
)


def key_pairs(told: Told, *, path: str, write: Writer) -> tuple[Figure, Figure]:
    """Return an indicator today and in the plan; ``path`` goes from the group."""
    before, after = (
        told.quotes.figure(f"{key}.{path}", write=write)
        for key in ("indicateurs_existant", "indicateurs")
    )
    return before, after


def access_table(told: Told) -> Table:
    """Tell the access of every group, today and in the plan; times are of those who have one."""
    rows: list[tuple[Spans, ...]] = []
    for group in told.outcome.plan.indicators:
        name = PUBLICS.get(group, group)
        pairs = [key_pairs(told, path=f"{group}.{key}", write=write) for _, key, write in _COLUMNS]
        for side, when in enumerate(("aujourd'hui", "scénario")):
            rows.append(((f"{name}, {when}",), *((pair[side],) for pair in pairs)))
    return Table(
        caption="L'accès de chaque public, aujourd'hui et avec le scénario",
        header=("Public", *(label for label, _, _ in _COLUMNS)),
        rows=tuple(rows),
        widths=(4.2, *[1.6] * len(_COLUMNS)),
    )


def epci_table(told: Told) -> Table:
    """Set the EPCI side by side: equity between territories."""
    communes = told.outcome.territory.communes
    epci = dict(sorted({one.epci_code: one.epci_name for one in communes}.items()))
    return Table(
        caption="Par EPCI : trajet moyen et jeunes sans accès",
        header=(
            *("EPCI", "Communes", "Jeunes", "Trajet aujourd'hui", "Trajet scénario"),
            *("Sans accès aujourd'hui", "Sans accès scénario"),
        ),
        rows=tuple(((name,), *_epci_cells(told, code=code)) for code, name in epci.items()),
        widths=(5, 2, 2, 2, 2, 2.2, 2.2),
    )


def _epci_cells(told: Told, *, code: str) -> tuple[Spans, ...]:
    rows, quote = f"[code_epci={code}]", told.quotes.commune
    return (
        (quote(rows, write=whole, operation=Operation.COUNT),),
        (quote(f"{rows}.jeunes", write=whole),),
        *((_mean(told, rows=rows, when=when),) for when in ("existant", "scenario")),
        *((quote(f"{rows}.sans_acces_{when}", write=whole),) for when in ("existant", "scenario")),
    )


def _mean(told: Told, *, rows: str, when: str) -> Figure:
    """Average the trips of the communes, each weighing its young people who have an access."""
    return told.quotes.commune(
        f"{rows}.temps_{when}_{EVERYBODY}_min",
        f"{rows}.jeunes",
        Term(f"{rows}.sans_acces_{when}", -1.0),
        Term(f"{rows}.non_rattaches", -1.0),
        write=to_the_minute,
        operation=Operation.MEAN,
    )


def comparison_table(scenarios: tuple[Told, ...]) -> Table:
    """Set scenarios side by side, today first."""
    first = scenarios[0]
    rows: list[tuple[Spans, ...]] = [
        (("Réseau d'aujourd'hui",), *_compared(first, suffix="_existant")),
        *(((told.outcome.title,), *_compared(told, suffix="")) for told in scenarios),
    ]
    return Table(
        caption="Les scénarios étudiés, côte à côte",
        header=(
            *("Scénario", "Trajet moyen", "À 30 min ou moins"),
            *("Sans voiture, à 30 min ou moins", "Sans accès", "Coût annuel"),
            "Demi-journées par an",
        ),
        rows=tuple(rows),
        widths=(4.6, 1.6, 1.6, 2.2, 1.7, 2.2, 2),
    )


def _compared(told: Told, *, suffix: str) -> tuple[Spans, ...]:
    group = f"indicateurs{suffix}"
    no_car = "sans_voiture" if "sans_voiture" in told.quotes.value(group) else EVERYBODY
    asked: tuple[tuple[str, Callable[[float | None], str]], ...] = (
        (f"{group}.{EVERYBODY}.moyenne_min", to_the_minute),
        (f"{group}.{EVERYBODY}.part_30_min", percent),
        (f"{group}.{no_car}.part_30_min", percent),
        (f"{group}.{EVERYBODY}.sans_acces", whole),
        (f"cout_annuel{suffix}_eur", euros),
        (f"demi_journees{suffix}_an", decimal),
    )
    return tuple((told.quotes.figure(path, write=write),) for path, write in asked)
