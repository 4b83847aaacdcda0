"""What a caseworker registers, bound to the ledger and the clock."""

from collections.abc import Callable
from datetime import datetime

from assessment.storage.ledger import Ledger
from assessment.use_cases import register_assignment as assignment
from assessment.use_cases import register_assignment_end as assignment_end
from assessment.use_cases import register_choices as choices
from assessment.use_cases import register_newcomer as newcomer
from assessment.use_cases import register_pause as pause
from assessment.use_cases import register_placement as placement
from assessment.use_cases import register_placement_end as placement_end
from assessment.use_cases import register_referral as referral
from assessment.use_cases import register_referral_end as referral_end
from assessment.web.doors import RegisteringDoors


def registering_doors(ledger: Ledger, clock: Callable[[], datetime]) -> RegisteringDoors:
    """What a caseworker can register over ``ledger``."""
    return RegisteringDoors(
        register_choices=lambda actor, placement_id: choices.register_choices(ledger, actor, placement_id, now=clock()),
        register_newcomer=lambda actor, draft, form: newcomer.register_newcomer(
            ledger, actor, draft_id=draft, form=form, now=clock()
        ),
        register_placement=lambda actor, draft, newcomer_id, form, buddy: placement.register_placement(
            ledger, actor, draft_id=draft, newcomer_id=newcomer_id, form=form, buddy=buddy, now=clock()
        ),
        register_placement_end=lambda actor, draft, placement_id, ends_on: placement_end.register_placement_end(
            ledger, actor, draft_id=draft, placement_id=placement_id, ends_on=ends_on, now=clock()
        ),
        register_assignment=lambda actor, draft, placement_id, buddy: assignment.register_assignment(
            ledger, actor, draft_id=draft, placement_id=placement_id, buddy=buddy, now=clock()
        ),
        register_assignment_end=lambda actor, draft, placement_id, observer_id, last_on: (
            assignment_end.register_assignment_end(
                ledger,
                actor,
                draft_id=draft,
                placement_id=placement_id,
                observer_id=observer_id,
                last_on=last_on,
                now=clock(),
            )
        ),
        register_pause=lambda actor, draft, newcomer_id, form: pause.register_pause(
            ledger, actor, draft_id=draft, newcomer_id=newcomer_id, form=form, now=clock()
        ),
        register_referral=lambda actor, draft, newcomer_id, form: referral.register_referral(
            ledger, actor, draft_id=draft, newcomer_id=newcomer_id, form=form, now=clock()
        ),
        register_referral_end=lambda actor, draft, newcomer_id, enrolment_id, last_on: (
            referral_end.register_referral_end(
                ledger,
                actor,
                draft_id=draft,
                newcomer_id=newcomer_id,
                enrolment_id=enrolment_id,
                last_on=last_on,
                now=clock(),
            )
        ),
    )
