"""The key of a world's copies: its public half stays with the world, its private half leaves only under a passphrase.

So a copy is made without asking anybody anything, also by the server after a decision, and opened only by somebody who
knows the passphrase. Both halves are age's (https://age-encryption.org/v1): X25519 for the copies, scrypt for the
passphrase. The private half, locked, stands in every copy: one file and the passphrase are enough.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path

import pyrage

from commworkflow.records.copies.problems import CopyProblem
from commworkflow.rules.passphrases import SHORTEST_PASSPHRASE, PassphraseProblem, as_read, passphrase_problem

KEY_NAME = "copies-key.json"
MASKED = 0o600


@dataclass(frozen=True, slots=True)
class CopyKey:
    """``recipient``: to whom copies are encrypted. ``locked``: the identity that opens them, under the passphrase."""

    recipient: str
    locked: bytes

    @property
    def encrypts_to(self) -> pyrage.x25519.Recipient:
        """The public half, as age takes it."""
        return pyrage.x25519.Recipient.from_str(self.recipient)


def new_key(passphrase: str) -> CopyKey:
    """Make the key of a world's copies; about a second, which is what a guess will cost. Raises CopyProblem."""
    problem = passphrase_problem(passphrase)
    if problem is PassphraseProblem.TOO_SHORT:
        raise CopyProblem("passphrase_short", shortest=SHORTEST_PASSPHRASE)
    if problem is PassphraseProblem.TOO_PLAIN:
        raise CopyProblem("passphrase_plain")
    identity = pyrage.x25519.Identity.generate()
    locked = pyrage.passphrase.encrypt(str(identity).encode(), as_read(passphrase), armored=True)
    return CopyKey(str(identity.to_public()), locked)


def unlock(locked: bytes, passphrase: str) -> pyrage.x25519.Identity:
    """Return the identity under a passphrase. Raises ValueError where it is not the right one."""
    try:
        return pyrage.x25519.Identity.from_str(pyrage.passphrase.decrypt(locked, as_read(passphrase)).decode())
    except (pyrage.DecryptError, pyrage.IdentityError, OSError) as error:
        raise ValueError("another passphrase") from error


def keep_key(folder: Path, key: CopyKey) -> None:
    """Keep the key in the world's folder, in the place of an earlier one."""
    written = json.dumps({"recipient": key.recipient, "locked": key.locked.decode("ascii")}, indent=1)
    fresh = folder / f".{KEY_NAME}"
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, MASKED), "w", encoding="ascii") as file:
        file.write(written)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(folder / KEY_NAME)


def kept_key(folder: Path) -> CopyKey | None:
    """Return the key of a world's copies, or None where no copy was ever made. Raises CopyProblem."""
    try:
        found = json.loads((folder / KEY_NAME).read_text(encoding="ascii"))
        key = CopyKey(found["recipient"], found["locked"].encode("ascii"))
        key.encrypts_to  # noqa: B018 (read, to be sure of it before anything is copied)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, pyrage.RecipientError) as error:
        raise CopyProblem("key_damaged", name=KEY_NAME) from error
    return key
