"""The needs index as mathematics: what moves it, what must not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from placement.errors import ScenarioError
from placement.needs import Normalisation, needs_index, rank_stability
from placement.needs.measures import withheld_below
from placement.needs.scores import normalised, range_score, rank_score
from tests.needs.measured import measure

IDS = ("jeunes", "neet", "temps_voiture", "tad")
WEIGHTS = {"jeunes": 2.0, "neet": 1.0, "temps_voiture": 3.0, "tad": 1.0}
BOTH = st.sampled_from(list(Normalisation))


@st.composite
def tables(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Draw (n, 4) raw values, many of them tied, some unknown, and the young people of n places."""
    n = draw(st.integers(3, 9))
    cell = st.one_of(st.integers(0, 4).map(float), st.just(np.nan))
    row = st.lists(cell, min_size=4, max_size=4)
    values = np.array(draw(st.lists(row, min_size=n, max_size=n)))
    young = np.array(draw(st.lists(st.integers(0, 50), min_size=n, max_size=n)), dtype=np.float64)
    values[0], values[1] = 0.0, 4.0  # no criterion is the same everywhere
    return values, young


def index_of(values: np.ndarray, young: np.ndarray, by: Normalisation, **weights: float):
    measures = [measure(name, values[:, k].tolist()) for k, name in enumerate(IDS)]
    return needs_index(measures, weights=WEIGHTS | weights, young=young, by=by)


@given(tables(), BOTH, st.data())
def test_more_need_never_lowers_the_index(table, by: Normalisation, data: st.DataObject) -> None:
    """Raising one criterion of one place does not lower its index; fewer half-days of transport
    do not either.
    """
    values, young = table
    at = data.draw(st.integers(2, len(values) - 1))
    k = data.draw(st.integers(0, 3))
    step = -0.5 if IDS[k] == "tad" else 0.5
    before = index_of(values, young, by)
    moved = values.copy()
    moved[at, k] += step
    after = index_of(moved, young, by)
    known = ~np.isnan(values[at, k])
    assert not known or after.index[at] >= before.index[at] - 1e-9


@given(tables(), BOTH, st.data())
def test_relabelling_changes_no_index(table, by: Normalisation, data: st.DataObject) -> None:
    """Places in another order have the same indices and ranks, in that order."""
    values, young = table
    order = np.array(data.draw(st.permutations(range(len(values)))))
    straight, shuffled = index_of(values, young, by), index_of(values[order], young[order], by)
    assert_allclose(shuffled.index, straight.index[order], atol=0.1001)
    assert_allclose(shuffled.score, straight.score[order], atol=1e-9)


@given(tables(), BOTH, st.floats(0, 9))
def test_a_constant_criterion_does_not_count(table, by: Normalisation, weight: float) -> None:
    """A criterion that is the same everywhere leaves the index as it is, whatever its weight."""
    values, young = table
    measures = [measure(name, values[:, k].tolist()) for k, name in enumerate(IDS)]
    constant = measure("qpv", [0.25] * len(values))
    without = needs_index(measures, weights=WEIGHTS, young=young, by=by)
    with_it = needs_index(
        [*measures, constant], weights=WEIGHTS | {"qpv": weight}, young=young, by=by
    )
    assert_array_equal(with_it.index, without.index)
    assert [lost.criterion_id for lost in with_it.dropped] == ["qpv"]


@given(tables(), BOTH, st.floats(0.01, 10))
def test_only_the_ratios_of_weights_count(table, by: Normalisation, factor: float) -> None:
    """Every weight times the same number: same weights shown, same index."""
    values, young = table
    straight = index_of(values, young, by)
    scaled = index_of(values, young, by, **{name: WEIGHTS[name] * factor for name in IDS})
    assert_allclose(scaled.weight, straight.weight, rtol=1e-12)
    assert_allclose(scaled.index, straight.index, atol=0.1001)


@given(tables(), BOTH)
def test_the_index_is_between_0_and_100(table, by: Normalisation) -> None:
    """Scores and indices are within bounds; an index is absent only where all values are."""
    values, young = table
    found = index_of(values, young, by)
    known = ~np.isnan(found.index)
    assert found.weight.sum() == pytest.approx(1)
    assert np.nanmin(found.score) >= 0
    assert np.nanmax(found.score) <= 100
    assert ((found.index[known] >= 0) & (found.index[known] <= 100)).all()
    assert_array_equal(known, ~np.isnan(values).all(axis=1))


@given(tables(), BOTH)
def test_equal_indices_have_equal_ranks(table, by: Normalisation) -> None:
    """The rank is one more than the number of places above; the order follows it."""
    values, young = table
    found = index_of(values, young, by)
    for index, rank in zip(found.index, found.rank, strict=True):
        assert rank == (0 if np.isnan(index) else 1 + int((found.index > index).sum()))
    ranked = found.rank[found.order]
    assert_array_equal(ranked[ranked > 0], np.sort(ranked[ranked > 0]))


