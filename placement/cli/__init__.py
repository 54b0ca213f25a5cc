"""The command line: parse, call ``run``, print, exit code; no logic.

Results for programs (``--json``) go to the standard output, words for people to the standard
error. Exit codes: 0 solved, 1 defect, 2 scenario or command line, 3 data or files, 4 infeasible,
5 no solution in the time given, 130 interrupted.
"""

from __future__ import annotations

from placement.cli.app import app, main

__all__ = ["app", "main"]
