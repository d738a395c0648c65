#!/usr/bin/env python3
"""Set up commworkflow and open it: ``python3 run.py``.

Only the standard library is imported, here and in ``starting/``: on a new machine this runs before anything is
installed. Each step leaves a stamp of what it was made from, so a second start has nothing to do and needs no network.
"""

from __future__ import annotations

import datetime
import sys
from collections.abc import Sequence
from pathlib import Path

from starting import arriving, asking, packing
from starting.browser import browser_files
from starting.environment import languages, product, python_environment, python_packages, python_problem
from starting.opening import become, open_world, run_tests
from starting.programs import programs_for_tests
from starting.steps import Step, Stop, take

ROOT = Path(__file__).resolve().parent


def steps_for(word: str, root: Path) -> list[Step]:
    """What a word needs before it is done, in order."""
    environment = python_environment(root)
    packages = python_packages(root, "requirements.txt", "Installing the Python packages (about half a minute).")
    if word != "test":
        return [environment, packages, *browser_files(root), languages(root)]
    tools = python_packages(root, "requirements-test.txt", "Installing the test packages.")
    return [
        environment, packages, *browser_files(root, with_packages=True), languages(root), tools, programs_for_tests()
    ]  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    """Grant what the command line asks. Raises Stop."""
    if arguments[:1] == ["--from"]:
        return arriving.arrive(arriving.read(arguments[1:]))
    arriving.refuse_unfinished(ROOT)
    wish = asking.read(arguments, ROOT)
    if wish.word in asking.PORTS:
        asking.refuse_taken_port(wish.host, wish.port)
    packed = packing.read(wish.rest, ROOT) if wish.word in asking.PACK else None
    take(steps_for(wish.word, ROOT))
    if packed:
        packing.pack(packed, ROOT, datetime.datetime.now(datetime.UTC))
        return 0
    if wish.word in asking.PORTS:
        return open_world(wish, ROOT)
    if wish.word == "test":
        return run_tests(wish.rest, ROOT)
    if wish.word in asking.PASSED_ON:
        return become(product(ROOT, wish.word, *wish.rest), ROOT)
    print("Everything is in place. Open it with: python3 run.py")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(python_problem(sys.version_info[:2]) or main(sys.argv[1:]))
    except Stop as refusal:
        sys.exit(str(refusal))
    except KeyboardInterrupt:
        print("\nEnded.")
        sys.exit(130)
