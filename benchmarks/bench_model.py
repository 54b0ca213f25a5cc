"""How long to a proof at the sizes of the pilots and of OR-Library: compact models, then `solve`.

Run ``python benchmarks/bench_model.py [--shared-data FOLDER]``; it prints Markdown tables. One
instance is solved three times: each compact model handed whole to HiGHS, then `placement.solve`.
Then territories where appointments are counted, by the referee. Wall times, model building
included.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import numpy as np

TESTS = Path(__file__).resolve().parent.parent / "tests"
sys.path[:0] = [str(TESTS), str(TESTS / "published")]

from problem_instances import territory_problem  # noqa: E402
from test_orlib_pmedian import p_median  # noqa: E402

from placement._pulp_backend import solve_mip  # noqa: E402
from placement.formulations import Formulation, build_model  # noqa: E402
from placement.problem import (  # noqa: E402
    Behaviour,
    Capacity,
    PlacementProblem,
    Rules,
    reduce_problem,
)
from placement.solve import StopRule, solve  # noqa: E402

HEADS = ("variables × lignes", "fin", "s")
STOP = StopRule(time_limit_s=120.0, gap=1e-4)
TERRITORIES = {"Moulins": (126, 50, (250e3, 350e3, 500e3)), "Béthune": (104, 90, (600e3, 900e3))}


def instances(shared_data: Path) -> Iterator[tuple[str, PlacementProblem]]:
    for name, (communes, sites, budgets) in TERRITORIES.items():
        for seed, budget_eur in enumerate(budgets, start=1):
            problem = territory_problem(
                communes=communes, sites=sites, seed=seed, budget_eur=budget_eur
            )
            yield f"{name}, {budget_eur:.0f} €", problem
    for name in ("pmed1", "pmed6", "pmed11"):
        path = shared_data / "orlib" / f"{name}.txt"
        if path.is_file():
            yield name, p_median(path)


def whole_model(problem: PlacementProblem, *, formulation: Formulation) -> str:
    began = perf_counter()
    model = build_model(problem, reduced=reduce_problem(problem), formulation=formulation)
    size = f"{model.lp.numVariables()} × {model.lp.numConstraints()}"
    answer = solve_mip(
        model.lp, binaries=model.opened, time_limit_s=STOP.time_limit_s, gap=STOP.gap
    )
    return f"{size} | {answer.termination} | {perf_counter() - began:.1f}"


def recipe(problem: PlacementProblem) -> str:
    result = solve(problem, stop=STOP)
    gap = "" if result.gap is None else f"{result.gap:.1e}"
    return f"{result.termination} | {gap} | {result.time_s:.1f}"


def with_appointments(problem: PlacementProblem, *, behaviour: Behaviour) -> PlacementProblem:
    """Count appointments: 8 a half-day, and as many asked for as 2.8 full sites give."""
    offered = problem.half_days * 8.0
    needed = np.full(problem.young.size, 2.8 * offered.max() / problem.young_total)
    capacity = Capacity(needed, offered, np.zeros(offered.size))
    return problem.replace(rules=Rules(capacity=capacity), behaviour=behaviour)


def print_appointments() -> None:
    print("\n| communes × options | jeunes | fin | écart | s |\n|---|---|---|---|---|")
    for communes, sites in ((60, 30), (126, 50), (150, 87)):
        drawn = territory_problem(communes=communes, sites=sites, seed=1, budget_eur=600e3)
        for behaviour in Behaviour:
            told = recipe(with_appointments(drawn, behaviour=behaviour))
            print(f"| {communes} × {drawn.option_id.size} | {behaviour} | {told} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    default = TESTS.parent.parent / "shared" / "data"
    parser.add_argument("--shared-data", type=Path, default=default)
    shared_data = parser.parse_args().shared_data
    columns = [f"{each} : {what}" for each in ("affectation", "rayons") for what in HEADS]
    print("|", " | ".join(["instance", *columns, "recette : fin", "écart", "s"]), "|")
    print("|---" * 10 + "|")
    for name, problem in instances(shared_data):
        direct = [
            whole_model(problem, formulation=each)
            for each in (Formulation.ASSIGNMENT, Formulation.RADIUS)
        ]
        print(f"| {name} | {direct[0]} | {direct[1]} | {recipe(problem)} |", flush=True)
    print_appointments()


if __name__ == "__main__":
    main()
