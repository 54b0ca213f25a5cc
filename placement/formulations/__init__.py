"""The compact model in pulp: one named function per constraint family."""

from __future__ import annotations

from placement.formulations.compact import Formulation, build_model
from placement.formulations.policy import PolicyModel, build_policy
from placement.formulations.referee import RefereeModel, build_referee
from placement.formulations.variables import CompactModel

__all__ = [
    "CompactModel",
    "Formulation",
    "PolicyModel",
    "RefereeModel",
    "build_model",
    "build_policy",
    "build_referee",
]
