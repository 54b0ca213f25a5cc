"""Work for processes that may not come back; at the top of a module, as they must find it."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from types import MappingProxyType

__all__ = ["work"]


def work(task: str) -> object:
    """Answer with the task in a read-only mapping; ``meurt`` dies, ``une-fois:F`` only once."""
    if task == "meurt":
        os.kill(os.getpid(), signal.SIGKILL)
    if task.startswith("une-fois:"):
        mark = Path(task.partition(":")[2])
        if not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    if task == "defaut":
        raise KeyError(task)
    return MappingProxyType({"fait": task})
