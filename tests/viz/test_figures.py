"""Key figures: the reader's own subtraction comes out right, and no mean misleads."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from placement.viz import MapContent
from placement.viz.figures import KeyFigure, access_notes, key_figures

from .examples import small_content


def figures(content: MapContent, *, public: str = "tous") -> dict[str, KeyFigure]:
    return {figure.label: figure for figure in key_figures(content)[public]}


def told(content: MapContent, **plan: Any) -> dict[str, KeyFigure]:
    """Figures once the plan's indicators of everybody are replaced."""
    before = content.baseline.indicators["tous"]
    indicators = {**content.plan.indicators, "tous": replace(before, **plan)}
    return figures(replace(content, plan=replace(content.plan, indicators=indicators)))


def test_the_difference_is_that_of_the_displayed_minutes() -> None:
    """19.6 and 24.4 show as 20 and 24: the difference shown is 4, not 5."""
    content = small_content(plan_differs=False)
    before = replace(content.baseline.indicators["tous"], mean_min=24.4)
    baseline = replace(content.baseline, indicators={**content.baseline.indicators, "tous": before})
    figure = told(replace(content, baseline=baseline), mean_min=19.6)["Trajet moyen"]
    assert (figure.before, figure.after) == ("24\u202fmin", "20\u202fmin")
    assert (figure.change, figure.verdict) == ("−4\u202fmin", "mieux")


def test_short_times_are_told_to_the_tenth() -> None:
    """4.64 and 3.88 show as 4,6 and 3,9: the difference shown is 0,7."""
    content = small_content(plan_differs=False)
    before = replace(content.baseline.indicators["tous"], mean_min=4.64)
    baseline = replace(content.baseline, indicators={**content.baseline.indicators, "tous": before})
    figure = told(replace(content, baseline=baseline), mean_min=3.88)["Trajet moyen"]
    assert (figure.before, figure.after) == ("4,6\u202fmin", "3,9\u202fmin")
    assert (figure.change, figure.verdict) == ("−0,7\u202fmin", "mieux")


def test_presence_and_frequency_stand_before_and_after() -> None:
    """Half-days without a verdict; the share whose door opens every 15 days with one."""
    content = small_content(plan_differs=False)
    fewer = replace(content, plan=replace(content.plan, half_days=1100.0))
    presence = figures(fewer)["Demi-journées par an"]
    assert (presence.before, presence.after) == ("1\u202f200", "1\u202f100")
    assert (presence.change, presence.verdict) == ("−100", "")
    often = told(content, often_open_share=0.0)["Ouverture sous 15 jours"]
    assert (often.after, often.verdict) == ("0\u202f%", "moins-bien")


def test_more_within_reach_is_better_and_is_in_points() -> None:
    """Shares rise for the better, in points, with a sign."""
    shares = {15: 1.0, 20: 1.0, 30: 1.0, 45: 1.0}
    figure = told(small_content(plan_differs=False), shares=shares)["À 20 min au plus"]
    assert figure.after == "100\u202f%"
    assert figure.change.startswith("+")
    assert figure.change.endswith("\u202fpt")
    assert figure.verdict == "mieux"


def test_a_mean_over_other_people_is_not_judged() -> None:
    """Where the plan gives access to more people, the mean is told with a note and no verdict."""
    content = small_content()
    assert content.plan.indicators["tous"].without_access == pytest.approx(
        content.baseline.indicators["tous"].without_access - 23.0
    )
    assert figures(content)["Trajet moyen"].verdict == ""
    assert "33 jeunes en gagnent un, 10 jeunes perdent le leur" in access_notes(content)["tous"]
    assert access_notes(content)["voiture"] == ""


def test_a_cost_is_told_and_never_judged() -> None:
    """Spending less is not « better » in itself."""
    figure = figures(small_content())["Coût annuel"]
    assert figure.before == "200\u202f000\u202f€"
    assert (figure.change, figure.verdict) == ("−1\u202f500\u202f€", "")


def test_nobody_with_access_gives_a_dash() -> None:
    """A mean over nobody does not exist."""
    figure = told(small_content(plan_differs=False), mean_min=None)["Trajet moyen"]
    assert (figure.after, figure.change) == ("—", "")
