"""Which opinions a decision still lacks, whoever takes it: on a screen, by telephone or on paper."""

from collections.abc import Iterator

from commworkflow.rules.refusals import Refusal, refusal
from commworkflow.rules.situation import Situation, Verdict


def opinions_lacking(situation: Situation, decider: str) -> Iterator[Refusal]:
    """Return a refusal for each opinion owed that is not there, or says no.

    Who decides is nobody's adviser: the DPO's word does not count from the mouth of the director (GDPR art. 38(6)).
    """
    for role in situation.opinions_owed:
        opinion = situation.opinion_of(role)
        if opinion is None or opinion.person == decider:
            yield refusal("opinion_missing", role=role)
        elif opinion.verdict is Verdict.UNFAVOURABLE:
            yield refusal("opinion_unfavourable", role=role)
