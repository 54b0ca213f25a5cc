"""The first sections of a scenario; keys, docstrings and defaults are what a project officer reads.

Default figures are hypotheses, central between a low and a high value where one is told. They are
written here once: the reference and the schema in ``docs`` are generated from these fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from placement.errors import ScenarioError, cite
from placement.scenario.base import (
    ONE_KEY,
    Euros,
    Minutes,
    Percent,
    Section,
    Slug,
    exactly_one,
    incoherent,
    repeated,
    unit,
)

__all__ = [
    "Budget",
    "ForcedSite",
    "HalfDays",
    "Mobility",
    "SiteRules",
    "Solver",
    "Times",
    "Wait",
]

_Mode = Literal["voiture", "accompagne", "cyclomoteur", "velo", "marche", "tc"]
_Modes = Annotated[tuple[_Mode, ...], Field(min_length=1)]
_SpeedKmh = Annotated[float, Field(strict=True, gt=0, le=130, allow_inf_nan=False)]


class Budget(Section):
    """Argent disponible chaque année pour tous les lieux ; une seule clé."""

    model_config = ONE_KEY

    annuel_eur: Euros | None = Field(default=None, json_schema_extra=unit("€ par an"))
    """Montant annuel, en coût complet."""
    existant_plus_pct: Percent | None = Field(default=None, json_schema_extra=unit("%"))
    """Coût du réseau d'aujourd'hui, plus ou moins ce pourcentage (0 : moyens constants)."""
    existant_plus_eur: (
        Annotated[float, Field(strict=True, ge=-1e9, le=1e9, allow_inf_nan=False)] | None
    ) = Field(default=None, json_schema_extra=unit("€ par an"))
    """Coût du réseau d'aujourd'hui, plus ou moins ce montant."""

    @model_validator(mode="after")
    def _one_key(self) -> Self:
        exactly_one(self)
        return self


class HalfDays(Section):
    """Demi-journées de conseiller disponibles chaque année ; une seule clé."""

    model_config = ONE_KEY

    max_an: Annotated[float, Field(strict=True, ge=0, le=1e6, allow_inf_nan=False)] | None = Field(
        default=None, json_schema_extra=unit("demi-journées par an")
    )
    """Nombre de demi-journées par an, public captif compris."""
    existant_plus_pct: Percent | None = Field(default=None, json_schema_extra=unit("%"))
    """Demi-journées tenues aujourd'hui, plus ou moins ce pourcentage (0 : autant)."""

    @model_validator(mode="after")
    def _one_key(self) -> Self:
        exactly_one(self)
        return self


class Wait(Section):
    """Ce que vaut l'attente jusqu'à la prochaine ouverture."""

    minutes_par_jour: Minutes = Field(default=1.0, json_schema_extra=unit("minutes par jour"))
    """Minutes de trajet que vaut un jour d'attente ; l'attente moyenne est la moitié de
    l'intervalle entre deux ouvertures. À 1, une permanence mensuelle pèse 15 minutes et une
    antenne ouverte chaque jour moins d'une minute. À 0, seul le trajet compte."""


class Times(Section):
    """Temps de trajet."""

    reseau: Literal["auto", "estimation", "route"] = "auto"
    """auto : le réseau routier construit pour ce territoire s'il existe, sinon l'estimation ;
    estimation : toujours l'estimation ; route : le réseau construit, obligatoirement."""
    plafond_min: Minutes = Field(default=90.0, gt=0, json_schema_extra=unit("minutes"))
    """Au-delà de ce trajet, un lieu n'est pas un accès, quel que soit le mode."""
    penalite_sans_acces_min: Minutes = Field(default=120.0, json_schema_extra=unit("minutes"))
    """Ce que compte un jeune sans aucun accès dans l'optimisation ; au moins plafond_min.
    N'entre dans aucune moyenne affichée : les jeunes sans accès sont comptés à part."""
    facteur_voiture: Annotated[float, Field(strict=True, ge=0.5, le=3, allow_inf_nan=False)] = (
        Field(default=1.0, json_schema_extra=unit("multiplicateur"))
    )
    """Multiplie les temps en voiture, en plus de l'heure de pointe (1,1 : prudence, hiver)."""
    heure: Literal["creuse", "pointe"] = "creuse"
    """pointe : temps en voiture ralentis selon la classe de route (colonne « pointe » de la table
    des vitesses). Sans effet sur des temps estimés, qui ne connaissent pas les routes."""
    rattachement_max_m: Annotated[
        float, Field(strict=True, ge=0, le=50_000, allow_inf_nan=False)
    ] = Field(default=3_000.0, json_schema_extra=unit("mètres"))
    """Distance la plus longue d'un lieu à la route la plus proche ; au-delà, il est signalé."""
    marche_kmh: _SpeedKmh = Field(default=4.5, json_schema_extra=unit("km/h"))
    """Vitesse à pied."""
    marche_max_min: Minutes = Field(default=30.0, gt=0, json_schema_extra=unit("minutes"))
    """Trajet à pied le plus long qu'on accepte."""
    velo_kmh: _SpeedKmh = Field(default=14.5, json_schema_extra=unit("km/h"))
    """Vitesse à vélo."""
    velo_max_min: Minutes = Field(default=45.0, gt=0, json_schema_extra=unit("minutes"))
    """Trajet à vélo le plus long qu'on accepte."""

    @model_validator(mode="after")
    def _penalty_above_cap(self) -> Self:
        if self.penalite_sans_acces_min < self.plafond_min:
            incoherent(
                [
                    (
                        "penalite_sans_acces_min",
                        f"{self.penalite_sans_acces_min:g} est plus court que plafond_min "
                        f"({self.plafond_min:g}) : un jeune sans accès compterait moins qu'un "
                        "jeune loin ; augmentez la pénalité.",
                    )
                ]
            )
        return self


