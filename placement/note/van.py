"""The van of a plan: its days, what it costs in either reading, its one-year test."""

from __future__ import annotations

from typing import Final

from placement.french import decimal, euros, whole
from placement.note.content import Told
from placement.note.model import (
    Block,
    Heading,
    Operation,
    Paragraph,
    Part,
    Spans,
    Table,
    Term,
    Tone,
    spans,
)

__all__ = ["van_part"]

_COSTS: Final = "camion.cout_annuel_eur"
_CREWS: Final = (
    ("Équipe recrutée", "recrutement"),
    ("Conseiller déjà en poste", "en_poste"),
)
_PLANNED: Final = (
    ("Jours de sortie", "camion.jours_an", 0.5),
    ("Kilomètres", "camion.km_an", 0.5),
    ("Jeunes à portée du camion", "camion.jeunes", 1.0),
    ("Dont sans accès aujourd'hui", "camion.jeunes_premier_acces", 1.0),
)
_NOTED: Final = (
    "Jeunes en entretien de premier accueil, par arrêt",
    "Jeunes accompagnés dans la durée",
    "Entretiens par jeune",
    "Sorties positives",
    "Satisfaction des jeunes",
    "Satisfaction des partenaires",
)


def van_part(told: Told) -> Part | None:
    """Tell the van; None where the scenario has none, or its plan keeps none."""
    van = told.outcome.van
    if van is None or not van.tours:
        return None
    return Part(
        id="camion",
        title="Le camion",
        blocks=(
            Paragraph(_days(told)),
            Paragraph(_reached(told)),
            *(
                Paragraph((told.quotes.sentence(f"camion.explications.{rank}"),), Tone.REMARK)
                for rank in range(1, len(van.sentences))
            ),
            _calendar(told),
            *_costs(told),
            *_test(told),
        ),
    )


def _days(told: Told) -> Spans:
    quote = told.quotes.figure
    return spans(
        "Le camion part de ",
        told.quotes.sentence("camion.depot"),
        " ",
        quote("camion.jours_an", write=whole),
        " jours par an, en ",
        quote("camion.tournees[*]", write=whole, operation=Operation.COUNT),
        " tournées, vers ",
        quote("sites[offre=camion]", write=whole, operation=Operation.COUNT),
        " lieux : ",
        quote("camion.km_an", write=whole),
        " km et ",
        quote("camion.heures_conduite_an", write=whole),
        " heures de conduite par an, dans les limites d'une journée de travail.",
    )


def _reached(told: Told) -> Spans:
    quote = told.quotes.figure
    return spans(
        "Il serait le lieu le plus proche pour ",
        quote("camion.jeunes", write=whole),
        " jeunes, dont ",
        quote("camion.jeunes_premier_acces", write=whole),
        " n'ont aujourd'hui aucun accès.",
    )


def _calendar(told: Told) -> Table:
    quotes, rows = told.quotes, []
    for rank, tour in enumerate(told.outcome.tours):
        path = f"camion.tournees.{rank}"
        stops: list[Spans] = [
            spans(
                f"{'' if at == 0 else ' ; '}{visit.name}, de ",
                quotes.sentence(f"{path}.arrets.{at}.arrivee"),
                " à ",
                quotes.sentence(f"{path}.arrets.{at}.depart"),
                " (jour de marché)" if visit.market else "",
            )
            for at, visit in enumerate(tour.visits)
        ]
        rows.append(
            (
                spans(quotes.sentence(f"{path}.quand")),
                tuple(span for stop in stops for span in stop),
                (quotes.figure(f"{path}.km", write=whole),),
                (quotes.figure(f"{path}.travail_min", write=_hours),),
            )
        )
    return Table(
        caption="Les journées du camion, sur quatre semaines",
        header=("Jour", "Arrêts, porte ouverte", "km", "Travail"),
        rows=tuple(rows),
        widths=(3, 7, 1, 1.4),
    )


def _hours(minutes: float | None) -> str:
    return "—" if minutes is None else f"{decimal(minutes / 60, digits=1)}\u202fh"


def _costs(told: Told) -> tuple[Block, ...]:
    quote = told.quotes.figure
    return (
        Heading("Ce qu'il coûte par an"),
        Paragraph(
            spans(
                "Les mêmes tournées, avec les deux équipes possibles et dans les deux lectures. Le "
                "coût complet compte l'amortissement et le temps de tous ; le coût budgétaire, ce "
                "qui sort en plus. L'achat, une fois, est de ",
                quote("camion.achat_eur", write=euros),
                ".",
            )
        ),
        Table(
            caption="Coût annuel du camion",
            header=("Équipe", "Coût complet", "Coût budgétaire"),
            rows=tuple(
                (
                    (label,),
                    (quote(f"{_COSTS}.{crew}_complet", write=euros),),
                    (quote(f"{_COSTS}.{crew}_budgetaire", write=euros),),
                )
                for label, crew in _CREWS
            ),
            widths=(4, 2, 2),
        ),
    )


def _test(told: Told) -> tuple[Block, ...]:
    quote = told.quotes.figure
    planned = tuple(
        (
            (label,),
            (quote(Term(path, half), write=whole),),
            (quote(path, write=whole),),
            ("",),
            ("",),
        )
        for label, path, half in _PLANNED
    )
    noted = tuple(((label,), *[("",)] * 4) for label in _NOTED)
    return (
        Heading("Un test d'un an"),
        Table(
            caption="Ce qui est prévu, et ce qui se relève à chaque bilan",
            header=("Indicateur", "Prévu, 6 mois", "Prévu, 12 mois", "Relevé, 6 mois",
                    "Relevé, 12 mois"),
            rows=(*planned, *noted),
            widths=(4, 1.6, 1.6, 1.6, 1.6),
            open_cells=True,
        ),
    )  # fmt: skip
