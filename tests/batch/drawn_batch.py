"""A batch drawn by hand: two territories of Allier, one success, one unproved plan, one failure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from placement.batch import Batch, BatchLine, Report
from placement.privacy import Profile
from tests.integration.territories import write_lines

__all__ = ["drawn_batch"]


def drawn_batch(folder: Path, *, title: str = "Nord de l'Allier") -> Batch:
    """Draw the batch; the communes of its territories are real."""
    return Batch(
        (
            _line(folder, "nord", "03190", title=title, status="OPTIMAL", mean=20.5),
            _line(folder, "nord", "03190", title=title, status="FEASIBLE", mean=9.0),
            _failure(folder, "sud", "03321"),
        ),
        out=folder / "lot",
        profile=Profile.INTERNE,
        started="2026-01-02T03:04:05+01:00",
    )


def _territory(folder: Path, name: str, commune: str) -> Path:
    place = folder / name
    place.mkdir(parents=True, exist_ok=True)
    write_lines(place / "communes.csv", ["code_commune;nom", f"{commune};Commune"])
    return place


def _line(
    folder: Path, name: str, commune: str, *, title: str, status: str, mean: float
) -> BatchLine:
    document: dict[str, Any] = {
        "titre": title,
        "indicateurs": {"tous": {"moyenne_min": mean, "part_30_min": 0.5, "sans_acces": 3.0}},
        "indicateurs_existant": {"tous": {"moyenne_min": 30.0, "part_30_min": None}},
        "demande": {"total": 1234.0},
        "cout_annuel_eur": 100000.0,
    }
    report = Report(folder / "lot" / name / status.lower(), document, status)
    place = _territory(folder, name, commune)
    return BatchLine("liste.csv, ligne 2", name, title, place, status.lower(), report)


def _failure(folder: Path, name: str, commune: str) -> BatchLine:
    report = Report(None, {}, "INFEASIBLE", message="aucune solution <b>", exit_code=4)
    place = _territory(folder, name, commune)
    return BatchLine("liste.csv, ligne 3", name, "Sud", place, "serre", report)
