"""What is written beside the map: result, tables, manifest."""

from __future__ import annotations

from placement.report.assignment import assignment_table
from placement.report.content import RunFacts, ScenarioOutcome
from placement.report.credits import source_table
from placement.report.manifest import manifest_document
from placement.report.nearby import other_plan_table, site_standing_table
from placement.report.others import EquityPrice, OtherPlan, OtherPlans, SiteStanding
from placement.report.result import result_document
from placement.report.tables import Table, commune_table, site_table
from placement.report.trips import trip_table
from placement.report.words import other_sentences, plan_facts, plan_sentences

__all__ = [
    "EquityPrice",
    "OtherPlan",
    "OtherPlans",
    "RunFacts",
    "ScenarioOutcome",
    "SiteStanding",
    "Table",
    "assignment_table",
    "commune_table",
    "manifest_document",
    "other_plan_table",
    "other_sentences",
    "plan_facts",
    "plan_sentences",
    "result_document",
    "site_standing_table",
    "site_table",
    "source_table",
    "trip_table",
]
