"""The owner's use cases, bound to the ledger and the clock."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from assessment import settings
from assessment.access.actor import Actor, Role
from assessment.access.people import Invited
from assessment.storage.ledger import Ledger
from assessment.use_cases import (
    back_up,
    list_deliveries,
    look_at_installation,
    look_at_model,
    look_at_raters,
    manage_users,
    undo_import,
)
from assessment.use_cases.invite_user import end_user, invite_user
from assessment.use_cases.register_gate import look_at_gates, register_gate
from assessment.web.doors import OwnerDoors


def owner_doors(ledger: Ledger, clock: Callable[[], datetime]) -> OwnerDoors:
    """What the owner can do over ``ledger``."""

    def invite(actor: Actor, invitation_id: str, role: Role, bound_to: str) -> Invited:
        return invite_user(
            ledger,
            actor,
            role=role,
            municipality=bound_to if role is Role.CASEWORKER else None,
            provider_id=bound_to if role is Role.PROVIDER else None,
            observer_id=bound_to if role is Role.OBSERVER else None,
            invitation_id=invitation_id,
            now=clock(),
        )

    def undo(actor: Actor, batch_id: str) -> None:
        undo_import.undo_import(ledger, actor, batch_id, now=clock())

    def end(actor: Actor, user: str) -> None:
        end_user(ledger, actor, user, now=clock())

    def lift_lock(actor: Actor, user: str) -> None:
        manage_users.lift_lock(ledger, actor, user, now=clock())

    compared: look_at_raters.Compared = OrderedDict()
    return OwnerDoors(
        look=lambda actor: look_at_installation.look_at_installation(ledger, actor, now=clock(), copies=_copies()),
        compute=lambda actor, code: look_at_installation.compute_now(ledger, actor, municipality=code, now=clock()),
        back_up=lambda actor: back_up.back_up_here(ledger, actor, now=clock(), folder=_copies()),
        people=lambda actor: manage_users.look_at_people(ledger, actor, now=clock()),
        invite=invite,
        new_link=lambda actor, user, invitation_id: manage_users.give_new_link(
            ledger, actor, user, invitation_id=invitation_id, now=clock()
        ),
        withdraw=lambda actor, invitation_id: manage_users.withdraw_invitation(
            ledger, actor, invitation_id, now=clock()
        ),
        end_user=end,
        sign_out_user=lambda actor, user: manage_users.sign_out_user(ledger, actor, user, now=clock()),
        lift_lock=lift_lock,
        gates=lambda actor, code: look_at_gates(ledger, actor, now=clock(), also=code),
        register_gate=lambda actor, gate_id, code, change: register_gate(
            ledger, actor, code, change, now=clock(), gate_id=gate_id
        ),
        deliveries=lambda actor: list_deliveries.list_deliveries(ledger, actor),
        municipalities_to_compare=lambda actor: look_at_raters.municipalities_to_compare(ledger, actor),
        look_at_raters=lambda actor, code: look_at_raters.look_at_raters(
            ledger, actor, now=clock(), municipality=code, remembered=compared
        ),
        look_at_model=lambda actor: look_at_model.look_at_model_in_use(ledger, actor, now=clock()),
        undo=undo,
    )


def _copies() -> Path:
    """The folder on the server in which copies lie."""
    return settings.home() / "backups"
