"""From pydantic's errors to French sentences that name the key, its line and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

__all__ = [
    "COHERENCE",
    "Location",
    "dotted",
    "fault_messages",
    "section_at",
    "section_models",
]

COHERENCE: Final = "coherence"
"""Type of the errors that hold several faults of keys that contradict one another."""

Location = tuple[str | int, ...]


def fault_messages(
    error: ValidationError,
    *,
    model: type[BaseModel],
    lines: Mapping[Location, int | str],
    above: Location = (),
) -> list[str]:
    """Return one French sentence for each fault.

    Parameters
    ----------
    error
        What pydantic refused.
    model
        The model that was being built, to suggest the right key.
    lines
        Line of each key in the file, by location, with the name of the file it was inherited from
        (« 7 », « 7 de base.yaml »); may be empty.
    above
        Where the model itself stands in the file.
    """
    messages = []
    every = error.errors(include_url=False)
    for details in every:
        if _is_echo(details, every=every):
            continue
        for location, sentence in _faults(details, model=model):
            messages.append(f"{_place((*above, *location), lines=lines)}{sentence}")
    return messages


def _is_echo(details: ErrorDetails, *, every: list[ErrorDetails]) -> bool:
    """Whether a list is called too short only because its items, told already, are refused."""
    location = details["loc"]
    inside = (other["loc"][: len(location)] == location for other in every if other is not details)
    return details["type"] == "too_short" and any(inside)


def _faults(details: ErrorDetails, *, model: type[BaseModel]) -> Iterator[tuple[Location, str]]:
    location = details["loc"]
    if details["type"] == COHERENCE:
        for key, sentence in details["ctx"]["faults"]:
            yield (*location, *_split(key)), sentence
    elif details["type"] == "extra_forbidden":
        yield location, _unknown_key(location, model=model)
    else:
        sentence = _SENTENCES.get(details["type"], _refused)(details)
        yield location, sentence


def _split(key: str) -> Location:
    return tuple(int(part) if part.isdigit() else part for part in key.split(".") if part)


def _place(location: Location, *, lines: Mapping[Location, int | str]) -> str:
    """Return « budget.annuel_eur (ligne 7) :  », or nothing for the whole file."""
    if not location:
        return ""
    name = dotted(location)
    line = next(
        (lines[location[:end]] for end in range(len(location), 0, -1) if location[:end] in lines),
        None,
    )
    return f"{name} : " if line is None else f"{name} (ligne {line}) : "


def dotted(location: Location) -> str:
    """Return « sites.imposes[2].lieu »; positions are counted from 1, as people do."""
    text = ""
    for part in location:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")


def _unknown_key(location: Location, *, model: type[BaseModel]) -> str:
    key = str(location[-1])
    section = section_at(location[:-1], model=model)
    known = list(section.model_fields) if section is not None else []
    near = get_close_matches(key.lower(), known, n=1)
    if near:
        return f"clé inconnue ; vouliez-vous dire « {near[0]} » ?"
    for path, other in section_models(model):
        if key in other.model_fields and other is not section:
            return f"clé inconnue ici ; « {key} » s'écrit {_where(path)}."
    return f"clé inconnue ; les clés possibles sont {', '.join(known)}."


def _where(path: str) -> str:
    return f"sous « {path} »" if path else "au premier niveau du fichier"


def section_at(location: Location, *, model: type[BaseModel]) -> type[BaseModel] | None:
    """Return the section that stands at a location; None where there is none."""
    section: type[BaseModel] | None = model
    for part in location:
        if isinstance(part, int) or section is None:
            continue
        field = section.model_fields.get(part)
        section = _model_in(field.annotation) if field is not None else None
    return section


def section_models(
    model: type[BaseModel], *, path: str = ""
) -> Iterator[tuple[str, type[BaseModel]]]:
    """Yield every section with its dotted path, the outermost first."""
    yield path, model
    for name, field in model.model_fields.items():
        inner = _model_in(field.annotation)
        if inner is not None:
            yield from section_models(inner, path=f"{path}.{name}".removeprefix("."))


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the section inside ``X``, ``X | None`` or ``tuple[X, ...]``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (Union, UnionType, tuple):
        return next(filter(None, map(_model_in, get_args(annotation))), None)
    return None


def _refused(details: ErrorDetails) -> str:
    return f"la valeur {_shown(details['input'])} est refusée ({details['msg']})."


def _shown(value: object) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"« {text[:60]}{'…' if len(text) > 60 else ''} »"


def _missing(_details: ErrorDetails) -> str:
    return "cette clé est obligatoire ; ajoutez-la."


def _number(details: ErrorDetails) -> str:
    value = details["input"]
    if value is None:
        return "la valeur manque ; donnez un nombre ou supprimez la ligne."
    if isinstance(value, str) and (plain := _plain_number(value)) is not None:
        return (
            f"{_shown(value)} est lu comme un texte ; écrivez {plain}, sans guillemets ni espace."
        )
    return f"un nombre est attendu, et non {_shown(value)}."


def _plain_number(text: str) -> str | None:
    """Return « 112.5 » for « 112,5 € », or None."""
    digits = "".join(text.replace("€", "").replace("%", "").split()).replace(",", ".")
    try:
        return f"{float(digits):.12g}"
    except ValueError:
        return None


def _text(details: ErrorDetails) -> str:
    if details["input"] is None:
        return "la valeur manque ; donnez un texte ou supprimez la ligne."
    return f"un texte est attendu ; mettez {_shown(details['input'])} entre guillemets."


def _bound(words: str, key: str) -> Callable[[ErrorDetails], str]:
    def sentence(details: ErrorDetails) -> str:
        bound = details["ctx"][key]
        return f"{details['input']} est refusé ; un nombre {words} {bound:g} est attendu."

    return sentence


def _choice(details: ErrorDetails) -> str:
    """Sentence of a value that is not in a closed list."""
    expected = str(details["ctx"]["expected"]).replace("'", "").replace(" or ", ", ")
    choices = [choice.strip() for choice in expected.split(",")]
    near = get_close_matches(str(details["input"]).lower(), choices, n=1)
    hint = f" ; vouliez-vous dire « {near[0]} » ?" if near else "."
    return f"{_shown(details['input'])} est refusé ; valeurs possibles : {', '.join(choices)}{hint}"


def _pattern(details: ErrorDetails) -> str:
    return (
        f"{_shown(details['input'])} est refusé ; minuscules sans accent, chiffres et tirets "
        "seulement (« saint-pourcain »)."
    )


def _section(details: ErrorDetails) -> str:
    if details["input"] is None:
        return "cette rubrique est vide ; complétez-la ou supprimez la ligne."
    return f"des clés sont attendues sous cette rubrique, et non {_shown(details['input'])}."


def _list(details: ErrorDetails) -> str:
    if details["input"] is None:
        return "la liste est vide ; complétez-la ou supprimez la ligne."
    found = _shown(details["input"])
    return f"une liste est attendue (une ligne par élément, précédée d'un tiret), et non {found}."


def _length(details: ErrorDetails) -> str:
    least, most = details["ctx"].get("min_length"), details["ctx"].get("max_length")
    if least is not None:
        return "au moins un élément est attendu." if least == 1 else f"au moins {least} éléments."
    return f"trop long : {most} au plus."


def _own(details: ErrorDetails) -> str:
    """Sentence of an error raised by the scenario itself, already French."""
    return str(details["ctx"]["error"])


_SENTENCES: Final[Mapping[str, Callable[[ErrorDetails], str]]] = {
    "missing": _missing,
    "float_type": _number,
    "int_type": _number,
    "finite_number": lambda _: "un nombre fini est attendu.",
    "string_type": _text,
    "greater_than_equal": _bound("supérieur ou égal à", "ge"),
    "greater_than": _bound("supérieur à", "gt"),
    "less_than_equal": _bound("inférieur ou égal à", "le"),
    "less_than": _bound("inférieur à", "lt"),
    "literal_error": _choice,
    "string_pattern_mismatch": _pattern,
    "model_type": _section,
    "model_attributes_type": _section,
    "tuple_type": _list,
    "too_short": _length,
    "too_long": _length,
    "string_too_short": lambda _: "le texte est vide.",
    "string_too_long": _length,
    "value_error": _own,
}
