"""How figures were made: method, hypotheses, estimates, limits, sources."""

from __future__ import annotations

from typing import Final

from placement.french import decimal
from placement.note.content import Dossier, Hypothesis, Told
from placement.note.model import Block, Bullets, Figure, Heading, Paragraph, Part, Spans, Table
from placement.territory import SUPPOSED_SIEGE

__all__ = ["method"]

_METHOD: Final = (
    "Chaque jeune part de son lieu de résidence et va au lieu ouvert dont l'accès est le plus "
    "court : trajet porte à porte, plus une attente qui dépend du temps écoulé entre deux "
    "ouvertures. Une permanence mensuelle ne vaut donc pas une antenne.",
    "Le réseau d'aujourd'hui et les scénarios sont mesurés par le même calcul, avec et sans "
    "voiture.",
    "Un scénario est une question : ce qui est permis, ce qui est imposé, ce qu'on cherche. Le "
    "calcul choisit les lieux et les rythmes qui servent le mieux l'objectif sous ces règles.",
    "Les coûts sont complets : le temps des conseillers y est valorisé, même s'ils sont déjà en "
    "poste. Ce n'est pas une dépense nouvelle.",
)
_LIMITS: Final = (
    "Temps théorique hors congestion : ni bouchons, ni météo, ni recherche d'une place.",
    "Aucune norme nationale de minutes ne s'impose aux Missions Locales : 15, 20 et 30 minutes "
    "sont des repères empruntés à d'autres services publics.",
    "Un jeune dont la famille a une voiture n'en dispose pas toujours ; les parts de mobilité sont "
    "des hypothèses.",
    "Les locaux, leur confidentialité, l'accord des hôtes et le planning des conseillers restent à "
    "vérifier sur place.",
    "Le calcul éclaire un choix ; il ne le remplace pas.",
)


def method(dossier: Dossier) -> Part:
    """Write the method, its hypotheses, its limits and its sources."""
    told = dossier.proposed
    return Part(
        id="methode",
        title="Annexe 3 : méthode, hypothèses, limites et sources",
        blocks=(
            Heading("Méthode"),
            *(Paragraph((text,)) for text in _METHOD),
            Paragraph((f"Temps de trajet : {dossier.network}.",)),
            Heading("Hypothèses"),
            *_hypotheses(told),
            Heading("Estimations et limites"),
            Bullets(tuple((line,) for line in (*_estimates(dossier), *_LIMITS))),
            Heading("Sources"),
            _sources(dossier),
            Paragraph(_traced(told)),
        ),
    )


def _hypotheses(told: Told) -> tuple[Block, ...]:
    sections: dict[str, list[Hypothesis]] = {}
    for one in told.hypotheses:
        sections.setdefault(one.section, []).append(one)
    return tuple(
        Table(
            caption=name,
            header=("Hypothèse", "Valeur", "Origine"),
            rows=tuple(_hypothesis(told, one=one) for one in lines),
            widths=(6.4, 2.6, 1.8),
        )
        for name, lines in sections.items()
    )


def _hypothesis(told: Told, *, one: Hypothesis) -> tuple[Spans, ...]:
    origin = "scénario" if one.given else "par défaut"
    if isinstance(one.value, str):
        return ((one.label,), (one.value,), (origin,))

    def write(value: float | None) -> str:
        return f"{decimal(value, digits=2)}\u202f{one.unit}".strip()

    return ((one.label,), (_asked(told, one=one, text=write(one.value)),), (origin,))


def _asked(told: Told, *, one: Hypothesis, text: str) -> Figure:
    return told.quotes.figure(one.path, write=lambda _: text, file=told.quotes.asked)


def _estimates(dossier: Dossier) -> tuple[str, ...]:
    territory = dossier.proposed.outcome.territory
    told = list(territory.estimates)
    if dossier.proposed.outcome.times_estimated:
        told.insert(0, "Temps estimés, sans réseau routier : ils donnent un ordre de grandeur.")
    if territory.fictitious:
        told.insert(0, "Données fictives en partie, pour l'exemple.")
    if territory.supposed_siege:
        told.insert(0, f"{SUPPOSED_SIEGE}.")
    if territory.protection is not None:
        told.append(territory.protection.statement)
    return (*told, *dossier.brand.remarks)


def _sources(dossier: Dossier) -> Table:
    return Table(
        caption="Données utilisées : producteur, millésime et licence",
        header=("Donnée", "Producteur", "Millésime", "Licence"),
        rows=tuple(
            ((one.title,), (one.owner,), (one.vintage,), (one.licence,)) for one in dossier.sources
        ),
        widths=(4, 3, 3, 2),
    )


def _traced(told: Told) -> Spans:
    return (
        "Chaque chiffre de cette note figure dans chiffres.json, avec le fichier et l'endroit d'où "
        f"il vient ({told.quotes.result}, {told.quotes.communes}).",
    )
