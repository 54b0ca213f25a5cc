"""Maps 6 to 9: what each scenario opens, and what it changes for each commune."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from placement.cartography.shades import (
    CHANGE_SHADES,
    NOT_COMPARED,
    access_shades,
    change_class,
)
from placement.cartography.signs import kinds_told, planned_signs
from placement.cartography.theme import Mark, Theme
from placement.cartography.today import access_classes
from placement.cartography.words import (
    HALF_DAY_NOTE,
    completed,
    dated,
    time_figures,
    without_access,
)
from placement.evaluate import EVERYBODY
from placement.french import euros, plural, whole
from placement.viz import MapContent
from placement.viz.counts import commune_counts
from placement.viz.layers import column, commune_layer

__all__ = ["change_theme", "letter", "plan_theme"]

_LEGEND: Final = "Trajet moyen des jeunes de la commune, jusqu'au lieu où ils seraient reçus"
_FIRST_NUMBER: Final = 6
_NUMBERED: Final = 3
_NAMED: Final = 5
_ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def letter(rank: int) -> str:
    """Letter of a scenario by its rank, from 0: A, B, C… then 27."""
    return _ALPHABET[rank] if rank < len(_ALPHABET) else str(rank + 1)


def plan_theme(content: MapContent, *, rank: int, bounds: Sequence[int]) -> Theme:
    """Tell the sites of a scenario and the times it gives: maps 6 to 8, then « 8D », « 8E »."""
    name = letter(rank)
    number = str(_FIRST_NUMBER + rank) if rank < _NUMBERED else f"8{name}"
    classes = access_classes(content, state="apres", public=EVERYBODY, bounds=bounds)
    shades = access_shades(bounds)
    told = content.plan.indicators[EVERYBODY]
    figures = (
        ("Lieux ouverts", kinds_told(mark.planned for mark in content.sites)),
        ("Coût annuel", euros(content.plan.cost_eur)),
        *time_figures(told, shown=content.shown),
        without_access(told, shown=content.shown),
    )
    title = f"Scénario {name} : {_lowered(content.scenario_title)}"
    subtitle = dated(content, what="lieux proposés et trajet porte à porte, tous les jeunes")
    return completed(
        Theme(
            number=number,
            title=title,
            subtitle=subtitle,
            legend_title=_LEGEND,
            shades=shades,
            shade_of=classes,
            figures=figures,
            notes=(HALF_DAY_NOTE,),
            sites=planned_signs(content, rhythms=True),
        ),
        content=content,
        sentences=_changes(content),
    )


def _lowered(title: str) -> str:
    """Write a title after a colon: its first word without capital, unless it is an initialism."""
    return title if title[:2].isupper() else title[:1].lower() + title[1:]


def _changes(content: MapContent) -> tuple[str, ...]:
    """Name the sites that open, close or change, with their new rhythm."""
    told: dict[Mark, list[str]] = {Mark.PLUS: [], Mark.DOT: [], Mark.CROSS: []}
    for mark in content.sites:
        change = Mark(mark.change)
        if change in told:
            rhythm = f" ({mark.planned.recurrence})" if mark.planned else ""
            told[change].append(f"{mark.site.name}{rhythm}")
    heads = {Mark.PLUS: "Ouverts", Mark.DOT: "Modifiés", Mark.CROSS: "Fermés"}
    return tuple(f"{heads[key]} : {' ; '.join(names)}." for key, names in told.items() if names)


def change_theme(content: MapContent, *, rank: int, alone: bool) -> Theme:
    """Tell the communes that gain and those that lose: map 9, or « 9A » where there are several."""
    name = letter(rank)
    classes, moves = _change_classes(content)
    counts = Counter(classes.values())
    gaining, losing = counts[0] + counts[1], counts[3] + counts[4]
    before, after = (
        content.shown.rounded(told.indicators[EVERYBODY].without_access)
        for told in (content.baseline, content.plan)
    )
    figures = (
        ("Communes qui gagnent", whole(gaining)),
        ("Communes sans changement notable", whole(counts[2])),
        ("Communes qui perdent", whole(losing)),
        ("Jeunes sans accès", f"{whole(before)} aujourd'hui, {whole(after)} ensuite"),
    )
    title = f"Scénario {name} : qui gagne, qui perd"
    subtitle = dated(content, what=f"{_lowered(content.scenario_title)}, comparé à aujourd'hui")
    measure = "Temps d'accès : trajet, plus l'attente entre deux ouvertures du lieu."
    return completed(
        Theme(
            number="9" if alone else f"9{name}",
            title=title,
            subtitle=subtitle,
            legend_title="Temps d'accès moyen des jeunes de la commune",
            shades=CHANGE_SHADES,
            shade_of=classes,
            figures=figures,
            notes=(measure,),
            sites=planned_signs(content, rhythms=False),
        ),
        content=content,
        sentences=(_losers(content, classes=classes), measure, *moves),
    )


def _change_classes(content: MapContent) -> tuple[dict[str, int], tuple[str, ...]]:
    """Class each commune, and count those where an access is gained or lost."""
    classes, gained, lost = {}, 0, 0
    for row in commune_layer(content).to_dict("records"):
        counts = commune_counts(row, content=content)
        trend = int(counts["trend"][0])
        gained, lost = gained + (trend > 0), lost + (trend < 0)
        change_min = float(row[column("ecart", measure="acces", public=EVERYBODY)])
        known = row[f"suivis_{EVERYBODY}"] > 0
        classes[str(row["code"])] = change_class(change_min, trend=trend) if known else NOT_COMPARED
    told = (
        f"Des jeunes gagnent un accès dans {plural(gained, one='commune', many='communes')}, en "
        f"perdent un dans {plural(lost, one='commune', many='communes')}.",
    )
    return classes, told if gained or lost else ()


def _losers(content: MapContent, *, classes: Mapping[str, int]) -> str:
    names = sorted(
        commune.name for commune in content.territory.communes if classes[commune.code] in (3, 4)
    )
    if not names:
        return "Aucune commune n'y perd."
    others = len(names) - _NAMED
    more = f" et {plural(others, one='autre', many='autres')}" if others > 0 else ""
    return f"Y perdent : {', '.join(names[:_NAMED])}{more}."
