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


class Shelf:
    """Today's catalogue, and a memory of the versions already read; a version is known by its digest."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._read: dict[str, Template] = {template.digest: template for template in catalogue.templates.values()}
        self._kept: dict[str, int] = {}
        self._lock = threading.Lock()

    def keep(self, session: Session, template: Template, now: datetime) -> int:
        """Return the inside number of this version among the kept sources; its bytes are kept at first use."""
        known = self._kept.get(template.digest)
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
                self._kept[template.digest] = found
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

    def template(self, session: Session, digest: str) -> Template:
        """Return the version of that digest, from its kept bytes where no file holds it any more."""
        known = self._read.get(digest)
        if known is None:
            row = session.execute(
                select(KeptSource.key, KeptSource.language, KeptSource.bytes).where(KeptSource.digest == digest)
            ).one()
            known = _readable(f"{row.key}.{row.language}.md", row.bytes)
            with self._lock:
                self._read[digest] = known
        return known


def _readable(file_name: str, content: bytes) -> Template:
    read = read_template(file_name, content, None)
    if not isinstance(read, Template):
        raise ValueError(f"{file_name} was kept as a template and is none: {read[0].key}")
    return read
