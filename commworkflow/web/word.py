"""Taking the text of a Word file into the form of a draft: nothing is saved, nothing typed is written over."""

from collections.abc import Mapping
from dataclasses import replace

from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from commworkflow.readings.edit_page import EditPage
from commworkflow.rules.markdown import markdown_from_blocks
from commworkflow.rules.roles import May
from commworkflow.rules.text import blocks_from_markdown
from commworkflow.rules.word_import import LARGEST, CannotRead, WordReader, WordText, into_sections
from commworkflow.web.access import needs
from commworkflow.web.drafts import open_draft
from commworkflow.web.edit_form import as_typed, edited
from commworkflow.web.word_words import LOST, UNREADABLE

pages = Blueprint("word", __name__)
READER = "commworkflow.word_reader"


@pages.post("/messages/<uid>/word")
@needs(May.DRAFT)
def take(uid: str) -> ResponseReturnValue:
    """Put the text of a Word file into the fields of the form, and say what was left out."""
    found = open_draft(uid)
    fields = as_typed(found, request.form)
    try:
        word = _read()
    except CannotRead as refused:
        return edited(found, fields, problems={"word": str(UNREADABLE[refused.why])}, unsaved=True), 422
    taken = into_sections(word.blocks, {section.key: section.title for section in found.sections})
    texts = {key: markdown_from_blocks(blocks) for key, blocks in taken.items()}
    if not any(texts.values()):
        problem = gettext("No text was found in this file that this message has a place for.")
        return edited(found, fields, problems={"word": problem}, unsaved=True), 422
    sections = {key: _joined(found, key, typed, texts.get(key, "")) for key, typed in fields.sections.items()}
    lost = tuple(str(LOST[one]) for one in word.lost)
    return edited(found, replace(fields, sections=sections), unsaved=True, left_out=lost)


def _read() -> WordText:
    file = request.files.get("word")
    content = b"" if file is None else file.stream.read(LARGEST + 1)
    reader: WordReader = current_app.extensions[READER]
    return reader(content)


def _joined(found: EditPage, key: str, typed: str, imported: str) -> str:
    """What stands in a field after the import: a text that nobody touched gives way, any other stays above."""
    starts = _starting_texts(found)
    if not imported or not typed.strip() or typed.strip() == starts.get(key):
        return imported or typed
    return f"{typed.rstrip()}\n\n{imported}"


def _starting_texts(found: EditPage) -> Mapping[str, str]:
    """The texts that the template begins with, as they stand in a field."""
    return {
        section.key: markdown_from_blocks(blocks_from_markdown(section.markdown)).strip()
        for section in found.template.sections
    }
