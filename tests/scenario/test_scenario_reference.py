"""The reference and the schema in docs are in step with the fields."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from placement.recurrence import parse_recurrence
from placement.scenario import Scenario
from placement.scenario.changes import LIST_CHANGES
from placement.scenario.messages import section_models
from placement.scenario.reference import reference_markdown, write_reference
from placement.scenario.schema import json_schema, schema_text

DOCS = Path(__file__).resolve().parents[2] / "docs"


def fields() -> Iterator[tuple[str, str, type[BaseModel]]]:
    for path, model in section_models(Scenario):
        for name in model.model_fields:
            yield path, name, model


def test_docs_are_in_step() -> None:
    """`python -m placement.scenario.reference docs` would change nothing."""
    assert (DOCS / "scenario.md").read_text(encoding="utf-8") == reference_markdown()
    assert (DOCS / "scenario.schema.json").read_text(encoding="utf-8") == schema_text()


def test_every_key_is_documented() -> None:
    """Every key has a French sentence, and every number that has a unit in its name tells it."""
    for path, name, model in fields():
        field = model.model_fields[name]
        assert field.description, f"{path}.{name}"
        if re.search(r"_(eur|pct|min|s|m|kmh)$", name):
            assert isinstance(field.json_schema_extra, dict), f"{path}.{name}"
        assert f"| `{name}` |" in reference_markdown()


def test_defaults_are_those_of_the_fields() -> None:
    """A default in the reference is the value a scenario gets when the key is absent."""
    text = reference_markdown()
    assert "| `permanence_demi_journee_eur` | nombre | `175` | € par demi-journée |" in text
    assert "| `ecart_max` | nombre | `0.0001` |" in text


def test_every_rhythm_of_the_reference_is_understood() -> None:
    """The sentences that the reference shows are accepted, with the half-days it tells."""
    rows = re.findall(r"^\| (`.*`) \| (.*) \|$", reference_markdown().split("## Écrire")[1], re.M)
    assert len(rows) > 10
    for texts, meaning in rows:
        for text in re.findall(r"`([^`]+)`", texts):
            found = parse_recurrence(text).half_days_per_year
            told = re.search(r"(\d+) (?:demi-journées )?par an", meaning)
            assert told is None or float(told[1]) == found, text


def test_the_schema_knows_every_key() -> None:
    """Editors complete every key: each is in the schema, and no other is allowed."""
    schema = json_schema()
    sections: dict[str, Any] = {"Scenario": schema, **schema["$defs"]}
    for _, model in section_models(Scenario):
        section = sections[model.__name__]
        made_of = {"herite_de", "matrice"} if model is Scenario else set()
        assert set(section["properties"]) == set(model.model_fields) | made_of
        assert section["additionalProperties"] is False
    assert schema["anyOf"] == [
        {"required": ["version", "nom", "titre", "territoire", "mode"]},
        {"required": ["herite_de", "nom", "titre"]},
    ]
    assert set(schema["$defs"]["Changements"]["properties"]) == set(LIST_CHANGES)
    assert json.loads(schema_text()) == schema


def test_the_reference_is_written_where_asked(tmp_path: Path) -> None:
    """Both files are written, in UTF-8."""
    write_reference(tmp_path)
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "scenario.md",
        "scenario.schema.json",
    ]
