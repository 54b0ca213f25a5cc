"""The catalogue: the service levels that any candidate site may receive."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator

from placement.errors import DataError
from placement.offers import Offer, SiteKind
from placement.recurrence import parse_recurrence
from placement.scenario.base import Section, Slug, Text

__all__ = ["CatalogueOffer", "default_catalogue"]


def _known_recurrence(text: str) -> str:
    try:
        parse_recurrence(text)
    except DataError as error:
        raise ValueError(str(error)) from None
    return text


_RecurrenceText = Annotated[Text, AfterValidator(_known_recurrence)]


class CatalogueOffer(Section):
    """Un niveau de service que tout lieu candidat peut recevoir."""

    id: Slug
    """Identifiant court, unique : minuscules sans accent, chiffres et tirets (« antenne-3j »)."""
    type: Literal["antenne", "permanence"]
    """Antenne (local permanent) ou permanence (demi-journées chez un hôte)."""
    libelle: Text
    """Nom affiché sur la carte et dans les tableaux."""
    recurrence: _RecurrenceText
    """Rythme d'ouverture, en français : « 3 jours par semaine », « 1er et 3e mardi matin »."""

    def offer(self) -> Offer:
        """Return the offer that the optimiser knows."""
        return Offer(
            id=self.id,
            kind=SiteKind(self.type),
            label=self.libelle,
            recurrence=parse_recurrence(self.recurrence),
        )


def _entry(offer_id: str, label: str, *, recurrence: str) -> CatalogueOffer:
    kind: Literal["antenne", "permanence"] = (
        "antenne" if offer_id.startswith("antenne") else "permanence"
    )
    return CatalogueOffer(id=offer_id, type=kind, libelle=label, recurrence=recurrence)


def default_catalogue() -> tuple[CatalogueOffer, ...]:
    """Return the service levels that a candidate may receive when the scenario lists none."""
    return (
        _entry("antenne-5j", "Antenne, tous les jours", recurrence="tous les jours"),
        _entry("antenne-3j", "Antenne, 3 jours par semaine", recurrence="3 jours par semaine"),
        _entry("antenne-2j", "Antenne, 2 jours par semaine", recurrence="2 jours par semaine"),
        _entry(
            "permanence-2dj-semaine",
            "Permanence, 1 journée par semaine",
            recurrence="1 journée par semaine",
        ),
        _entry(
            "permanence-1dj-semaine",
            "Permanence, 1 demi-journée par semaine",
            recurrence="1 demi-journée par semaine",
        ),
        _entry(
            "permanence-2dj-mois",
            "Permanence, 2 demi-journées par mois",
            recurrence="2 demi-journées par mois",
        ),
        _entry(
            "permanence-1dj-mois",
            "Permanence, 1 demi-journée par mois",
            recurrence="1 demi-journée par mois",
        ),
    )
