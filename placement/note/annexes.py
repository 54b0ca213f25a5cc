"""The annexes: diagnosis, sites and communes, scenarios, maps."""

from __future__ import annotations

from typing import Any, Final

from placement.evaluate import EVERYBODY
from placement.french import plural, whole
from placement.note.access import access_table, comparison_table, epci_table
from placement.note.changes import balance_of, commune_rows, site_table
from placement.note.content import Dossier, Told
from placement.note.model import (
    Block,
    Bullets,
    Heading,
    Operation,
    Paragraph,
    Part,
    Spans,
    Tone,
    spans,
)
from placement.note.money import funder_costs

__all__ = ["atlas", "details", "diagnosis"]

_MOST_ROWS: Final = 60


def diagnosis(dossier: Dossier) -> Part:
    """Tell the territory and the access of its young people, group by group and by EPCI."""
    told = dossier.proposed
    return Part(
        id="diagnostic",
        title="Annexe 1 : diagnostic",
        blocks=(
            Heading("Le territoire"),
            Paragraph(_perimeter(told)),
            *_warnings(told),
            Heading("L'accès des jeunes"),
            Paragraph(
                (
                    "Temps théoriques, porte à porte, hors congestion, jusqu'au lieu que chaque "
                    "jeune fréquenterait ; 20 et 30 minutes sont des repères, non une obligation.",
                ),
                Tone.REMARK,
            ),
            access_table(told),
            Heading("L'équité entre territoires"),
            epci_table(told),
        ),
    )


def _perimeter(told: Told) -> Spans:
    territory, quote = told.outcome.territory, told.quotes
    epci = len({one.epci_code for one in territory.communes})
    return spans(
        f"{territory.title} : ",
        quote.commune("[*]", write=_communes, operation=Operation.COUNT),
        f" dans {plural(epci, one='EPCI', many='EPCI')}, ",
        quote.figure("demande.total", write=whole),
        f" {territory.demand.counted.value} ({territory.demand.method}). Le plan en accueille ",
        quote.figure("demande.affectee", write=whole),
        " ; ",
        quote.figure("demande.sans_acces", write=whole),
        " restent sans accès et ",
        quote.figure("demande.non_rattachee", write=whole),
        " n'ont pu être rattachés à aucune route.",
    )


def _communes(count: float | None) -> str:
    return plural(count or 0.0, one="commune", many="communes")


def _warnings(told: Told) -> tuple[Block, ...]:
    lines = told.quotes.value("avertissements")
    if not lines:
        return ()
    quoted = [(told.quotes.sentence(f"avertissements.{k}"),) for k in range(len(lines))]
    return (Paragraph(("À savoir avant de lire les chiffres :",)), Bullets(tuple(quoted)))


def atlas(dossier: Dossier) -> Part:
    """Give each map its page."""
    listed = tuple((one.caption,) for one in dossier.maps)
    opening = Paragraph(("Une page par carte, dans cet ordre :",))
    return Part(
        id="cartes", title="Annexe 6 : cartes", blocks=(opening, Bullets(listed), *dossier.maps)
    )


def details(dossier: Dossier) -> Part:
    """List sites, communes that gain and lose, funders, and the scenarios side by side."""
    told = dossier.proposed
    balance = balance_of(told)
    funders = funder_costs(told)
    return Part(
        id="tableaux",
        title="Annexe 2 : lieux, communes et scénarios",
        blocks=(
            Heading("Les lieux"),
            site_table(told),
            *((Heading("Les financeurs"), funders) if funders else ()),
            *((Heading("Les scénarios étudiés"), *_comparison(dossier)) if dossier.others else ()),
            *(
                (
                    Heading("Les communes"),
                    *_communes_told(told, rows=balance.losing, access="perdent_un_acces"),
                    *_communes_told(told, rows=balance.gaining, access="gagnent_un_acces"),
                )
                if told.decides
                else ()
            ),
        ),
    )


def _comparison(dossier: Dossier) -> tuple[Block, ...]:
    """Compare the scenarios; those that describe today otherwise are told apart."""
    told = dossier.proposed
    path = f"indicateurs_existant.{EVERYBODY}.moyenne_min"
    astray = [
        one.outcome.title
        for one in dossier.others
        if one.quotes.value(path) != told.quotes.value(path)
    ]
    remark = (
        f"Attention : {', '.join(astray)} ne décrit pas l'existant avec les mêmes hypothèses ; "
        "comparez avec prudence."
    )
    decided = tuple(one for one in dossier.every if one.decides) or (told,)
    return (
        comparison_table(decided),
        *([Paragraph((remark,), Tone.REMARK)] if astray else []),
    )


def _communes_told(
    told: Told, *, rows: tuple[dict[str, Any], ...], access: str
) -> tuple[Block, ...]:
    verb = "perdent" if access == "perdent_un_acces" else "gagnent"
    if not rows:
        return (Paragraph((f"Aucune commune ne compte parmi celles qui {verb}.",)),)
    table = commune_rows(
        told, rows=rows[:_MOST_ROWS], access=access, caption=f"Communes dont les jeunes {verb}"
    )
    left = len(rows) - _MOST_ROWS
    if left <= 0:
        return (table,)
    others = plural(left, one="autre commune", many="autres communes")
    return (table, Paragraph((f"Et {others} : voir {told.quotes.communes}.",), Tone.REMARK))
