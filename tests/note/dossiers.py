"""Dossiers on the drawn territory: a plan where B closes and C opens, a picture drawn here."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
from typing import Any

from PIL import Image

from placement.note import (
    Brand,
    Choice,
    Credit,
    Dossier,
    Hypothesis,
    Picture,
    Template,
    Told,
    quotes_of,
)
from placement.problem import Goal, Objective
from placement.report import OtherPlans, ScenarioOutcome
from tests.report.outcomes import outcome

ASKED = {"couts": {"permanence_demi_journee_eur": 175.0}, "temps": {"reseau": "auto"}}
HYPOTHESES = (
    Hypothesis(
        section="Coûts",
        label="Demi-journée de permanence",
        value=175.0,
        unit="€",
        path="couts.permanence_demi_journee_eur",
        given=True,
    ),
    Hypothesis(
        section="Temps", label="Réseau", value="auto", unit="", path="temps.reseau", given=False
    ),
)
UNIQUE = OtherPlans(
    objective=Objective(Goal.MEAN),
    asked=0,
    within=0.02,
    plans=(),
    sites=(),
    exhausted=False,
    proved=True,
    unique=True,
)


def told(*, decides: bool = True, changed: dict[str, Any] | None = None, **keys: Any) -> Told:
    """Tell the plan of the drawn territory; with ``decides`` False, as today's network."""
    solved: ScenarioOutcome = outcome(**keys)
    fields = {"others": UNIQUE} if decides else {}
    solved = dataclasses.replace(solved, **fields, **(changed or {}))
    quotes, _ = quotes_of(solved, asked=ASKED)
    return Told(outcome=solved, quotes=quotes, description="Où ouvrir ?", hypotheses=HYPOTHESES)


def picture() -> Picture:
    """Draw a grey rectangle that stands for a map."""
    stream = io.BytesIO()
    Image.new("RGB", (90, 60), "#cccccc").save(stream, format="png")
    return Picture(png=stream.getvalue(), alt="Une carte grise.", caption="La carte", ratio=1.5)


def dossier(proposed: Told | None = None, **fields: Any) -> Dossier:
    """Gather a dossier on a plan."""
    known: dict[str, Any] = {
        "proposed": proposed or told(),
        "others": (),
        "choice": Choice.ALONE,
        "date": dt.date(2025, 3, 1),
        "sources": (Credit("Recensement", "Insee", "2021", "Licence Ouverte 2.0"),),
        "network": "réseau dessiné",
        "picture": picture(),
        "maps": (dataclasses.replace(picture(), page=True, caption="Carte 1"),),
        "brand": Brand(),
        "templates": tuple(Template),
    }
    return Dossier(**{**known, **fields})
