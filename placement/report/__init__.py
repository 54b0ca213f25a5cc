"""What is written beside the map: result, tables, manifest."""

from __future__ import annotations

from placement.report.content import RunFacts, ScenarioOutcome
from placement.report.manifest import manifest_document
from placement.report.result import result_document
from placement.report.tables import Table, assignment_table, commune_table, site_table
from placement.report.trips import trip_table

__all__ = [
    "RunFacts",
    "ScenarioOutcome",
    "Table",
    "assignment_table",
    "commune_table",
    "manifest_document",
    "result_document",
    "site_table",
    "trip_table",
]
