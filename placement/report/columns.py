"""What each column of the tables holds, said once: label, type, unit, and what it tells of people.

A name means the same thing in every table; every writer (spreadsheet, GeoPackage, GeoJSON, CSV)
reads its headers, formats and comments here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from placement.errors import PlacementError
from placement.evaluate import EVERYBODY
from placement.privacy import MARKER

__all__ = ["Column", "ColumnKind", "Disclosure", "column_named", "group_label"]


class ColumnKind(StrEnum):
    """What the cells of a column are; ``BY_UNIT`` is told by the cell ``unite`` of each row."""

    TEXT = "texte"
    CODE = "code"
    PERSONS = "personnes"
    INTEGER = "entier"
    NUMBER = "nombre"
    EUROS = "euros"
    MINUTES = "minutes"
    SHARE = "part"
    PERCENT = "pourcentage"
    DEGREES = "degrés"
    DATE = "date"
    BY_UNIT = "selon l'unité"


class Disclosure(StrEnum):
    """What a column tells of people; the values are French, read in the list of columns."""

    FREE = "libre"
    COUNT = "effectif : masqué sous le seuil du profil de diffusion"
    DRAWN = "tiré des effectifs : arrondi ou masqué selon le profil de diffusion"


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Parameters
    ----------
    name : its key, as in the CSV files
    label : French header
    kind : what its cells are
    unit : French, empty when there is none
    disclosure : what it tells of people
    """

    name: str
    label: str
    kind: ColumnKind = ColumnKind.TEXT
    unit: str = ""
    disclosure: Disclosure = Disclosure.FREE

    @property
    def header(self) -> str:
        """Label and unit, as written at the head of a column; no unit that the label says."""
        said = self.unit.casefold() in self.label.casefold()
        return self.label if said else f"{self.label} ({self.unit})"


def column_named(name: str) -> Column:
    """Return the description of a column.

    Raises
    ------
    PlacementError
        A table has a column that nobody described: a defect of ours.
    """
    known = _BY_NAME.get(name)
    if known is not None:
        return known
    for start, label in _TIMES.items():
        if name.startswith(start) and name.endswith("_min"):
            group = name.removeprefix(start).removesuffix("_min")
            return _minutes(name, f"{label}, {group_label(group)}")
    raise PlacementError(f"colonne « {name} » sans description.")


def group_label(group: str) -> str:
    """Name a group of young people, or a mode of transport, in French."""
    return "tous les jeunes" if group == EVERYBODY else group.replace("_", " ")


_TIMES: Final = {
    "temps_existant_": "Trajet aujourd'hui",
    "temps_scenario_": "Trajet dans le scénario",
    "temps_": "Trajet",
}


def _minutes(name: str, label: str) -> Column:
    return Column(name, label, ColumnKind.MINUTES, "min", Disclosure.DRAWN)


def _euros(name: str, label: str) -> Column:
    return Column(name, label, ColumnKind.EUROS, "€")


def _persons(name: str, label: str) -> Column:
    return Column(name, label, ColumnKind.PERSONS, "jeunes", Disclosure.COUNT)


def _drawn(name: str, label: str, *, kind: ColumnKind, unit: str = "") -> Column:
    return Column(name, label, kind, unit, Disclosure.DRAWN)


_WHERE: Final = (
    Column("id", "Identifiant", ColumnKind.CODE),
    Column("nom", "Nom"),
    Column("code_commune", "Code commune", ColumnKind.CODE),
    Column("commune", "Commune"),
    Column("code_epci", "Code EPCI", ColumnKind.CODE),
    Column("epci", "EPCI"),
    Column("perimetre", "Appartenance au périmètre"),
    Column("communes", "Nombre de communes", ColumnKind.INTEGER),
    Column("population", "Population", ColumnKind.INTEGER, "habitants"),
    Column("longitude", "Longitude", ColumnKind.DEGREES, "degrés WGS84"),
    Column("latitude", "Latitude", ColumnKind.DEGREES, "degrés WGS84"),
    Column("contour", "Contour connu"),
    Column("diffusion", "Diffusion"),
    Column(MARKER, "Colonnes masquées"),
)

