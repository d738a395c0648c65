"""The shelf of templates: those that can be chosen today, and every version a message was ever made from."""

import threading
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from commworkflow.records.sources import KeptSource
from commworkflow.rules.catalogue import Catalogue
from commworkflow.rules.message_templates import Template
from commworkflow.rules.template_files import read_template

TEMPLATE = "template"
Version = tuple[str, str, str]
"""Key, language and digest."""


class Shelf:
    """Today's catalogue, and a memory of the versions already read; a version is known by key, language and digest.

    Two files may hold the same bytes: they are two templates all the same.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._read: dict[Version, Template] = {_version(one): one for one in catalogue.templates.values()}
        self._kept: dict[Version, int] = {}
        self._lock = threading.Lock()

    def keep(self, session: Session, template: Template, now: datetime) -> int:
        """Return the inside number of this version among the kept sources; its bytes are kept at first use."""
        known = self._kept.get(_version(template))
        if known is not None:
            return known
        same = (
            KeptSource.kind == TEMPLATE,
            KeptSource.key == template.key,
            KeptSource.language == template.language,
            KeptSource.digest == template.digest,
        )
        found = session.scalar(select(KeptSource.id).where(*same))
        if found is not None:
            with self._lock:
                self._kept[_version(template)] = found
            return found
        kept = session.execute(
            insert(KeptSource)
            .values(
                kind=TEMPLATE,
                key=template.key,
                language=template.language,
                digest=template.digest,
                bytes=self.catalogue.contents[template.digest],
                first_used_at=now,
            )
            .returning(KeptSource.id)
        )
        return kept.scalar_one()

    def template(self, session: Session, key: str, language: str, digest: str) -> Template:
        """Return one version of a template, from its kept bytes where no file holds it any more."""
        known = self._read.get((key, language, digest))
        if known is None:
            content = session.scalars(
                select(KeptSource.bytes).where(
                    KeptSource.kind == TEMPLATE,
                    KeptSource.key == key,
                    KeptSource.language == language,
                    KeptSource.digest == digest,
                )
            ).one()
            known = _readable(f"{key}.{language}.md", content)
            with self._lock:
                self._read[key, language, digest] = known
        return known


def _version(template: Template) -> Version:
    return template.key, template.language, template.digest


def _readable(file_name: str, content: bytes) -> Template:
    read = read_template(file_name, content, None)
    if not isinstance(read, Template):
        raise ValueError(f"{file_name} was kept as a template and is none: {read[0].key}")
    return read