class Mobility(Section):
    """Modes de déplacement que chaque profil peut utiliser ; le plus rapide compte.

    Le mode tc (transports en commun et à la demande) demande des horaires ou une table, dans le
    dossier du territoire : voir docs/transports.md.
    """

    voiture: _Modes = ("voiture",)
    """Jeunes qui disposent d'une voiture. Modes : voiture (au volant), accompagne (conduit par un
    proche, aux temps de la voiture), cyclomoteur (50 cm³, dès 14 ans, 45 km/h), velo, marche,
    tc (transports en commun et à la demande)."""
    sans_voiture: _Modes = ("marche", "velo")
    """Jeunes majeurs sans voiture ou sans permis ; « voiture » y est refusé."""
    mineurs: _Modes = ("marche", "velo")
    """Jeunes de 16 et 17 ans ; « voiture » y est refusé."""

    @model_validator(mode="after")
    def _no_repeat(self) -> Self:
        incoherent(
            [
                (profile, f"mode répété : {cite(repeated(getattr(self, profile)))}.")
                for profile in type(self).model_fields
                if repeated(getattr(self, profile))
            ]
        )
        return self

    @model_validator(mode="after")
    def _no_driving_without_car(self) -> Self:
        incoherent(
            [
                (
                    profile,
                    "« voiture » est refusé : ces jeunes ne conduisent pas (mineurs, sans permis "
                    "ou sans voiture). Si un proche les conduit, écrivez « accompagne ».",
                )
                for profile in ("sans_voiture", "mineurs")
                if "voiture" in getattr(self, profile)
            ]
        )
        return self

    def by_profile(self, profiles: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        """Return the modes of each of the territory's profiles.

        Raises
        ------
        ScenarioError
            A profile of the territory is unknown here.
        """
        names = tuple(profiles)
        known = type(self).model_fields
        strangers = [name for name in names if name not in known]
        if strangers:
            raise ScenarioError(
                f"mobilite : le territoire emploie des profils inconnus ({cite(strangers)}) ; "
                f"les profils possibles sont {', '.join(known)}."
            )
        return {name: getattr(self, name) for name in names}


class ForcedSite(Section):
    """Un lieu que le conseil d'administration impose."""

    lieu: Slug
    """Identifiant du lieu, tel qu'il est dans lieux.csv."""
    offre: Slug | None = None
    """Offre imposée : l'identifiant d'une offre du catalogue, ou « actuel » pour garder le
    service d'aujourd'hui ; sans cette clé, le lieu est ouvert et l'offre est choisie au mieux."""


class SiteRules(Section):
    """Lieux imposés ou exclus."""

    imposes: tuple[ForcedSite, ...] = ()
    """Lieux qui doivent être ouverts ; le siège d'aujourd'hui l'est toujours."""
    interdits: tuple[Slug, ...] = ()
    """Identifiants des lieux qui ne peuvent pas être ouverts."""

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        forced = [site.lieu for site in self.imposes]
        faults = []
        if repeated(forced):
            faults.append(("imposes", f"lieu imposé deux fois : {cite(repeated(forced))}."))
        if repeated(self.interdits):
            faults.append(("interdits", f"lieu répété : {cite(repeated(self.interdits))}."))
        both = sorted(set(forced) & set(self.interdits))
        if both:
            faults.append(("interdits", f"lieu à la fois imposé et interdit : {cite(both)}."))
        incoherent(faults)
        return self


class Solver(Section):
    """Quand l'optimisation s'arrête."""

    temps_max_s: Annotated[float, Field(strict=True, gt=0, le=604_800, allow_inf_nan=False)] = (
        Field(default=120.0, json_schema_extra=unit("secondes"))
    )
    """Temps de calcul le plus long ; le meilleur plan trouvé est gardé, avec son écart."""
    ecart_max: Annotated[float, Field(strict=True, ge=0, le=0.5, allow_inf_nan=False)] = Field(
        default=0.0001, json_schema_extra=unit("fraction de l'objectif")
    )
    """Écart à l'optimum qu'on accepte pour dire le plan optimal (0.0001 : un dix-millième)."""
