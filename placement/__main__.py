"""``python -m placement``: the command line."""

from __future__ import annotations

from placement.cli import main

if __name__ == "__main__":
    main()
