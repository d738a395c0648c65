"""One message at several lengths: its main text and, beside it, a poster, a short post, a text for the voice.

They are written, sealed and validated together; each leaves by its own way, and where it was left out the main text
goes in its place.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from commworkflow.rules.blocks import Section, Sections, Use, Warning
from commworkflow.rules.canonical import short_form, text_digest
from commworkflow.rules.message_templates import Template, TemplateSection
from commworkflow.rules.notice import Parcel
from commworkflow.rules.plain_text import render_plain
from commworkflow.rules.text import folded, word_count


@dataclass(frozen=True, slots=True)
class Measured:
    """How much there is of one section. ``characters``: of the text as it is copied, line ends counted."""

    section: TemplateSection
    words: int
    characters: int

    @property
    def words_over(self) -> bool:
        """Whether it has more words than its template allows."""
        return self.section.word_limit is not None and self.words > self.section.word_limit

    @property
    def characters_over(self) -> bool:
        """Whether it has more characters than the place it goes to takes."""
        return self.section.character_limit is not None and self.characters > self.section.character_limit


def main_text(sections: Sections) -> Sections:
    """Return the sections of the main text, the machine's warnings among them."""
    return tuple(section for section in sections if section.use is Use.TEXT)


def lengths_of(sections: Sections) -> Sections:
    """Return the sections that say the message again, for one place."""
    return tuple(section for section in sections if section.use is not Use.TEXT)


def without_titles(sections: Iterable[Section]) -> Sections:
    """Return sections with nothing but their words."""
    return tuple(replace(section, title="") for section in sections)


def text_for(sections: Sections, use: Use) -> Sections:
    """Return what leaves for one use: its own sections, or the main text where there is none.

    Their titles name the use and are no words of the message; the machine's warnings go with every length.
    """
    own = without_titles(section for section in sections if section.use is use)
    if use is Use.TEXT or not own:
        return main_text(sections)
    return (*(section for section in sections if _warns(section)), *own)


def parcel_for(parcel: Parcel, use: Use) -> Parcel:
    """Return a parcel with what leaves for one use; its text digest is that of the words on the paper.

    The seal stays that of everything decided together: a reader outside recomputes what they hold in their hand.
    """
    sections = text_for(parcel.sections, use)
    if sections == parcel.sections:
        return parcel
    said = short_form(text_digest(folded(sections, parcel.imprint.title)))
    return replace(parcel, sections=sections, imprint=replace(parcel.imprint, text_digest=said))


def measured(template: Template, sections: Sections) -> tuple[Measured, ...]:
    """Return how much a text has of each section with a use or a limit of its own; an empty one is left out."""
    found = {section.key: section for section in sections if section.blocks}
    return tuple(
        Measured(part, word_count(words), len(render_plain(words)))
        for part in template.sections
        if part.key in found and (part.use is not Use.TEXT or part.word_limit or part.character_limit)
        for words in (without_titles([found[part.key]]),)
    )


def _warns(section: Section) -> bool:
    return bool(section.blocks) and all(isinstance(block, Warning) for block in section.blocks)
