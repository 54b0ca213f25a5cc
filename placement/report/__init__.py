"""What is written beside the map: result, tables, manifest."""

from __future__ import annotations

from placement.report.areas import epci_table, mover_table
from placement.report.assignment import assignment_table
from placement.report.assumptions import assumption_table
from placement.report.columns import Column, ColumnKind, Disclosure, column_named
from placement.report.content import RunFacts, ScenarioOutcome
from placement.report.credits import source_table
from placement.report.geography import link_table, perimeter_table, priority_table
from placement.report.indicators import indicator_table, summary_table
from placement.report.manifest import manifest_document
from placement.report.money import cost_table
from placement.report.nearby import other_plan_table, site_standing_table
from placement.report.others import EquityPrice, OtherPlan, OtherPlans, SiteStanding
from placement.report.result import result_document
from placement.report.tables import Table, commune_table, site_table
from placement.report.trips import trip_table
from placement.report.van_content import VanCost, VanOutcome, VanStop
from placement.report.van_tables import (
    day_table,
    tour_table,
    van_cost_table,
    van_follow_up_table,
    van_stop_table,
)
from placement.report.words import other_sentences, plan_facts, plan_sentences

__all__ = [
    "Column",
    "ColumnKind",
    "Disclosure",
    "EquityPrice",
    "OtherPlan",
    "OtherPlans",
    "RunFacts",
    "ScenarioOutcome",
    "SiteStanding",
    "Table",
    "VanCost",
    "VanOutcome",
    "VanStop",
    "assignment_table",
    "assumption_table",
    "column_named",
    "commune_table",
    "cost_table",
    "day_table",
    "epci_table",
    "indicator_table",
    "link_table",
    "manifest_document",
    "mover_table",
    "other_plan_table",
    "other_sentences",
    "perimeter_table",
    "plan_facts",
    "plan_sentences",
    "priority_table",
    "result_document",
    "site_standing_table",
    "site_table",
    "source_table",
    "summary_table",
    "tour_table",
    "trip_table",
    "van_cost_table",
    "van_follow_up_table",
    "van_stop_table",
]
