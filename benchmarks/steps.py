"""A visit told step by step, whoever carries it: over HTTP against a server, or straight into the application."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Ask:
    """One request of one of a visit's browsers, and the status that must come back."""

    browser: int
    method: str
    path: str
    form: Mapping[str, str] | None = None
    wants: int = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    location: str
    text: str


class Unexpected(RuntimeError):
    """A request was answered otherwise than it must be."""

    def __init__(self, ask: Ask, answer: Answer) -> None:
        super().__init__(f"{ask.method} {ask.path} answered {answer.status}")
        self.answer = answer


Steps = Generator[Ask, Answer, None]
BROWSERS = 3
"""One that writes, one that decides, and one that reads where reading takes nobody."""


class Site(Protocol):
    """What is measured: how the browsers of a visit arrive, and what one cycle of work is."""

    def arrive(self, number: int) -> Steps:
        """Open the browsers of the visit of that number."""

    def cycle(self, number: int) -> Steps:
        """Take one text from its beginning to its end."""


def checked(ask: Ask, answer: Answer) -> Answer:
    """Return the answer. Raises Unexpected where its status is not the one the step wants."""
    if answer.status != ask.wants:
        raise Unexpected(ask, answer)
    return answer


LENGTH = 3_000
"""Signs of the text that is taken through a cycle."""


def text_of(length: int) -> str:
    """Return a text of so many characters, the same in every cycle."""
    sentence = "Le Centre hospitalier informe les patients qu'un incident de sécurité a été détecté. "
    return (sentence * (length // len(sentence) + 1))[:length]
