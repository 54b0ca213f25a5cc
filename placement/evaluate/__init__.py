"""What a plan is worth to young people: times, shares within reach, who is left without access.

Raw door-to-door times are told; the effective access time, wait included, stands beside them.
"""

from __future__ import annotations

from placement.evaluate.board import (
    AppointmentFigure,
    BoardFigures,
    GroupCost,
    Load,
    board_figures,
)
from placement.evaluate.goals import (
    GoalFigure,
    StageFigure,
    goal_figures,
    readable,
    stage_figures,
)
from placement.evaluate.groups import (
    NO_GROUP,
    GroupAccess,
    GroupChange,
    access_by_group,
    change_by_group,
)
from placement.evaluate.indicators import (
    INDICATOR_THRESHOLDS_MIN,
    Indicators,
    indicators_of,
    weighted_quantile,
)
from placement.evaluate.plan import EVERYBODY, Evaluation, evaluate

__all__ = [
    "EVERYBODY",
    "INDICATOR_THRESHOLDS_MIN",
    "NO_GROUP",
    "AppointmentFigure",
    "BoardFigures",
    "Evaluation",
    "GoalFigure",
    "GroupAccess",
    "GroupChange",
    "GroupCost",
    "Indicators",
    "Load",
    "StageFigure",
    "access_by_group",
    "board_figures",
    "change_by_group",
    "evaluate",
    "goal_figures",
    "indicators_of",
    "readable",
    "stage_figures",
    "weighted_quantile",
]
