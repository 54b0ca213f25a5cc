"""HiGHS kept on a short lead: silent, one thread, and never waited for much beyond its limit.

Notes
-----
HiGHS may overrun its time limit severalfold on large models. It runs in a thread that is waited
for `GRACE_S` beyond the limit, then told to stop and left behind: whoever called keeps the plan
and the bound known before, and never touches that solver again.
"""

from __future__ import annotations

import math
from threading import Thread
from typing import Any, Final

import highspy

__all__ = ["GRACE_S", "finishes", "known", "quiet_highs"]

GRACE_S: Final = 5.0
"""How long past its time limit HiGHS is waited for, s."""


def quiet_highs() -> Any:
    """Return a new HiGHS that prints nothing and uses one thread."""
    highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in (("output_flag", False), ("threads", 1), ("parallel", "off")):
        highs.setOptionValue(option, value)
    return highs


def finishes(highs: Any, *, time_limit_s: float) -> bool:
    """Run HiGHS in a thread of its own (it releases the interpreter) and wait at most so long."""
    thread = Thread(target=highs.run, name="highs", daemon=True)
    thread.start()
    thread.join(time_limit_s + GRACE_S)
    return not thread.is_alive()


def known(value: float) -> float | None:
    """Return a figure of HiGHS, or None where it is infinite: unknown stays unknown."""
    return float(value) if math.isfinite(value) else None
