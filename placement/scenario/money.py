"""What a board may add on money: what opening costs once, and who pays each year."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from placement.scenario.base import (
    Euros,
    Percent,
    Section,
    Text,
    exactly_one,
    single_or_list,
    unit,
)

__all__ = ["GroupBudgetRule", "GroupBudgetRules", "Investment"]


class Investment(Section):
    """Dépenses faites une fois : ouvrir et fermer des lieux (coûts unitaires sous couts)."""

    max_eur: Euros = Field(json_schema_extra=unit("€ une fois"))
    """Montant le plus élevé pour toutes les ouvertures et fermetures."""


class GroupBudgetRule(Section):
    """Ce qu'un EPCI ou un financeur peut payer chaque année.

    L'EPCI paie les lieux situés dans ses communes ; un financeur, sa part des lieux qui le citent
    (colonne financeur de lieux.csv). Le public captif n'entre pas dans ces limites.
    """

    epci: Text | None = None
    """Nom ou code de l'EPCI ; ou bien financeur."""
    financeur: Text | None = None
    """Nom du financeur, comme dans lieux.csv ; ou bien epci."""
    max_eur: Euros | None = Field(default=None, json_schema_extra=unit("€ par an"))
    """Montant annuel le plus élevé ; ou bien existant_plus_pct."""
    existant_plus_pct: Percent | None = Field(default=None, json_schema_extra=unit("%"))
    """Ce qu'il paie aujourd'hui, plus ou moins ce pourcentage."""

    @model_validator(mode="after")
    def _one_payer_one_limit(self) -> Self:
        exactly_one(self, among=("epci", "financeur"))
        exactly_one(self, among=("max_eur", "existant_plus_pct"))
        return self


GroupBudgetRules = Annotated[
    tuple[GroupBudgetRule, ...],
    BeforeValidator(single_or_list, json_schema_input_type=GroupBudgetRule | list[GroupBudgetRule]),
]
"""A list of them, or a single one."""
