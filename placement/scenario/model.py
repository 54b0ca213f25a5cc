"""The scenario: understood completely, or refused with the path of each bad key."""

from __future__ import annotations

import hashlib
import json
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from placement.offers import CURRENT_OFFER, Offer
from placement.scenario.access import (
    Alternatives,
    AppointmentRule,
    CoverageRules,
    Protection,
)
from placement.scenario.base import Count, Section, Slug, Text, YesNo, incoherent
from placement.scenario.catalogue import CatalogueOffer, default_catalogue
from placement.scenario.costs import Costs
from placement.scenario.goals import GoalStage, GoalStages, Needs
from placement.scenario.money import GroupBudgetRules, Investment
from placement.scenario.presence import Capacity, Floors, NumberRules, SpacingRule
from placement.scenario.sections import (
    Budget,
    HalfDays,
    Mobility,
    SiteRules,
    Solver,
    Times,
    Wait,
)
from placement.scenario.timetable import CalendarRules
from placement.scenario.transport import Transport
from placement.scenario.van import Van

__all__ = ["Scenario"]

_OPTIMISATION_ONLY = (
    "budget",
    "demi_journees",
    "offres",
    "sites",
    "objectif",
    "comportement",
    "investissement",
    "budgets_par_groupe",
    "nombre",
    "changements_max",
    "planchers",
    "protection",
    "couverture",
    "delai_rendez_vous",
    "distance_min_km",
    "hotes",
    "capacite",
    "alternatives",
    "camion",
)