@given(tables())
def test_the_mean_score_of_young_people_is_50(table) -> None:
    """By rank, the mean of a score over the young people of known places is 50: the index tells a
    place from the territory it is in.
    """
    values, young = table
    need = values[:, 0]
    known = ~np.isnan(need)
    if young[known].sum() > 0:
        score = rank_score(need, young=young)
        assert np.average(score[known], weights=young[known]) == pytest.approx(50)


def test_scores_by_rank_are_read_from_a_drawing() -> None:
    """Ten young people at 1, thirty at 2, ten at 2, fifty out of reach: half of one's own step."""
    score = rank_score(np.array([1.0, 2.0, 2.0, np.inf]), young=np.array([10.0, 30, 10, 50]))
    assert_allclose(score, [5, 30, 30, 75])


def test_scores_by_range_put_what_is_out_of_reach_at_the_top() -> None:
    """The least is at 0, the greatest at 100, and what nothing reaches at 100 too."""
    assert_allclose(range_score(np.array([10.0, 15, 30, np.inf])), [0, 25, 100, 100])
    assert_allclose(range_score(np.array([7.0, np.inf])), [0, 100])


def test_nobody_lives_there_and_yet_places_are_ranked() -> None:
    """Without any young people, each place weighs the same."""
    score = normalised(np.array([1.0, 2.0]), young=np.zeros(2), by=Normalisation.RANK)
    assert_allclose(score, [25, 75])


def test_a_criterion_without_data_is_dropped_and_told() -> None:
    """The weights of the others are rescaled, and the file that would give it is named."""
    lost = measure("pauvrete", [np.nan, np.nan])
    found = needs_index(
        [measure("jeunes", [1, 2]), measure("neet", [0.2, 0.1]), lost],
        weights={"jeunes": 3, "neet": 1, "pauvrete": 4},
        young=np.array([1.0, 1.0]),
    )
    assert_allclose(found.weight, [0.75, 0.25])
    assert_allclose(found.index, [0.75 * 25 + 0.25 * 75, 0.75 * 75 + 0.25 * 25], atol=0.05)
    assert "Filosofi" in found.dropped[0].reason


def test_an_index_of_nothing_is_refused() -> None:
    """Where no criterion tells places apart, the message names each and why."""
    with pytest.raises(ScenarioError, match="jeunes : même valeur partout"):
        needs_index([measure("jeunes", [5, 5])], weights={"jeunes": 1}, young=np.ones(2))


def test_a_share_of_few_is_withheld_and_does_not_count() -> None:
    """Under 11 people the share is masked, and the index is computed as if it were unknown."""
    shares = measure("neet", [0.9, 0.2, 0.1], base=[10, 11, 500])
    masked = withheld_below(shares, least=11)
    assert masked.masked.tolist() == [True, False, False]
    others = measure("jeunes", [1, 2, 3])
    weights = {"neet": 1.0, "jeunes": 1.0}
    hidden = needs_index([others, masked], weights=weights, young=np.ones(3))
    changed = measure("neet", [0.0, 0.2, 0.1], base=[10, 11, 500])
    same = needs_index(
        [others, withheld_below(changed, least=11)], weights=weights, young=np.ones(3)
    )
    assert_array_equal(hidden.index, same.index)
    assert_array_equal(hidden.score, same.score)


def test_a_place_that_leads_on_everything_stays_first() -> None:
    """Whatever the weights, the place in most need on every criterion is first, the least last."""
    n = 15
    rising = np.arange(n, dtype=np.float64)
    found = needs_index(
        [measure("jeunes", rising.tolist()), measure("neet", (rising / n).tolist())],
        weights=WEIGHTS,
        young=np.ones(n),
    )
    trials = rank_stability(found)
    assert trials.best_rank[-1] == trials.worst_rank[-1] == 1
    assert trials.best_rank[0] == trials.worst_rank[0] == n
    assert_array_equal(trials.top_share, (rising >= n - 10).astype(float))


def test_opposed_criteria_make_an_unstable_ranking() -> None:
    """Two places that each lead on one criterion take the first rank in turn."""
    found = needs_index(
        [measure("jeunes", [0, 1, 9]), measure("neet", [0.9, 0.1, 0.1])],
        weights={"jeunes": 1, "neet": 1},
        young=np.ones(3),
    )
    trials = rank_stability(found, top=1)
    assert 0.1 < trials.top_share[0] < 0.9
    assert trials.best_rank[0] == 1
    assert trials.worst_rank[0] > 1


@given(tables())
def test_the_ranks_of_trials_surround_the_rank(table) -> None:
    """The best and the worst rank are on each side of the one that is shown, and trials repeat."""
    values, young = table
    found = index_of(values, young, Normalisation.RANK)
    trials, again = rank_stability(found, draws=50), rank_stability(found, draws=50)
    known = found.rank > 0
    assert (trials.best_rank[known] <= found.rank[known]).all()
    assert (trials.worst_rank[known] >= found.rank[known]).all()
    assert_array_equal(trials.top_share, again.top_share)
    assert (trials.top_share[~known] == 0).all()
