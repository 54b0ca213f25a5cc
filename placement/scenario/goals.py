"""What a scenario seeks: one objective, or several in order; and what the needs weigh."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from placement.scenario.base import MeasureWord, Minutes, Part, Section, incoherent, unit

__all__ = ["GoalStage", "GoalStages", "Needs"]

_GoalWord = Literal["moyenne", "besoins", "part-couverte", "maximum", "p90", "kolm-pollak"]
_Weight = Annotated[float, Field(strict=True, ge=0, le=100, allow_inf_nan=False)]

_OWNERS: Final[Mapping[str, str]] = {
    "seuil_min": "part-couverte",
    "mesure": "part-couverte",
    "aversion": "kolm-pollak",
}


class GoalStage(Section):
    """Ce qu'on cherche d'abord, puis ensuite.

    « objectif: maximum » suffit pour un seul but ; une liste se lit dans l'ordre : chaque étape ne
    départage que les plans que la précédente laisse à égalité (ou presque, avec marge_pct). Après
    maximum, p90 ou part-couverte en dernier, le logiciel ajoute lui-même moyenne, pour départager.
    """

    but: _GoalWord = "moyenne"
    """moyenne : le temps d'accès moyen de tous les jeunes. besoins : la même, où les jeunes les
    plus en difficulté comptent davantage (rubrique besoins). part-couverte : le plus de jeunes
    possible ont une porte ouverte en moins de seuil_min. maximum : le jeune le plus loin est le
    moins loin possible, parmi ceux qu'un lieu peut recevoir. p90 : 9 jeunes sur 10 sont à moins
    d'un temps, le plus court possible. kolm-pollak : la moyenne, où les longs trajets pèsent plus
    que leur durée ; un compromis entre moyenne et maximum."""
    seuil_min: Minutes = Field(default=30.0, gt=0, json_schema_extra=unit("minutes"))
    """Pour part-couverte : le temps en dessous duquel un jeune est couvert, ce temps compris."""
    mesure: MeasureWord = "trajet"
    """Pour part-couverte : le temps dont on parle ; trajet, ou acces (trajet et attente)."""
    aversion: Annotated[float, Field(strict=True, ge=-20, lt=0, allow_inf_nan=False)] = -1.0
    """Pour kolm-pollak : refus des inégalités, négatif ; plus il est loin de 0, plus les trajets
    les plus longs pèsent."""
    marge_pct: Part = Field(default=0.0, json_schema_extra=unit("%"))
    """Recul que les étapes suivantes peuvent prendre sur celle-ci (5 : jusqu'à 5 % moins bien)."""

    @model_validator(mode="after")
    def _only_what_counts(self) -> Self:
        incoherent(
            [
                (key, f"sans effet quand but vaut {self.but} ; réservé à {owner}.")
                for key, owner in _OWNERS.items()
                if key in self.model_fields_set and self.but != owner
            ]
        )
        return self


def _as_list(value: object) -> object:
    """Read « maximum » and « {but: maximum} » as a list of one, and names as stages."""
    items = value if isinstance(value, list | tuple) else [value]
    return [{"but": item} if isinstance(item, str) else item for item in items]


GoalStages = Annotated[
    tuple[GoalStage, ...],
    Field(min_length=1),
    BeforeValidator(
        _as_list, json_schema_input_type=_GoalWord | GoalStage | list[_GoalWord | GoalStage]
    ),
]
"""One goal, by its name or with its keys, or a list of them."""


class Needs(Section):
    """Ce que pèse un jeune dans l'objectif besoins.

    Il pèse 1, multiplié par chacun des poids qui le concernent. Un mineur (poids 1,5) d'une commune
    dont 40 % des jeunes vivent en QPV (poids 2) compte 1,5 × (1 + 0,4 × (2 − 1)) = 2,1. Ce sont des
    choix politiques, à débattre.
    """

    sans_voiture: _Weight = Field(default=1.0, json_schema_extra=unit("multiplicateur"))
    """Jeunes majeurs sans voiture ou sans permis."""
    mineurs: _Weight = Field(default=1.0, json_schema_extra=unit("multiplicateur"))
    """Jeunes de 16 et 17 ans."""
    qpv: _Weight = Field(default=1.0, json_schema_extra=unit("multiplicateur"))
    """Jeunes des quartiers prioritaires (fichier qpv.csv du territoire), à proportion de leur part
    dans la commune ; toute la commune si cette part n'est pas donnée."""
    neet: _Weight = Field(default=1.0, json_schema_extra=unit("multiplicateur"))
    """Jeunes ni en emploi, ni en formation, à proportion de leur part dans la commune (colonne
    part_neet de communes.csv) ; une commune sans cette part ne compte pas davantage."""
