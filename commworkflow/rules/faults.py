"""What is wrong in a file that a hospital may change: the line, the kind of fault, and its facts. Never a sentence.

The sentences, French and English, are at the edge (``web/fault_words.py``).
"""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class FaultKey(StrEnum):
    """The kinds of fault a file can have."""

    FILE_NAME = "file_name"
    FILE_UNREADABLE = "file_unreadable"
    FILE_TOO_LARGE = "file_too_large"
    FILE_EMPTY = "file_empty"
    NOT_UTF8 = "not_utf8"
    BYTE_ORDER_MARK = "byte_order_mark"
    FORBIDDEN_CHARACTER = "forbidden_character"
    UNSEEN_CHARACTER = "unseen_character"
    LANGUAGE_UNKNOWN = "language_unknown"

    HEAD_MISSING = "head_missing"
    HEAD_UNCLOSED = "head_unclosed"
    YAML_SYNTAX = "yaml_syntax"
    YAML_ANCHOR = "yaml_anchor"
    YAML_TAG = "yaml_tag"
    YAML_DOCUMENTS = "yaml_documents"
    YAML_DEPTH = "yaml_depth"
    TOML_SYNTAX = "toml_syntax"

    KEY_TWICE = "key_twice"
    KEY_NOT_TEXT = "key_not_text"
    KEY_UNKNOWN = "key_unknown"
    KEY_MISSING = "key_missing"
    EXPECTED_TEXT = "expected_text"
    EXPECTED_LIST = "expected_list"
    EXPECTED_MAP = "expected_map"
    EXPECTED_YES_NO = "expected_yes_no"
    EXPECTED_NUMBER = "expected_number"
    EXPECTED_HOURS = "expected_hours"
    EXPECTED_DAY = "expected_day"
    VALUE_UNKNOWN = "value_unknown"
    VALUE_TWICE = "value_twice"
    ROLE_MAY_NOT = "role_may_not"
    ROLE_CANNOT_READ = "role_cannot_read"
    PORTAL_NEEDS_FORM = "portal_needs_form"
    ONLY_REPORTS_ACKNOWLEDGED = "only_reports_acknowledged"

    ID_SHAPE = "id_shape"
    ID_TWICE = "id_twice"
    GROUP_UNKNOWN = "group_unknown"
    GROUP_EMPTY = "group_empty"
    CHOICES_MISSING = "choices_missing"
    CHOICES_UNEXPECTED = "choices_unexpected"
    FIELDS_MISSING = "fields_missing"
    FIELDS_UNEXPECTED = "fields_unexpected"
    GROUP_IN_GROUP = "group_in_group"
    REQUIRED_TWICE = "required_twice"
    REQUIRED_WHEN_SHAPE = "required_when_shape"
    REQUIRED_WHEN_UNKNOWN = "required_when_unknown"
    REQUIRED_WHEN_VALUE = "required_when_value"
    REQUIRED_WHEN_TYPE = "required_when_type"
    WAIT_NEEDS_LISTED = "wait_needs_listed"
    TO_COME_TYPE = "to_come_type"
    FACT_UNKNOWN = "fact_unknown"
    FACT_TYPE = "fact_type"
    FACT_CHOICE = "fact_choice"
    FACT_CLASS = "fact_class"
    FACT_TWICE = "fact_twice"
    EXAMPLE_MISSING = "example_missing"
    EXAMPLE_SHAPE = "example_shape"
    EXAMPLE_WRONG = "example_wrong"

    TEXT_BEFORE_SECTION = "text_before_section"
    SECTIONS_MISSING = "sections_missing"
    SECTION_KEY_MISSING = "section_key_missing"
    SECTION_TWICE = "section_twice"
    SECTION_EMPTY = "section_empty"
    HEADING_LEVEL = "heading_level"
    PLACEHOLDER_SHAPE = "placeholder_shape"
    PLACEHOLDER_UNKNOWN = "placeholder_unknown"
    PLACEHOLDER_IN_TITLE = "placeholder_in_title"
    QUESTION_UNUSED = "question_unused"
    WORDS_OVER = "words_over"
    LENGTH_SECTION_UNKNOWN = "length_section_unknown"
    LENGTH_TWICE = "length_twice"
    LENGTH_LEAVES_NOWHERE = "length_leaves_nowhere"
    LENGTH_UNTITLED = "length_untitled"
    LENGTH_OVER = "length_over"

    FAMILY_UNKNOWN = "family_unknown"
    PIECE_EMPTY = "piece_empty"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: ``line`` counts from 1 (0: the file as a whole); ``facts`` fill the slots of its sentence."""

    line: int
    key: FaultKey
    facts: Mapping[str, str] = field(default_factory=dict)


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that ``word`` was probably meant to be, or nothing."""
    return next(iter(difflib.get_close_matches(word[:100], list(known), n=1, cutoff=0.6)), "")
