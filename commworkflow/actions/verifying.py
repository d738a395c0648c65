"""Verifying a form: somebody of the hospital compared it with the authority's portal and says they are identical.

The portal may change the next day, or the comparison have been of another page: what was ticked can be taken back.
"""

from datetime import datetime

from sqlalchemy import select

from commworkflow.actions.act import Acting, Refused, act
from commworkflow.records.house import House
from commworkflow.records.sources import FormCheck, FormCheckTurn, check_stands
from commworkflow.rules.message_templates import Template
from commworkflow.rules.refusals import refusal
from commworkflow.rules.roles import Actor, Mandate, May, roles_that


def verify_form(house: House, actor: Actor, template: Template, now: datetime) -> None:
    """Note the tick for this version of the template; a changed file must be verified anew. Raises Refused."""
    granting = _granting(actor)
    with act(house, actor, now) as acting:
        if _standing_check(acting, template) is not None:
            raise Refused(refusal("form_verified_already"))
        former = acting.session.scalar(select(FormCheck.id).where(FormCheck.digest == template.digest))
        if former is None:
            acting.add(
                FormCheck,
                key=template.key,
                language=template.language,
                digest=template.digest,
                person_id=acting.person,
                at=now,
            )
        else:
            _turn(acting, former, stands=True)
        _enter(acting, "form_verified", granting, template)


def take_back_check(house: House, actor: Actor, template: Template, reason: str, now: datetime) -> None:
    """Take the tick back, whoever gave it: texts submitted from now on bear the warning again. Raises Refused."""
    granting = _granting(actor)
    reason = reason.strip()
    with act(house, actor, now) as acting:
        check = _standing_check(acting, template)
        if check is None:
            raise Refused(refusal("form_not_verified"))
        if not reason:
            raise Refused(refusal("reason_missing"))
        _turn(acting, check, stands=False, reason=reason)
        _enter(acting, "form_check_taken_back", granting, template, reason)


def _granting(actor: Actor) -> Mandate:
    """The mandate that grants it, the first where several do. Raises Refused."""
    granting = next((mandate for mandate in actor.mandates if May.VERIFY_FORMS in mandate.acts), None)
    if granting is None:
        raise Refused(refusal("not_your_role", roles=",".join(roles_that(May.VERIFY_FORMS))))
    return granting


def _standing_check(acting: Acting, template: Template) -> int | None:
    standing = select(FormCheck.id).where(FormCheck.digest == template.digest, check_stands())
    return acting.session.scalar(standing)


def _turn(acting: Acting, check: int, *, stands: bool, reason: str = "") -> None:
    acting.add(FormCheckTurn, form_check_id=check, stands=stands, reason=reason, person_id=acting.person, at=acting.now)


def _enter(acting: Acting, kind: str, granting: Mandate, template: Template, reason: str = "") -> None:
    acting.enter(
        kind,
        mandate=granting.uid,
        establishment=granting.establishment,
        texts={"reason": reason} if reason else None,
        template=template.key,
        digest=template.digest,
    )
