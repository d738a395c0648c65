"""The door through which others come in: which names it answers to, which certificate it shows, who vouches for it.

It follows the machine: a laptop that changes from the wireless network to a cable shows, from the next connection on,
a certificate for its new address, and a telephone that trusted the authority has nothing to do.
"""

import logging
import ssl
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from commworkflow.sharing.addresses import is_private
from commworkflow.sharing.authority import FOLDER, WrongCertificate, the_authority, write_secret
from commworkflow.sharing.certificate import Shown, make, names_now, read
from commworkflow.sharing.line import Line

SERVER_FILE = "server.pem"
# For TLS 1.2 only; what 1.3 has is all of this strength.
_CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"
_log = logging.getLogger(__name__)


class Door:
    """What one world shows of itself to the local network, on one port."""

    def __init__(self, folder: Path, world: str, port: int, clock: Callable[[], datetime]) -> None:
        self.port = port
        self._clock = clock
        self._file = folder / FOLDER / SERVER_FILE
        self._authority = the_authority(folder, world, clock())
        self._changing = threading.Lock()
        self._shown, self._names, self._context = self._made_or_kept()

    @property
    def fingerprint(self) -> str:
        """The authority's SHA-256, in groups."""
        return self._authority.fingerprint

    @property
    def authority(self) -> bytes:
        """The authority's certificate (DER)."""
        return self._authority.der

    @property
    def until(self) -> datetime:
        """When the authority ends: from then on every telephone must trust a new one."""
        return self._authority.until

    def names(self) -> tuple[str, ...]:
        """Return the names and addresses the certificate bears, as the machine has them now, the likeliest first."""
        with self._changing:
            if names_now(self._authority) != self._names:
                self._follow()
            return self._names

    def answers_to(self, name: str) -> bool:
        """Say whether the certificate in force bears a name or address."""
        return name.lower() in self._names

    def context_for(self, address: str) -> ssl.SSLContext | None:
        """Return what to greet a connection with that came to this address of ours; None for a public address.

        An address the machine did not have before gets its certificate now.
        """
        if not is_private(address):
            return None
        with self._changing:
            if address not in self._names or not self._shown.holds(self._clock()):
                self._follow()
            return self._context

    def _follow(self) -> None:
        try:
            self._shown, self._names, self._context = self._made_or_kept()
        except OSError:
            # A full or read-only disk keeps nobody out who was let in before.
            _log.exception("the certificate could not be made anew")

    def _made_or_kept(self) -> tuple[Shown, tuple[str, ...], ssl.SSLContext]:
        now, names = self._clock(), names_now(self._authority)
        kept = read(self._file, self._authority)
        if kept is None or not kept.holds(now) or kept.names != frozenset(names):
            write_secret(self._file, make(self._authority, names, now))
            kept = read(self._file, self._authority)
        if kept is None:
            raise WrongCertificate(f"{FOLDER}/{SERVER_FILE} cannot be read back. Look at the disk.")
        return kept, names, _strict_context(self._file)


def _strict_context(file: Path) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    made.options |= ssl.OP_NO_RENEGOTIATION | ssl.OP_NO_COMPRESSION | ssl.OP_CIPHER_SERVER_PREFERENCE
    made.set_ciphers(_CIPHERS)
    made.load_cert_chain(file)
    made.sslsocket_class = Line
    return made
