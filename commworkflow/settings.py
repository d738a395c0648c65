"""What the machine is told: defaults here, then ``settings.toml`` in the world's folder, read once; and the secret key.

What people decide is never here: it is rows, with a journal entry.
"""

import os
import secrets
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from commworkflow.rules.faults import nearest

FILE_NAME = "settings.toml"
_KEY_NAME = "secret.key"
_SHORTEST_KEY = 32


class WrongSettings(RuntimeError):
    """The settings cannot be used; the sentence says which and what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one world's machine, each with its unit in its name."""

    threads: int = 8
    """Requests answered at once."""
    idle_minutes: int = 30
    """A sitting ends after so long without a request."""
    largest_request_mb: int = 20
    """Everything sent at once, files included."""
    largest_form_mb: int = 8
    """What is typed into one form, files apart."""
    password_memory_mb: int = 64
    """Memory one password check takes (argon2id); two are checked at once."""
    password_passes: int = 3
    """How often argon2id goes over that memory."""
    threads_of_one: int = 3
    """Requests answered at once for one machine of the local network; its next ones wait, a moment only."""
    connections: int = 500
    """Connections of the local network open at once: Windows watches 512, and many a system opens 1,024 files."""
    connections_of_one: int = 60
    """Of these, by one machine, or by ten telephones behind one access point: a browser opens six."""
    seconds_to_ask: int = 10
    """What is typed must have come in from its first byte to its last; 64 KB do, at 6 KB a second."""
    seconds_to_stall: int = 20
    """A file on its way may stand still for as long: a telephone changes from one access point to the next."""
    least_kb_per_second: int = 16
    """What a file must keep up on the whole: 10 MB then take ten minutes, over the worst of wireless networks."""


def read_settings(folder: Path) -> Settings:
    """Return the settings of the world in ``folder``. Raises WrongSettings for an unknown key or an unusable value."""
    path = folder / FILE_NAME
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongSettings(f"{FILE_NAME} cannot be read ({error}). Correct it, or take it away.") from error
    known = [field.name for field in fields(Settings)]
    for key, value in written.items():
        _check(key, value, known)
    return Settings(**written)


def _check(key: str, value: object, known: list[str]) -> None:
    if key not in known:
        near = nearest(key, known)
        meant = f"did you mean “{near}”?" if near else f"it knows {', '.join(known)}."
        raise WrongSettings(f"{FILE_NAME} names “{key}”, which this product does not know: {meant}")
    # bool is an int to Python, and "threads = true" a slip to a person
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise WrongSettings(f"{FILE_NAME}: “{key}” is a whole number of at least 1, not {value!r}.")


def secret_key(folder: Path) -> bytes:
    """Return the key that signs this world's cookies; made at the first start, readable by its owner alone.

    Raises WrongSettings where the file holds no key: cookies signed with nothing are anybody's.
    """
    path = folder / _KEY_NAME
    write_secret_once(path, secrets.token_hex(32))
    try:
        key = path.read_bytes().strip()
    except OSError as error:
        raise WrongSettings(f"{_KEY_NAME} cannot be read ({error.strerror}). Let its owner read it.") from error
    if len(key) < _SHORTEST_KEY:
        raise WrongSettings(
            f"{_KEY_NAME} holds {len(key)} bytes where a key has at least {_SHORTEST_KEY}: a disk was full, or it was "
            "changed. Delete that file and start again: a new key is made, and everybody signs in again."
        )
    return key


def write_secret_once(path: Path, secret: str) -> None:
    """Write a secret into a file of mode 600, unless the file is already there."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secret)
    except OSError:
        # A disk without room for it: the next start would find a secret that is none.
        path.unlink()
        raise
