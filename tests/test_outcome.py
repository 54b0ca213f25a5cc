"""What becomes of each site, against today."""

from __future__ import annotations

import numpy as np
import pytest

from placement.evaluate import EVERYBODY, Evaluation, indicators_of
from placement.options import site_options
from placement.outcome import Change, site_outcomes
from tests.territory_drawing import CANDIDATE, PERMANENCE, SIEGE, offer, scenario

CATALOGUE = (offer("hebdo", "permanence", "1 journée par semaine"),)
OPTIONS = site_options(
    [SIEGE, PERMANENCE, CANDIDATE], catalogue=CATALOGUE, rates=scenario().couts.rates()
)


def evaluation(**young: float) -> Evaluation:
    """Open the options named ``site_offer``, and send them so many young people."""
    chosen = {key.replace("_", "|"): count for key, count in young.items() if key != "nowhere"}
    counts = np.array([*chosen.values(), young.get("nowhere", 0.0)])
    options = np.array([*chosen, ""])
    time_s = np.where(options == "", np.nan, 600.0)
    names = np.arange(len(options)).astype(str)
    return Evaluation(
        segment_id=names,
        place_id=names,
        profile=np.full(len(options), "voiture"),
        young=counts,
        option_id=options,
        site_id=np.array([key.partition("|")[0] for key in options]),
        raw_time_s=time_s,
        access_time_s=time_s,
        within_reach=options != "",
        open_option_ids=tuple(sorted(chosen)),
        cost_eur=0.0,
        half_days=0.0,
        fixed_cost_eur=0.0,
        fixed_half_days=0.0,
        indicators={
            EVERYBODY: indicators_of(
                counts, raw_time_s=time_s, access_time_s=time_s, often_open=options != ""
            )
        },
    )


TODAY = evaluation(a_actuel=70, b_actuel=20, nowhere=10)


@pytest.mark.parametrize(
    ("plan", "changes"),
    [
        ({"a_actuel": 70, "b_actuel": 30}, {"a": "inchangé", "b": "inchangé"}),
        ({"a_actuel": 70, "b_hebdo": 30}, {"a": "inchangé", "b": "modifié"}),
        ({"a_actuel": 90, "c_hebdo": 10}, {"a": "inchangé", "c": "ouvert", "b": "fermé"}),
    ],
)
def test_each_site_is_kept_opened_closed_or_modified(
    plan: dict[str, float], changes: dict[str, str]
) -> None:
    """Sites open today, in the plan, or both; the others are not told."""
    found = site_outcomes(OPTIONS, baseline=TODAY, plan=evaluation(**plan))
    assert {line.site.id: line.change.value for line in found} == changes


def test_young_people_are_counted_before_and_after() -> None:
    """Those whom a site receives in the plan and today; those sent nowhere count for no site."""
    plan = evaluation(a_actuel=75, c_hebdo=15, nowhere=10)
    found = {line.site.id: line for line in site_outcomes(OPTIONS, baseline=TODAY, plan=plan)}
    counted = {key: (line.young_today, line.young) for key, line in found.items()}
    assert counted == {"a": (70, 75), "b": (20, 0), "c": (0, 15)}


def test_a_closed_site_is_described_as_it_was() -> None:
    """``shown`` is the plan's option, or today's where it closes; closed sites come last."""
    found = site_outcomes(OPTIONS, baseline=TODAY, plan=evaluation(a_actuel=90, c_hebdo=10))
    assert [line.site.id for line in found] == ["a", "c", "b"]
    closed = found[-1]
    assert closed.change is Change.CLOSED
    assert closed.option is None
    assert closed.shown.id == "b|actuel"


def test_an_open_site_without_anybody_is_told_all_the_same() -> None:
    """A site that nobody goes to is open, for nobody."""
    plan = evaluation(a_actuel=100, c_hebdo=0)
    found = {line.site.id: line.young for line in site_outcomes(OPTIONS, baseline=TODAY, plan=plan)}
    assert found["c"] == 0
