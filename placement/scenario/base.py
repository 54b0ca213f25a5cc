"""What every section of a scenario shares: frozen, no unknown key, checked again on update."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from placement.errors import Faults, ScenarioError
from placement.scenario.messages import COHERENCE, fault_messages

__all__ = [
    "ONE_KEY",
    "Count",
    "Euros",
    "MeasureWord",
    "Minutes",
    "Part",
    "Percent",
    "ProfileWord",
    "Section",
    "Slug",
    "Text",
    "YesNo",
    "exactly_one",
    "incoherent",
    "is_one_key",
    "repeated",
    "single_or_list",
    "unit",
]

_MOST_EUROS = 1e9
_MOST_MINUTES = 1440.0


def _yes_no(value: object) -> object:
    """Read what YAML takes for a truth value (« yes », « true ») as its French word."""
    return {True: "oui", False: "non"}[value] if isinstance(value, bool) else value


def unit(name: str) -> dict[str, Any]:
    """Return the schema extra that tells the unit of a number, in French."""
    return {"unite": name}


Euros = Annotated[float, Field(strict=True, ge=0, le=_MOST_EUROS, allow_inf_nan=False)]
Minutes = Annotated[float, Field(strict=True, ge=0, le=_MOST_MINUTES, allow_inf_nan=False)]
YesNo = Annotated[Literal["oui", "non"], BeforeValidator(_yes_no)]
Percent = Annotated[float, Field(strict=True, ge=-100, le=1000, allow_inf_nan=False)]
Part = Annotated[float, Field(strict=True, ge=0, le=100, allow_inf_nan=False)]
Count = Annotated[int, Field(strict=True, ge=0, le=100_000)]
MeasureWord = Literal["trajet", "acces"]
ProfileWord = Literal["voiture", "sans_voiture", "mineurs"]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Text = Annotated[str, Field(min_length=1, max_length=2000)]


ONE_KEY: Final = ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 1})
"""Of a section where exactly one key is given."""


class Section(BaseModel):
    """A section of the scenario; the docstring of a field is its documentation, in French."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        revalidate_instances="always",
        str_strip_whitespace=True,
        use_attribute_docstrings=True,
        validate_default=True,
    )

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy with some fields changed, validated again; ``deep`` changes nothing.

        Raises
        ------
        ScenarioError
            An unknown field, or a value that is refused.
        """
        del deep  # every value is immutable
        current = {name: getattr(self, name) for name in self.model_fields_set}
        try:
            return type(self).model_validate(current | dict(update or {}))
        except ValidationError as error:
            faults = Faults("scénario modifié")
            for message in fault_messages(error, model=type(self), lines={}):
                faults.add(message)
            faults.raise_as(ScenarioError)
            raise  # a validation error without a fault would be a defect of the translation


def incoherent(faults: list[tuple[str, str]]) -> None:
    """Refuse a section whose fields contradict one another; ``faults`` are (key, French)."""
    if faults:
        raise PydanticCustomError(
            COHERENCE, "{count} incohérences", {"faults": faults, "count": len(faults)}
        )


def is_one_key(section: type[BaseModel]) -> bool:
    """Whether exactly one key of a section is given (see ``ONE_KEY``)."""
    return section.model_config.get("json_schema_extra") == ONE_KEY["json_schema_extra"]


def exactly_one(section: Section, *, among: Iterable[str] | None = None) -> None:
    """Refuse a section where none, or several, of some keys (all by default) are given."""
    names = list(type(section).model_fields if among is None else among)
    given = [name for name in names if getattr(section, name) is not None]
    if len(given) != 1:
        found = f"vous en donnez {len(given)} ({', '.join(given)})" if given else "aucune n'y est"
        incoherent([("", f"une seule clé est attendue parmi {', '.join(names)} ; {found}.")])


def repeated(names: Iterable[str]) -> list[str]:
    """Return the names given several times, sorted."""
    return sorted(name for name, times in Counter(names).items() if times > 1)


def single_or_list(value: object) -> object:
    """Read one section as a list of one; anything but a section is left as it is."""
    return [value] if isinstance(value, Mapping | Section) else value
