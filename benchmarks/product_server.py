"""Serve an exercise in a folder as ``commands serve`` serves the one of this machine: ``… PORT FOLDER``."""

import sys
from pathlib import Path

from commworkflow import serving
from commworkflow.rules.worlds import World

if __name__ == "__main__":
    serving.serve(World.EXERCISE, Path(sys.argv[2]), "127.0.0.1", int(sys.argv[1]))