_SITES: Final = (
    Column("type", "Type de lieu"),
    Column("offre", "Offre", ColumnKind.CODE),
    Column("libelle", "Libellé de l'offre"),
    Column("recurrence", "Ouverture"),
    Column("changement", "Changement"),
    Column("demi_journees_an", "Demi-journées du scénario", ColumnKind.NUMBER, "par an"),
    Column("demi_journees_existant_an", "Demi-journées aujourd'hui", ColumnKind.NUMBER, "par an"),
    _euros("cout_annuel_eur", "Coût annuel du scénario"),
    _euros("cout_annuel_existant_eur", "Coût annuel aujourd'hui"),
    _euros("investissement_eur", "Investissement, une fois"),
    Column("financeurs", "Financeurs"),
    Column("intervalle_jours", "Intervalle entre deux ouvertures", ColumnKind.NUMBER, "jours"),
    Column("rendez_vous_sous_15_jours", "Rendez-vous sous 15 jours"),
    _persons("jeunes", "Jeunes"),
    _persons("jeunes_existant", "Jeunes reçus aujourd'hui"),
    Column("hote", "Hôte"),
    Column("adresse", "Adresse"),
    Column("position", "Origine de la position"),
    _drawn(
        "rendez_vous_demandes_an", "Rendez-vous demandés", kind=ColumnKind.NUMBER, unit="par an"
    ),
    Column("rendez_vous_possibles_an", "Rendez-vous possibles", ColumnKind.NUMBER, "par an"),
    _drawn("taux_charge", "Taux de charge", kind=ColumnKind.SHARE),
    _drawn("delai_theorique_jours", "Délai théorique", kind=ColumnKind.NUMBER, unit="jours"),
)

_PEOPLE: Final = (
    _minutes("ecart_min", "Écart de trajet"),
    _persons("gagnent_un_acces", "Gagnent un accès"),
    _persons("perdent_un_acces", "Perdent leur accès"),
    _persons("sans_acces_existant", "Sans accès aujourd'hui"),
    _persons("sans_acces_scenario", "Sans accès dans le scénario"),
    _persons("non_rattaches", "Non rattachés au réseau"),
    Column("sens", "Gagne ou perd"),
    _drawn("part_30_min_existant", "Part à 30 min ou moins aujourd'hui", kind=ColumnKind.SHARE),
    _drawn("part_30_min_scenario", "Part à 30 min ou moins, scénario", kind=ColumnKind.SHARE),
    _drawn("part_jeunes", "Part des jeunes de la commune", kind=ColumnKind.SHARE),
    Column("lieu_residence", "Lieu de résidence", ColumnKind.CODE),
    Column("profil", "Profil de mobilité"),
    Column("situation", "Situation"),
    Column("lieu", "Lieu d'accueil", ColumnKind.CODE),
    _minutes("temps_trajet_min", "Trajet"),
    _minutes("temps_acces_min", "Accès, attente comprise"),
    Column("raison", "Raison"),
)

_TRIPS: Final = (
    _minutes("aller_tc_min", "Aller en transport en commun"),
    _minutes("retour_tc_min", "Retour en transport en commun"),
    _minutes("absence_tc_min", "Absence en transport en commun"),
    Column("rendez_vous_possibles_pct", "Rendez-vous possibles", ColumnKind.PERCENT, "%"),
    Column("demi_journees_possibles_pct", "Demi-journées possibles", ColumnKind.PERCENT, "%"),
    Column("moyen_tc", "Moyen de transport"),
    Column("raison_tc", "Raison"),
)

