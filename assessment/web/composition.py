"""Where the use cases meet the ledger and the clock."""

from datetime import UTC, datetime

from assessment.storage.ledger import open_ledger
from assessment.use_cases import accept_invitation, sign_in
from assessment.web.buddy_composition import buddy_doors
from assessment.web.casework_composition import casework_doors
from assessment.web.counter_composition import counter_doors
from assessment.web.doors import Doors
from assessment.web.owner_composition import owner_doors
from assessment.web.report_composition import report_maker


def doors_to(database_url: str) -> Doors:
    """The use cases over the ledger at ``database_url``."""
    ledger = open_ledger(database_url)
    make_report = report_maker(ledger, _now)

    def answers() -> bool:
        sign_in.actor_of(ledger, "is anybody there", now=_now())
        return True

    return Doors(
        answers=answers,
        sign_in=lambda user, password: sign_in.sign_in(ledger, user, password, now=_now()),
        actor_of=lambda token: sign_in.actor_of(ledger, token, now=_now()),
        sign_out=lambda token: sign_in.sign_out(ledger, token, now=_now()),
        sign_out_everywhere=lambda token: sign_in.sign_out_everywhere(ledger, token, now=_now()),
        invitation_stands=lambda code: accept_invitation.invitation_stands(ledger, code, now=_now()),
        invited_user=lambda code: accept_invitation.invited_user(ledger, code, now=_now()),
        accept_invitation=lambda code, user, password: accept_invitation.accept_invitation(
            ledger, code, user=user, password=password, now=_now()
        ),
        casework=casework_doors(ledger, _now, make_report),
        buddy=buddy_doors(ledger, _now),
        counter=counter_doors(ledger, _now, make_report),
        ownership=owner_doors(ledger, _now),
    )


def _now() -> datetime:
    return datetime.now(UTC)
