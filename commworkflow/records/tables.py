"""Every table in one place, for what needs them all: migrations, and the tests that compare both."""

from commworkflow.records import (
    facts,
    incidents,
    journal,
    messages,
    people,
    releases,
    sealed_texts,
    sign_ins,
    sources,
    stamp,
)
from commworkflow.records.base import Base

__all__ = [
    "Base",
    "facts",
    "incidents",
    "journal",
    "messages",
    "people",
    "releases",
    "sealed_texts",
    "sign_ins",
    "sources",
    "stamp",
]