_PLANS: Final = (
    Column("rang", "Rang", ColumnKind.INTEGER),
    _drawn("valeur", "Valeur de l'objectif", kind=ColumnKind.NUMBER),
    _drawn("ecart_pct", "Moins bon de", kind=ColumnKind.PERCENT, unit="%"),
    Column("lieux_en_plus", "Lieux en plus"),
    Column("lieux_en_moins", "Lieux en moins"),
    Column("ouvert_meilleur_plan", "Ouvert dans le meilleur plan"),
    Column("part_bons_plans", "Part des bons plans", ColumnKind.SHARE),
    Column("bons_plans", "Bons plans"),
    Column("contraire", "Contraire cherché"),
    _drawn("valeur_si_contraire", "Valeur si le contraire", kind=ColumnKind.NUMBER),
    _drawn("surcout", "Surcoût si le contraire", kind=ColumnKind.NUMBER),
)

_VAN: Final = (
    Column("camion", "Camion"),
    Column("tournee", "Tournée"),
    Column("frequence", "Rythme"),
    Column("jour", "Jour"),
    Column("semaines", "Semaines, sur quatre"),
    Column("arrivee", "Porte ouverte à"),
    Column("depart", "Porte fermée à"),
    Column("jour_marche", "Jour de marché"),
    _persons("jeunes_premier_acces", "Dont sans accès aujourd'hui"),
    Column("conduite_min", "Conduite de la journée", ColumnKind.MINUTES, "min"),
    Column("travail_min", "Travail de la journée", ColumnKind.MINUTES, "min"),
    Column("amplitude_min", "Amplitude de la journée", ColumnKind.MINUTES, "min"),
    Column("km_tournee", "Kilomètres de la journée", ColumnKind.NUMBER, "km"),
    Column("jours_an", "Jours par an", ColumnKind.NUMBER, "par an"),
    Column("score_isolement", "Score d'isolement", ColumnKind.NUMBER, "sur 100"),
    Column("desservi", "Desservi"),
    Column("poste", "Poste"),
    _euros("recrutement_complet_eur", "Équipe recrutée, coût complet par an"),
    _euros("recrutement_budgetaire_eur", "Équipe recrutée, coût budgétaire par an"),
    _euros("en_poste_complet_eur", "Conseiller en poste, coût complet par an"),
    _euros("en_poste_budgetaire_eur", "Conseiller en poste, coût budgétaire par an"),
    _drawn("prevu_6_mois", "Prévu à 6 mois", kind=ColumnKind.BY_UNIT),
    _drawn("prevu_12_mois", "Prévu à 12 mois", kind=ColumnKind.BY_UNIT),
    Column("releve_6_mois", "Relevé à 6 mois", ColumnKind.BY_UNIT),
    Column("releve_12_mois", "Relevé à 12 mois", ColumnKind.BY_UNIT),
    Column("comment", "Comment"),
)

_TOLD: Final = (
    Column("rubrique", "Rubrique"),
    Column("groupe", "Groupe"),
    Column("indicateur", "Indicateur"),
    Column("unite", "Unité"),
    _drawn("existant", "Aujourd'hui", kind=ColumnKind.BY_UNIT),
    _drawn("scenario", "Scénario", kind=ColumnKind.BY_UNIT),
    _drawn("ecart", "Écart", kind=ColumnKind.BY_UNIT),
    Column("ventilation", "Ventilation"),
    Column("ligne", "Ligne"),
    _euros("existant_eur", "Aujourd'hui"),
    _euros("scenario_eur", "Scénario"),
    _euros("ecart_eur", "Écart"),
    Column("nature", "Nature"),
    Column("enonce", "Énoncé"),
    Column("titre", "Titre"),
    Column("proprietaire", "Producteur"),
    Column("millesime", "Millésime"),
    Column("licence", "Licence"),
    Column("origine", "Origine"),
    Column("remplace", "Remplace"),
    Column("feuille", "Feuille"),
    Column("intitule", "Intitulé"),
    Column("colonne", "Nom technique"),
    Column("contenu", "Contenu"),
    Column("confidentialite", "Ce que la colonne dit des jeunes"),
)

_BY_NAME: Final = {
    column.name: column for column in (*_WHERE, *_SITES, *_PEOPLE, *_TRIPS, *_PLANS, *_VAN, *_TOLD)
}
