"""Passwords, hashed with argon2id. A check takes memory on purpose, so two run at once and the others wait."""

import threading

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

AT_ONCE = 2


class Passwords:
    """The hasher of one process. Never used while the pen is held: it is slow by design."""

    def __init__(self, memory_mb: int = 64, passes: int = 3) -> None:
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory_mb * 1024, parallelism=1, type=Type.ID)
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._nobodys = ""

    def hashed(self, password: str) -> str:
        """Return what is kept of a password."""
        with self._turns:
            return self._hasher.hash(password)

    def fits(self, kept: str, password: str) -> bool:
        """Say whether a password is the one kept; as long in the answer where none is kept (``kept`` empty)."""
        if not kept and not self._nobodys:
            self._nobodys = self.hashed("nobody's password")
        with self._turns:
            try:
                self._hasher.verify(kept or self._nobodys, password)
            except (VerificationError, InvalidHashError):
                return False
        return bool(kept)
