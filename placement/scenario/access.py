"""What a board may add on access: protection, coverage, appointments; and the search for others."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from placement.scenario.base import (
    MeasureWord,
    Minutes,
    Part,
    ProfileWord,
    Section,
    YesNo,
    incoherent,
    single_or_list,
    unit,
)

__all__ = ["Alternatives", "AppointmentRule", "CoverageRule", "CoverageRules", "Protection"]

_Profiles = Annotated[tuple[ProfileWord, ...], Field(min_length=1)]
_EVERY: tuple[ProfileWord, ...] = ("voiture", "sans_voiture", "mineurs")
_Days = Annotated[float, Field(strict=True, gt=0, le=366, allow_inf_nan=False)]


class Protection(Section):
    """Ce que personne ne doit perdre, ou subir.

    Ceux qu'aucun lieu ne peut recevoir dans le temps demandé sont laissés de côté, et nommés dans
    un avertissement.
    """

    perte_max_min: Minutes | None = Field(default=None, json_schema_extra=unit("minutes"))
    """Aucune commune, pour aucun profil, ne perd plus que ces minutes d'accès (trajet et attente)
    par rapport à aujourd'hui ; ceux qui n'ont pas d'accès aujourd'hui ne peuvent en perdre."""
    temps_max_min: Minutes | None = Field(default=None, gt=0, json_schema_extra=unit("minutes"))
    """Personne n'est plus loin d'une porte ouverte que ce temps, compris."""
    mesure: MeasureWord = "trajet"
    """Le temps dont parle temps_max_min : trajet, ou acces (trajet et attente)."""
    profils: _Profiles = _EVERY
    """Profils de jeunes que temps_max_min protège."""

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.perte_max_min is None and self.temps_max_min is None:
            incoherent([("", "donnez perte_max_min, temps_max_min ou les deux.")])
        idle = [key for key in ("mesure", "profils") if key in self.model_fields_set]
        if self.temps_max_min is None:
            incoherent([(key, "sans effet sans temps_max_min ; supprimez-la.") for key in idle])
        return self


class CoverageRule(Section):
    """Une part des jeunes qui doit avoir une porte ouverte à portée."""

    part_pct: Part = Field(json_schema_extra=unit("%"))
    """Part de tous les jeunes des profils, ceux sans accès compris."""
    seuil_min: Minutes = Field(gt=0, json_schema_extra=unit("minutes"))
    """Temps en dessous duquel un jeune est couvert, ce temps compris."""
    mesure: MeasureWord = "trajet"
    """Le temps dont on parle : trajet, ou acces (trajet et attente)."""
    profils: _Profiles = _EVERY
    """Profils de jeunes dont on parle."""
    intervalle_max_jours: _Days | None = Field(default=None, json_schema_extra=unit("jours"))
    """Ne compter que les portes qui ouvrent au moins tous les tant de jours ; sans cette clé,
    toutes."""


CoverageRules = Annotated[
    tuple[CoverageRule, ...],
    BeforeValidator(single_or_list, json_schema_input_type=CoverageRule | list[CoverageRule]),
]
"""A list of them, or a single one."""


class AppointmentRule(Section):
    """Une part des jeunes dont le lieu ouvre assez souvent pour tenir un délai de rendez-vous."""

    part_pct: Part = Field(json_schema_extra=unit("%"))
    """Part de tous les jeunes, ceux sans accès compris."""
    jours: _Days = Field(default=15.0, json_schema_extra=unit("jours"))
    """Délai à tenir : le plus long intervalle entre deux ouvertures ne le dépasse pas. Deux fois
    par mois fait parfois 21 jours, et ne tient donc pas 15."""


class Alternatives(Section):
    """D'autres bons plans, pour débattre d'un choix plutôt que d'en recevoir un."""

    nombre: Annotated[int, Field(strict=True, ge=0, le=20)] = 0
    """Nombre d'autres plans, différents par leurs lieux, à chercher ; 0 : aucun."""
    ecart_pct: Part = Field(default=2.0, json_schema_extra=unit("%"))
    """De combien ces plans peuvent être moins bons que le meilleur."""
    par_lieu: YesNo = "non"
    """oui : ce qu'il en coûterait d'imposer ou d'interdire chaque lieu (un calcul par lieu)."""
