"""Every table in one place, for what needs them all: migrations, and the tests that compare both."""

from commworkflow.records import (
    comments,
    contacts,
    facts,
    hours,
    incidents,
    journal,
    messages,
    paper,
    people,
    proposals,
    releases,
    resumptions,
    sealed_texts,
    sign_ins,
    sources,
    stamp,
)
from commworkflow.records.base import Base

__all__ = [
    "Base",
    "comments",
    "contacts",
    "facts",
    "hours",
    "incidents",
    "journal",
    "messages",
    "paper",
    "people",
    "proposals",
    "releases",
    "resumptions",
    "sealed_texts",
    "sign_ins",
    "sources",
    "stamp",
]
