"""Start from a stick where there is no network at all, and say what happened. Run by test_pack.py in a namespace.

Its own network has the loopback and no route; the stick is mounted read-only and refuses to execute anything.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

PORT = "8331"


def run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def mount(packed: Path, stick: Path) -> None:
    """Show a pack as a write-protected stick that executes nothing."""
    stick.mkdir(parents=True)
    run("mount", "--bind", str(packed), str(stick))
    run("mount", "-o", "remount,bind,ro,noexec", str(stick))


def open_and_look(command: list[str], home: Path) -> tuple[list[str], int]:
    """Start, wait for the address, fetch the page one signs in on, and end; what was printed, and the status."""
    surroundings = {"HOME": str(home), "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": ""}
    lines = []
    with subprocess.Popen(
        command, cwd=home, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as started:
        assert started.stdout
        for line in started.stdout:
            lines.append(line.rstrip())
            if line.startswith("open http://"):
                break
        try:
            with urlopen(f"http://127.0.0.1:{PORT}/sign-in") as page:
                status = page.status
        finally:
            started.terminate()
    return lines, status


def main(packed: Path, stick: Path, home: Path) -> None:
    run("ip", "link", "set", "lo", "up")
    mount(packed, stick)
    try:
        subprocess.run([str(stick / "demarrer.sh")])
        refused = ""
    except PermissionError as problem:
        refused = str(problem.strerror)
    words = ["exercise", "--port", PORT]
    first = open_and_look(["bash", str(stick / "demarrer.sh"), *words], home)
    again = open_and_look(["python3", str(home / "commworkflow" / "run.py"), *words], home)
    print(json.dumps({"routes": run("ip", "route"), "refused": refused, "first": first, "again": again}))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
