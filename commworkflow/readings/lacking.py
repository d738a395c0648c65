"""What a text lacks, named as its template names it."""

from dataclasses import dataclass

from commworkflow.rules.message_templates import Template


@dataclass(frozen=True, slots=True)
class Lack:
    """Something the draft still lacks: the question's path and label, and the group it stands in."""

    path: str
    label: str
    group: str


def lack_of(template: Template, path: str) -> Lack:
    """Return what a path of the judged answers names.

    The path is a question's, or ``group.entry.field`` for an entry of a repeated group.
    """
    head, *rest = path.split(".")
    question = template.question(head)
    if question is None:
        return Lack(path, path, "")
    label = question.label
    if len(rest) == 2:
        field = next((field.label for field in question.fields if field.id == rest[1]), rest[1])
        label = f"{label}, {int(rest[0]) + 1}: {field}"
    group = next((group.label for group in template.groups if group.id == question.group), "")
    return Lack(path, label, group)
