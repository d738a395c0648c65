"""Verifying a form: somebody of the hospital compared it with the authority's portal and says they are identical."""

from datetime import datetime

from sqlalchemy import select

from commworkflow.actions.act import Refused, act
from commworkflow.records.house import House
from commworkflow.records.sources import FormCheck
from commworkflow.rules.message_templates import Template
from commworkflow.rules.refusals import refusal
from commworkflow.rules.roles import ROLES, Actor, May


def verify_form(house: House, actor: Actor, template: Template, now: datetime) -> None:
    """Note the tick for this version of the template; a changed file must be verified anew. Raises Refused."""
    granting = [m for m in actor.mandates if May.VERIFY_FORMS in m.acts]
    if not granting:
        able = ",".join(role for role, powers in ROLES.items() if May.VERIFY_FORMS in powers.acts)
        raise Refused(refusal("not_your_role", roles=able))
    with act(house, actor, now) as acting:
        if acting.session.scalar(select(FormCheck.id).where(FormCheck.digest == template.digest)) is not None:
            raise Refused(refusal("form_verified_already"))
        acting.add(
            FormCheck,
            key=template.key,
            language=template.language,
            digest=template.digest,
            person_id=acting.person,
            at=now,
        )
        acting.enter(
            "form_verified",
            mandate=granting[0].uid,
            establishment=granting[0].establishment,
            template=template.key,
            digest=template.digest,
        )
