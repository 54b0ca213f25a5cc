"""The table that is filled at each review, T0 filled with today's network."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from placement.evaluate import EVERYBODY
from placement.french import euros, percent, whole
from placement.note.content import Dossier, Told
from placement.note.model import Figure, Paragraph, Part, Table
from placement.note.trace import to_the_minute
from placement.outcome import Change

__all__ = ["follow_up"]

_MARKS: Final = ("T0", "6 mois", "1 an", "18 mois", "3 ans")


def follow_up(dossier: Dossier) -> Part:
    """Lay the table that is filled at each review, T0 filled with today's network."""
    told = dossier.proposed
    return Part(
        id="suivi",
        title="Annexe 5 : tableau de suivi",
        blocks=(
            Paragraph(
                ("T0 est calculé sur le réseau d'aujourd'hui. Les autres colonnes se remplissent à "
                 "chaque bilan, à partir d'i-milo et des comptes ; « à relever » : la valeur de "
                 "départ ne se calcule pas, elle se relève avant tout changement.",)
            ),
            Table(
                caption="Accès et moyens",
                header=("Indicateur", *_MARKS),
                rows=tuple(
                    ((label,), (figure,), *[("",)] * (len(_MARKS) - 1))
                    for label, figure in _baseline(told)
                ),
                widths=(4, *[1.6] * len(_MARKS)),
                open_cells=True,
            ),
            Table(
                caption="Activité et satisfaction",
                header=("Indicateur", *_MARKS),
                rows=tuple(
                    ((label,), ("à relever",), *[("",)] * (len(_MARKS) - 1)) for label in _COUNTED
                ),
                widths=(4, *[1.6] * len(_MARKS)),
                open_cells=True,
            ),
            *([_first_visits(told)] if told.decides and _watched(told) else []),
        ),
    )  # fmt: skip


_COUNTED: Final = (
    "Jeunes reçus, tous lieux",
    "Jeunes accompagnés depuis 6 mois",
    "Jeunes accompagnés depuis 12 mois",
    "Jeunes sans rendez-vous dans les 15 jours",
    "Satisfaction des jeunes",
    "Satisfaction des partenaires",
    "Budget exécuté",
)


def _baseline(told: Told) -> tuple[tuple[str, Figure], ...]:
    group, write = f"indicateurs_existant.{EVERYBODY}", told.quotes.figure
    rows: tuple[tuple[str, str, Callable[[float | None], str]], ...] = (
        ("Trajet moyen de ceux qui ont un accès", f"{group}.moyenne_min", to_the_minute),
        ("Jeunes à 30 min ou moins d'un lieu ouvert", f"{group}.part_30_min", percent),
        ("Jeunes sans aucun accès", f"{group}.sans_acces", whole),
        ("Lieu ouvert au moins tous les 15 jours", f"{group}.part_ouvert_15_jours", percent),
        ("Demi-journées de conseiller par an", "demi_journees_existant_an", whole),
        ("Coût annuel complet", "cout_annuel_existant_eur", euros),
    )
    return tuple((label, write(path, write=writer)) for label, path, writer in rows)


def _watched(told: Told) -> list[str]:
    """Sites that the plan opens or changes: those whose first visits are counted."""
    return [
        one.site.name
        for one in told.outcome.sites
        if one.change in (Change.OPENED, Change.MODIFIED)
    ]


def _first_visits(told: Told) -> Table:
    return Table(
        caption="Premiers accueils, par lieu ouvert ou modifié",
        header=("Lieu", *_MARKS),
        rows=tuple(((name,), *[("",)] * len(_MARKS)) for name in _watched(told)),
        widths=(4, *[1.6] * len(_MARKS)),
        open_cells=True,
    )
