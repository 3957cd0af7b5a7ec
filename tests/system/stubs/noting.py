"""A program that notes in the home of its stack with which words it was called."""

import os
import sys
from pathlib import Path

NOTED = "noted"

if __name__ == "__main__":
    with (Path(os.environ["RAVABET_HOME"]) / NOTED).open("a", encoding="utf-8") as noted:
        noted.write(" ".join(sys.argv[1:]) + "\n")