class Scenario(Section):
    """Une question posée sur un territoire : quels lieux, quelles offres, pour quel budget."""

    version: Literal[1]
    """Version du format de ce fichier ; toujours 1."""
    nom: Slug
    """Nom court du scénario, qui nomme aussi son dossier de résultats : minuscules sans accent,
    chiffres et tirets."""
    titre: Text
    """Titre affiché sur la carte et dans les documents."""
    description: str = Field(default="", max_length=5000)
    """Ce que le scénario veut montrer, en quelques phrases."""
    territoire: Text
    """Nom d'un territoire livré (dossier de data/territoires), ou chemin d'un dossier depuis ce
    fichier ; un chemin contient une barre oblique (« ./mon-territoire »)."""
    mode: Literal["existant", "optimisation"]
    """existant : décrit le réseau d'aujourd'hui ; optimisation : cherche le meilleur réseau."""
    budget: Budget | None = None
    """Budget annuel ; obligatoire si mode vaut optimisation, sans objet sinon."""
    demi_journees: HalfDays | None = None
    """Limite de demi-journées de conseiller ; sans cette rubrique, il n'y en a pas."""
    offres: tuple[CatalogueOffer, ...] = Field(default_factory=default_catalogue, min_length=1)
    """Offres que tout lieu, hors siège, peut recevoir, en plus de son offre actuelle."""
    couts: Costs = Costs()
    """Coûts unitaires."""
    attente: Wait = Wait()
    """Poids de l'attente entre deux ouvertures."""
    temps: Times = Times()
    """Temps de trajet."""
    mobilite: Mobility = Mobility()
    """Modes de déplacement de chaque profil de jeunes."""
    transport: Transport = Transport()
    """Transports en commun et à la demande, pour les profils qui utilisent le mode tc."""
    sites: SiteRules = SiteRules()
    """Lieux imposés et lieux exclus."""
    objectif: GoalStages = (GoalStage(),)
    """Ce qu'on cherche : un nom (« maximum »), une rubrique, ou une liste ordonnée."""
    besoins: Needs = Needs()
    """Poids des jeunes dans l'objectif besoins."""
    comportement: Literal["au-plus-proche", "orientes"] = "au-plus-proche"
    """au-plus-proche : chaque jeune va au lieu ouvert où son accès est le plus court ; orientes :
    la Mission Locale peut en envoyer une partie plus loin, là où il reste des rendez-vous."""
    investissement: Investment | None = None
    """Limite des dépenses faites une fois ; sans cette rubrique, il n'y en a pas."""
    budgets_par_groupe: GroupBudgetRules = ()
    """Ce que certains EPCI ou financeurs peuvent payer chaque année."""
    nombre: NumberRules = ()
    """Nombre de lieux, par type ou par offre."""
    changements_max: Count | None = None
    """Nombre de lieux qui peuvent ouvrir, fermer ou changer d'offre ; sans cette clé, tous."""
    planchers: Floors = Floors()
    """Présence minimale par EPCI et près des quartiers prioritaires."""
    protection: Protection | None = None
    """Ce que personne ne doit perdre, ou subir ; sans cette rubrique, rien n'est garanti."""
    couverture: CoverageRules = ()
    """Parts des jeunes qui doivent avoir une porte ouverte à portée."""
    delai_rendez_vous: AppointmentRule | None = None
    """Délai de rendez-vous à tenir ; sans cette rubrique, il n'est que mesuré."""
    distance_min_km: SpacingRule = None
    """Distance minimale entre deux lieux ouverts : un nombre de kilomètres, ou une rubrique."""
    hotes: Literal["tous", "accord", "convention"] = "tous"
    """Hôtes chez qui un nouveau lieu peut ouvrir, d'après la colonne statut_hote de lieux.csv :
    tous ; accord (donné ou conventionné) ; convention (signée). Les lieux ouverts aujourd'hui le
    restent possibles."""
    capacite: Capacity | None = None
    """Rendez-vous nécessaires et possibles ; sans cette rubrique, un lieu reçoit tous ceux qui
    viennent."""
    voisins: YesNo = "non"
    """oui : les jeunes peuvent aller dans les lieux des Missions Locales voisines
    (lieux_voisins.csv du territoire), qui ne coûtent rien et ne comptent dans aucune limite."""
    camion: Van | None = None
    """Le camion et ses tournées ; sans cette rubrique, il n'y en a pas."""
    calendrier: CalendarRules | None = None
    """Ce que le calendrier des conseillers doit respecter ; sans cette rubrique, rien de plus."""
    alternatives: Alternatives = Alternatives()
    """D'autres bons plans, et le prix de chaque lieu ; sans cette rubrique, aucun."""
    solveur: Solver = Solver()
    """Arrêt de l'optimisation."""

    @field_validator("territoire")
    @classmethod
    def _name_or_path(cls, text: str) -> str:
        if "\\" in text:
            raise ValueError("les dossiers se séparent par « / », et non par « \\ ».")
        plain = text.replace("-", "")
        if "/" not in text and not (plain.isascii() and plain.isalnum() and text == text.lower()):
            raise ValueError(
                f"« {text} » n'est pas le nom d'un territoire (minuscules sans accent, chiffres "
                "et tirets) ; pour un dossier à vous, écrivez son chemin : « ./mon-territoire »."
            )
        return text

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        incoherent([*self._mode_faults(), *self._offer_faults(), *self._van_faults()])
        return self

    def _mode_faults(self) -> list[tuple[str, str]]:
        if self.mode == "optimisation":
            if self.budget is not None:
                return []
            return [
                (
                    "budget",
                    "obligatoire quand mode vaut optimisation ; pour rester à moyens constants, "
                    "écrivez « budget: {existant_plus_pct: 0} ».",
                )
            ]
        return [
            (key, "sans effet quand mode vaut existant ; supprimez cette rubrique.")
            for key in _OPTIMISATION_ONLY
            if key in self.model_fields_set and getattr(self, key) is not None
        ]

    def _van_faults(self) -> list[tuple[str, str]]:
        if self.van is None:
            return []
        told = {
            "capacite": ("les rendez-vous ne se comptent pas", self.capacite is not None),
            "alternatives": (
                "les autres bons plans ne se cherchent pas",
                self.alternatives.nombre > 0 or self.alternatives.par_lieu == "oui",
            ),
        }
        return [
            (key, f"{what} encore avec un camion ; supprimez cette rubrique, ou camion.")
            for key, (what, asked) in told.items()
            if asked
        ]

    def _offer_faults(self) -> list[tuple[str, str]]:
        ids = [offer.id for offer in self.offres]
        faults = [
            (f"offres.{position}.id", f"l'identifiant « {offer_id} » est déjà pris.")
            for position, offer_id in enumerate(ids)
            if offer_id in ids[:position]
        ]
        faults += [
            (f"offres.{position}.id", f"« {CURRENT_OFFER} » désigne déjà l'offre d'aujourd'hui.")
            for position, offer_id in enumerate(ids)
            if offer_id == CURRENT_OFFER
        ]
        faults += [
            (f"nombre.{position}.offre", f"« {rule.offre} » n'est pas une offre du catalogue.")
            for position, rule in enumerate(self.nombre)
            if rule.offre is not None and rule.offre not in ids
        ]
        faults += [
            (
                f"sites.imposes.{position}.offre",
                f"« {forced.offre} » n'est pas une offre ; offres possibles : {CURRENT_OFFER}, "
                f"{', '.join(ids)}.",
            )
            for position, forced in enumerate(self.sites.imposes)
            if forced.offre is not None and forced.offre not in (CURRENT_OFFER, *ids)
        ]
        return faults

    @property
    def van(self) -> Van | None:
        """The van, where the scenario has one that may go out; None otherwise."""
        return self.camion if self.camion is not None and self.camion.possible == "oui" else None

    @property
    def territory_is_path(self) -> bool:
        """Whether ``territoire`` is a folder, relative to the file, rather than a shipped name."""
        return "/" in self.territoire

    @property
    def content_hash(self) -> str:
        """SHA-256 of everything the scenario says, defaults included, in hexadecimal."""
        # the hash of a scenario without these sections is that of before they existed
        absent = {name for name in ("camion", "calendrier") if getattr(self, name) is None}
        said = self.model_dump(mode="json", exclude=absent)
        canonical = json.dumps(said, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()

    def catalogue(self) -> tuple[Offer, ...]:
        """Return the offers that any site but the siège may receive."""
        return tuple(offer.offer() for offer in self.offres)
