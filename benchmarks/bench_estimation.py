"""Error of the estimated car times against a real OSRM matrix, on communes held out of the fit.

The plain communes (north of 45.38° N) of the matrix are sorted by code and dealt in two halves:
the law is fitted on the first, and tested on the pairs of the second, up to 60 minutes.

    python benchmarks/bench_estimation.py [--data FOLDER] [--check]

``JSON=1`` prints one JSON object; ``--check`` fails above 11.5 %.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import minimize

from placement.errors import DataError
from placement.network import CALIBRATED_LAW, EstimationLaw, Points, estimated_network
from placement.network.points import great_circle_m

FloatArray = npt.NDArray[np.float64]

PLAIN_NORTH_OF: Final = 45.38
LONGEST_MIN: Final = 60.0
SHORT_MIN: Final = 20.0
LIMIT_PERCENT: Final = 11.5
DISTANCE_CLASSES_KM: Final = (0, 5, 10, 20, 30, 40, 110)


@dataclass(frozen=True)
class Sample:
    """Communes, their populations, and real car times between them (n, n), minutes."""

    points: Points
    population: FloatArray
    real_min: FloatArray

    @property
    def distance_km(self) -> FloatArray:
        """Straight-line distances (n, n)."""
        lon, lat = self.points.lon, self.points.lat
        return great_circle_m(lon[:, None], lat[:, None], lon[None, :], lat[None, :]) / 1000

    @property
    def counted(self) -> npt.NDArray[np.bool_]:
        """(n, n) mask of the pairs that are tested."""
        different = ~np.eye(len(self.points), dtype=np.bool_)
        return different & (self.real_min <= LONGEST_MIN)

    def take(self, rows: npt.NDArray[np.int64]) -> Sample:
        """Keep some of the communes."""
        points = Points(
            id=tuple(self.points.id[i] for i in rows),
            lon=self.points.lon[rows],
            lat=self.points.lat[rows],
        )
        return Sample(points, self.population[rows], self.real_min[np.ix_(rows, rows)])


def read_plain(folder: Path) -> Sample:
    """Read the plain communes, sorted by code."""
    times = pd.read_parquet(folder / "osrm_isere_256x256_seconds.parquet")
    communes = pd.read_csv(folder / "osrm_isere_communes.csv", dtype={"id": str}).set_index("id")
    codes = sorted(code for code in times.columns if communes.lat[code] > PLAIN_NORTH_OF)
    chosen = communes.loc[codes]
    points = Points(id=tuple(codes), lon=chosen.lon.to_numpy(), lat=chosen.lat.to_numpy())
    minutes = times.loc[codes, codes].to_numpy(dtype=np.float64) / 60
    return Sample(points, chosen.population.to_numpy(dtype=np.float64), minutes)


def halves(sample: Sample) -> tuple[Sample, Sample]:
    """Every other commune in the order of the codes: to fit, to test."""
    rows = np.arange(len(sample.points))
    return sample.take(rows[0::2]), sample.take(rows[1::2])


def fit(sample: Sample) -> EstimationLaw:
    """Law with the least mean absolute percentage error."""
    distance_m, pairs = sample.distance_km * 1000, sample.counted

    def error(parameters: FloatArray) -> float:
        try:
            law = EstimationLaw(*parameters.tolist())
        except DataError:
            return np.inf
        factor = law.population_factor(sample.population)
        guess_min = law.time_s(distance_m) * factor[:, None] * factor[None, :] / 60
        return percent(guess_min, sample.real_min, pairs)

    start = np.array([30.0, 0.4, 0.04])
    best = minimize(error, start, method="Nelder-Mead", options={"xatol": 1e-5, "fatol": 1e-9})
    return EstimationLaw(*best.x.tolist())


def percent(guess: FloatArray, real: FloatArray, pairs: npt.NDArray[np.bool_]) -> float:
    """Mean absolute percentage error over the pairs."""
    return float(100 * np.mean(np.abs(guess[pairs] - real[pairs]) / real[pairs]))


def estimated_min(
    sample: Sample, *, law: EstimationLaw = CALIBRATED_LAW, with_population: bool = True
) -> FloatArray:
    """Minutes (n, n) as the software gives them: the arcs of the estimated network."""
    population = sample.population if with_population else None
    network = estimated_network(sample.points, population=population, law=law)
    minutes = np.zeros_like(sample.real_min)
    minutes[network.tail, network.head] = network.time_ms / 60_000
    return minutes


def power_law_min(sample: Sample) -> FloatArray:
    """Minutes (n, n) of the former straight-line law, for comparison."""
    return -1.60 + 3.784 * sample.distance_km**0.729


def errors(guess: FloatArray, sample: Sample) -> dict[str, float]:
    """Errors of a guess over the counted pairs, by class."""
    real, km, pairs = sample.real_min, sample.distance_km, sample.counted
    found = {
        "mape": percent(guess, real, pairs),
        "mape_moins_20_min": percent(guess, real, pairs & (real < SHORT_MIN)),
        "rapport_median": float(np.median(guess[pairs] / real[pairs])),
    }
    for low, high in pairwise(DISTANCE_CLASSES_KM):
        chosen = pairs & (km >= low) & (km < high)
        found[f"mape_{low}_{high}_km"] = percent(guess, real, chosen)
    return found


def report(folder: Path) -> dict[str, object]:
    """Everything that is printed."""
    to_fit, to_test = halves(read_plain(folder))
    refit, reverse = fit(to_fit), fit(to_test)
    yardsticks = CALIBRATED_LAW.time_s([94_000, 75_000]) / 60
    return {
        "communes_calage": len(to_fit.points),
        "communes_test": len(to_test.points),
        "paires_test": int(to_test.counted.sum()),
        "loi": [getattr(CALIBRATED_LAW, name) for name in CALIBRATED_LAW.__slots__],
        "loi_recalee": [round(getattr(refit, name), 4) for name in refit.__slots__],
        "test": errors(estimated_min(to_test), to_test),
        "test_sans_population": errors(estimated_min(to_test, with_population=False), to_test),
        "test_loi_puissance": errors(power_law_min(to_test), to_test),
        "test_moities_echangees": errors(estimated_min(to_fit, law=reverse), to_fit),
        "minutes_94_km": round(float(yardsticks[0]), 1),
        "minutes_75_km": round(float(yardsticks[1]), 1),
    }


def print_table(found: dict[str, object]) -> None:
    columns = [name for name in found if name.startswith("test")]
    print(f"{found['communes_test']} communes held out, {found['paires_test']} pairs <= 60 min")
    print(f"law {found['loi']}, refitted {found['loi_recalee']}")
    print(f"{'':22}" + "".join(f"{name:>24}" for name in columns))
    for key in found["test"]:  # type: ignore[attr-defined]
        cells = "".join(f"{found[name][key]:24.3f}" for name in columns)  # type: ignore[index]
        print(f"{key:22}{cells}")
    print(f"94 km: {found['minutes_94_km']} min; 75 km: {found['minutes_75_km']} min")


def main() -> int:
    default = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("PLACEMENT_SHARED_DATA", default)) / "travel_times"
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=folder)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    if not options.data.is_dir():
        print(f"real data absent: {options.data}", file=sys.stderr)
        return 3
    found = report(options.data)
    if os.environ.get("JSON") == "1":
        print(json.dumps(found))
    else:
        print_table(found)
    tested: dict[str, float] = found["test"]  # type: ignore[assignment]
    return 1 if options.check and tested["mape"] > LIMIT_PERCENT else 0


if __name__ == "__main__":
    sys.exit(main())
