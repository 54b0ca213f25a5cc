"""Unit costs of a scenario, a year and once; hypotheses, low and high values told with each."""

from __future__ import annotations

from pydantic import Field

from placement.offers import CostRates, OneOffRates
from placement.scenario.base import Euros, Section, unit

__all__ = ["Costs"]


class Costs(Section):
    """Coûts unitaires, en coût complet (temps des conseillers compris) ; hypothèses à discuter."""

    cout_demi_journee_cisp_eur: Euros = Field(
        default=112.0, json_schema_extra=unit("€ par demi-journée")
    )
    """Demi-journée d'un conseiller en antenne ou au siège (bas 100, haut 135)."""
    permanence_demi_journee_eur: Euros = Field(
        default=175.0, json_schema_extra=unit("€ par demi-journée")
    )
    """Demi-journée de permanence complète : conseiller, trajet, kilomètres (bas 140, haut 220)."""
    salle_permanence_eur: Euros = Field(default=0.0, json_schema_extra=unit("€ par demi-journée"))
    """Location de la salle d'une permanence, si elle n'est pas prêtée (bas 0, haut 50)."""
    antenne_local_eur: Euros = Field(default=10_000.0, json_schema_extra=unit("€ par an"))
    """Loyer et charges d'une antenne dont le local n'est pas prêté (bas 0, haut 15 000)."""
    antenne_fonctionnement_eur: Euros = Field(default=6_500.0, json_schema_extra=unit("€ par an"))
    """Télécom, ménage, assurance, informatique d'une antenne (bas 5 000, haut 8 000)."""
    antenne_accueil_eur: Euros = Field(default=19_000.0, json_schema_extra=unit("€ par an"))
    """Personnel d'accueil d'une antenne, environ un mi-temps (bas 0, haut 38 000)."""
    siege_local_eur: Euros = Field(default=30_000.0, json_schema_extra=unit("€ par an"))
    """Loyer et charges du siège, s'il n'est pas prêté ; à remplacer par vos comptes."""
    siege_fonctionnement_eur: Euros = Field(default=15_000.0, json_schema_extra=unit("€ par an"))
    """Télécom, ménage, assurance, informatique du siège ; à remplacer par vos comptes."""
    siege_accueil_eur: Euros = Field(default=38_000.0, json_schema_extra=unit("€ par an"))
    """Personnel d'accueil du siège, environ un temps plein ; à remplacer par vos comptes."""

    ouverture_antenne_eur: Euros = Field(default=8_000.0, json_schema_extra=unit("€ une fois"))
    """Ouvrir une antenne, ou transformer une permanence en antenne : mobilier, réseau,
    signalétique (bas 3 000, haut 25 000). Passer une antenne de 5 à 3 jours ne coûte rien."""
    ouverture_permanence_eur: Euros = Field(default=0.0, json_schema_extra=unit("€ une fois"))
    """Ouvrir une permanence chez un hôte."""
    fermeture_antenne_eur: Euros = Field(default=3_000.0, json_schema_extra=unit("€ une fois"))
    """Fermer une antenne, ou la réduire à une permanence : préavis, déménagement (bas 1 000,
    haut 10 000)."""
    fermeture_permanence_eur: Euros = Field(default=0.0, json_schema_extra=unit("€ une fois"))
    """Fermer une permanence."""

    def rates(self) -> CostRates:
        """Return the unit costs that the cost formula knows."""
        return CostRates(
            adviser_half_day_eur=self.cout_demi_journee_cisp_eur,
            permanence_half_day_eur=self.permanence_demi_journee_eur,
            permanence_room_half_day_eur=self.salle_permanence_eur,
            antenne_premises_eur=self.antenne_local_eur,
            antenne_running_eur=self.antenne_fonctionnement_eur,
            antenne_reception_eur=self.antenne_accueil_eur,
            siege_premises_eur=self.siege_local_eur,
            siege_running_eur=self.siege_fonctionnement_eur,
            siege_reception_eur=self.siege_accueil_eur,
        )

    def one_off_rates(self) -> OneOffRates:
        """Return what opening and closing cost, once."""
        return OneOffRates(
            antenne_opening_eur=self.ouverture_antenne_eur,
            permanence_opening_eur=self.ouverture_permanence_eur,
            antenne_closing_eur=self.fermeture_antenne_eur,
            permanence_closing_eur=self.fermeture_permanence_eur,
        )
