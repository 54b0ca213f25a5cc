"""On-demand transport beside timetables."""

from __future__ import annotations

import numpy as np
import pytest

from placement.errors import DataError
from placement.recurrence import EVERY_HALF_DAY, HalfDay
from placement.sources.tad import OnDemandService
from placement.travel import TravelTimes
from placement.travel.transit import (
    Lack,
    Means,
    OnDemandRules,
    TransitTimes,
    no_timetable,
    with_on_demand,
)
from tests.gtfs_drawing import points

TUESDAY_MORNING: frozenset[HalfDay] = frozenset({(1, "matin")})
RULES = OnDemandRules(road_factor=1.5, margin_s=600, appointment_s=2_700)


def service(
    half_days: frozenset[HalfDay] = TUESDAY_MORNING, *, origins: str = "A", destinations: str = "X"
) -> OnDemandService:
    return OnDemandService("S", frozenset(origins), frozenset(destinations), half_days, "")


def added(
    *services: OnDemandService,
    site: frozenset[HalfDay] = EVERY_HALF_DAY,
    car_s: float = 1_000.0,
    times: TransitTimes | None = None,
) -> TransitTimes:
    """Two homes in A and B, one site in X, 1,000 s by car."""
    base = times or no_timetable(points(a=(0.0, 0.0), b=(1.0, 0.0)), points(x=(2.0, 0.0)))
    car = TravelTimes(
        mode="voiture",
        from_id=base.from_id,
        to_id=base.to_id,
        time_s=np.full((2, 1), car_s),
        estimated=False,
        unsnapped=(),
    )
    return with_on_demand(
        base,
        services=services,
        home_commune=["A", "B"],
        site_commune=["X"],
        site_half_days=[site],
        by_car=car,
        rules=RULES,
    )


def test_a_service_gives_a_time_where_its_half_days_meet_those_of_the_site() -> None:
    """1,000 s by car become 2,100 s; the share is one half-day in ten; B has no service."""
    found = added(service())
    assert found.time_s[0, 0] == found.back_s[0, 0] == 2_100
    assert found.absence_s[0, 0] == 2 * 2_100 + 2_700
    assert found.half_day_share[0, 0] == pytest.approx(0.1)
    assert found.means[:, 0].tolist() == [Means.ON_DEMAND, Means.NONE]
    assert found.lack[1, 0] == Lack.NO_TIMETABLE


def test_half_days_that_do_not_meet_give_nothing() -> None:
    """A van on Tuesday mornings is of no use to a permanence on Thursdays."""
    assert np.isnan(added(service(), site=frozenset({(3, "matin")})).time_s).all()
    assert np.isnan(added(service(), site=frozenset({(1, "apres_midi")})).time_s).all()
    assert added(service(), site=TUESDAY_MORNING).half_day_share[0, 0] == 1


def test_services_add_up_and_never_count_a_half_day_twice() -> None:
    """Two sectors on the same morning and one more: two half-days in ten."""
    other = service(frozenset({(1, "matin"), (3, "apres_midi")}), origins="AB")
    found = added(service(), other)
    assert found.half_day_share[:, 0] == pytest.approx([0.2, 0.2])


def test_the_shorter_of_timetable_and_demand_is_kept() -> None:
    """A coach in 20 minutes is not replaced by a van in 35, but one in 60 is."""
    first = added(service())
    again = added(service(), car_s=500.0, times=first)
    assert again.time_s[0, 0] == 1_350
    slower = added(service(), car_s=5_000.0, times=again)
    assert slower.time_s[0, 0] == 1_350


def test_no_road_gives_no_time_and_bad_rules_are_refused() -> None:
    """Without a time by car there is none on demand; a van is not faster than a car."""
    assert np.isnan(added(service(), car_s=np.nan).time_s).all()
    with pytest.raises(DataError, match="facteur"):
        OnDemandRules(road_factor=0.9)
