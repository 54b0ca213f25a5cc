"""What a board may add on presence: numbers, floors, spacing, hosts, capacity."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from placement.scenario.base import (
    Count,
    MeasureWord,
    Minutes,
    Part,
    ProfileWord,
    Section,
    Slug,
    Text,
    YesNo,
    exactly_one,
    incoherent,
    single_or_list,
    unit,
)

__all__ = [
    "Capacity",
    "EpciFloor",
    "Floors",
    "NumberRule",
    "NumberRules",
    "QpvFloor",
    "Spacing",
    "SpacingRule",
]

_Kind = Literal["antenne", "permanence", "tous"]
_Positive = Annotated[float, Field(strict=True, gt=0, le=10_000, allow_inf_nan=False)]
_HalfDays = Annotated[float, Field(strict=True, ge=0, le=1e6, allow_inf_nan=False)]
_Km = Annotated[float, Field(strict=True, gt=0, le=500, allow_inf_nan=False)]


class NumberRule(Section):
    """Combien de lieux d'une sorte ; au moins une des clés min et max."""

    type: _Kind | None = None
    """antenne, permanence, ou tous (siège compris) ; ou bien offre."""
    offre: Slug | None = None
    """Identifiant d'une offre du catalogue ; le service d'aujourd'hui compte s'il est le même."""
    min: Count | None = None
    """Nombre de lieux le plus petit."""
    max: Count | None = None
    """Nombre de lieux le plus grand."""
    epci: Text | None = None
    """Nom ou code d'un EPCI : seuls ses lieux comptent ; sans cette clé, tout le territoire."""

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        exactly_one(self, among=("type", "offre"))
        if self.min is None and self.max is None:
            incoherent([("", "donnez min, max ou les deux.")])
        if self.min is not None and self.max is not None and self.min > self.max:
            incoherent([("min", f"{self.min} dépasse max ({self.max}) ; échangez-les.")])
        return self


NumberRules = Annotated[
    tuple[NumberRule, ...],
    BeforeValidator(single_or_list, json_schema_input_type=NumberRule | list[NumberRule]),
]
"""A list of them, or a single one."""


class EpciFloor(Section):
    """Présence garantie à un EPCI, ou à chacun."""

    epci: Text | None = None
    """Nom ou code de l'EPCI ; sans cette clé, la garantie vaut pour chaque EPCI du territoire."""
    demi_journees_an: _HalfDays | None = Field(
        default=None, json_schema_extra=unit("demi-journées par an")
    )
    """Demi-journées d'ouverture dans ses communes ; ou bien lieux."""
    lieux: Count | None = None
    """Nombre de lieux ouverts dans ses communes ; ou bien demi_journees_an."""
    type: _Kind = "tous"
    """Ne compter que les antennes, ou que les permanences ; tous compte aussi le siège."""

    @model_validator(mode="after")
    def _one_figure(self) -> Self:
        exactly_one(self, among=("demi_journees_an", "lieux"))
        return self


class QpvFloor(Section):
    """Une porte ouverte près de chaque quartier prioritaire.

    Tout lieu de résidence d'une commune qui a un QPV (fichier qpv.csv du territoire) a un lieu
    ouvert en moins de temps_max_min.
    """

    temps_max_min: Minutes = Field(gt=0, json_schema_extra=unit("minutes"))
    """Temps le plus long, compris."""
    mesure: MeasureWord = "trajet"
    """Le temps dont on parle : trajet, ou acces (trajet et attente)."""
    profils: Annotated[tuple[ProfileWord, ...], Field(min_length=1)] = ("sans_voiture", "mineurs")
    """Profils de jeunes à qui la garantie est donnée, avec leurs modes de déplacement."""


class Floors(Section):
    """Présence minimale, quoi que dise la moyenne."""

    par_epci: Annotated[
        tuple[EpciFloor, ...],
        BeforeValidator(single_or_list, json_schema_input_type=EpciFloor | list[EpciFloor]),
    ] = ()
    """Une garantie pour chaque EPCI, ou une liste qui en nomme certains."""
    par_qpv: QpvFloor | None = None
    """Une porte ouverte près de chaque quartier prioritaire."""


class Spacing(Section):
    """Écartement de deux lieux ouverts.

    Un nombre seul suffit : « distance_min_km: 5 ». Deux lieux imposés restent permis, quelle que
    soit leur distance.
    """

    km: _Km = Field(json_schema_extra=unit("km"))
    """Distance à vol d'oiseau en dessous de laquelle deux lieux ne peuvent ouvrir ensemble."""
    exempter_existants: YesNo = "oui"
    """oui : deux lieux ouverts aujourd'hui peuvent le rester ; non : l'un des deux doit fermer."""


def _spacing(value: object) -> object:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return {"km": value} if number else value


SpacingRule = Annotated[
    Spacing | None, BeforeValidator(_spacing, json_schema_input_type=float | Spacing | None)
]
"""A number of kilometres, or the section."""


class Capacity(Section):
    """Rendez-vous : ce dont les jeunes ont besoin, ce que les lieux peuvent donner.

    Un lieu ne reçoit pas plus de jeunes qu'il n'a de rendez-vous ; un conseiller par demi-journée
    d'ouverture, sauf au siège.
    """

    rendez_vous_par_demi_journee: _Positive = Field(
        default=3.5, json_schema_extra=unit("rendez-vous par demi-journée")
    )
    """Rendez-vous qu'un conseiller tient en une demi-journée (bas 3, haut 4)."""
    conseillers_siege: _Positive = Field(default=1.0, json_schema_extra=unit("conseillers"))
    """Conseillers qui reçoivent en même temps au siège ; ne change pas le coût du siège."""
    entretiens_par_jeune: _Positive = Field(
        default=7.5, json_schema_extra=unit("rendez-vous par an")
    )
    """Rendez-vous par an d'un jeune suivi (7,5 à Moulins ; 3,75 en moyenne nationale en 2015)."""
    taux_recours: Annotated[float, Field(strict=True, gt=0, le=1, allow_inf_nan=False)] = Field(
        default=0.2, json_schema_extra=unit("fraction")
    )
    """Part des jeunes qui sont suivis : la file active divisée par les 16-25 ans. Sans effet quand
    le territoire a un fichier i-milo, qui compte déjà les jeunes suivis (le taux vaut alors 1)."""
    charge_min_pct: Part = Field(default=0.0, json_schema_extra=unit("%"))
    """Part de ses rendez-vous qu'un lieu doit remplir pour valoir d'être ouvert (siège et lieux
    imposés exceptés) ; 0 : pas de minimum."""
