"""What strangers may take of the machine before it is anybody else's turn; the figures stand with the settings."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """How many requests are answered at once, and how much of that, and how long, one who asks may have."""

    threads: int
    """Requests answered at once."""
    threads_of_one: int
    """Of these, held at once by one machine of the network."""
    connections: int
    """Connections open at once."""
    connections_of_one: int
    """Of these, by one machine of the network."""
    seconds_to_ask: float
    """From the first byte of a request to its last, handshake included; as long is a silent connection kept."""
    seconds_to_stall: float
    """How far a large transfer may fall behind its least pace."""
    least_bytes_per_second: float
    """What a large transfer must keep up, whichever way it goes."""
    largest_body: int
    """Bytes of one request that are taken in at all; beyond, it is refused unread."""

    @property
    def turns_of_one(self) -> int:
        """Threads one machine may hold: never all of them."""
        return min(self.threads_of_one, max(1, self.threads - 1))

    @property
    def large_at_once(self) -> int:
        """Threads that may wait for the rest of a large request: the others always answer what is already here."""
        return max(1, self.threads // 2)

    @property
    def large_of_one(self) -> int:
        """Of these, by one machine, so that it can still ask for a page: it may be an access point with many behind."""
        return max(1, self.turns_of_one - 1)

    @property
    def large_waiting(self) -> int:
        """Large requests of one machine that wait for their turn; who comes after is told to come again."""
        return self.threads
