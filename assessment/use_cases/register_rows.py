"""The rows that a filled-in placement, buddy or referral becomes, with new workplaces, observers and providers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from assessment.domain.registration import BuddyForm, Choices, PlacementForm, ReferralForm, made_id
from assessment.i18n.words import _
from assessment.storage.facts import Record
from assessment.use_cases.register_form import Filled


@dataclass(slots=True)
class NewRows:
    """Rows to store by bundle file, and the ids that were made for them."""

    rows: dict[str, list[Record]] = field(default_factory=dict)
    made: list[tuple[str, str]] = field(default_factory=list)

    def add(self, stem: str, key: str, row: Record, *, is_made: bool = True) -> None:
        """One more row; ``key`` names its id column."""
        self.rows.setdefault(stem, []).append(row)
        if is_made:
            self.made.append((stem, row[key]))


def placement_rows(
    new: NewRows,
    filled: Filled,
    form: PlacementForm,
    choices: Choices,
    *,
    newcomer_id: str,
    municipality: str,
    draft_id: str,
) -> Record:
    """The row of a placement (with one of a workplace that is new), added to ``new``; given back for what follows."""
    row: Record = {
        "placement_id": made_id("F", newcomer_id, draft_id),
        "newcomer_id": newcomer_id,
        "workplace_id": _workplace(new, filled, form, choices, municipality=municipality, draft_id=draft_id),
        "kind": filled.read("kind", form.kind, of="placements"),
        "started_on": filled.read("started_on", form.started_on, of="placements"),
        "ends_on": filled.read("ends_on", form.ends_on, of="placements"),
        "hours_per_week": filled.read("hours_per_week", form.hours_per_week, of="placements"),
        "received_on": filled.read("received_on", form.received_on, of="placements"),
    }
    filled.in_order("ends_on", row["started_on"], row["ends_on"])
    new.add("placements", "placement_id", row)
    return row


def buddy_rows(
    new: NewRows,
    filled: Filled,
    form: BuddyForm,
    choices: Choices,
    *,
    placement: Record,
    draft_id: str,
    today: date,
) -> Record:
    """The row of an assignment (with one of an observer who is new), added to ``new``."""
    from_on = filled.read("from_on", form.from_on, of="assignments", required=False)
    row: Record = {
        "assignment_id": made_id("T", placement["placement_id"], draft_id),
        "placement_id": placement["placement_id"],
        "observer_id": _observer(new, filled, form, choices, placement=placement, draft_id=draft_id),
        "from_on": from_on or max(today, placement["started_on"] or today),
        "to_on": filled.read("to_on", form.to_on, of="assignments"),
    }
    filled.in_order("to_on", row["from_on"], row["to_on"])
    new.add("assignments", "assignment_id", row)
    return row


def referral_rows(
    new: NewRows, filled: Filled, form: ReferralForm, choices: Choices, *, newcomer_id: str, draft_id: str
) -> Record:
    """The row of an enrolment (with one of a provider who is new), added to ``new``."""
    row: Record = {
        "enrolment_id": made_id("H", newcomer_id, draft_id),
        "newcomer_id": newcomer_id,
        "provider_id": _provider(new, filled, form, choices, newcomer_id=newcomer_id, draft_id=draft_id),
        "track": filled.read("track", form.track, of="enrolments"),
        "module": filled.read("module", form.module, of="enrolments"),
        "started_on": filled.read("started_on", form.started_on, of="enrolments"),
    }
    new.add("enrolments", "enrolment_id", row)
    return row


def _workplace(
    new: NewRows, filled: Filled, form: PlacementForm, choices: Choices, *, municipality: str, draft_id: str
) -> str | None:
    name = filled.read("workplace_name", form.workplace_name, of="workplaces", column="name")
    trade = filled.read("trade", form.trade, of="workplaces")
    if form.workplace_id:
        return _chosen(
            filled,
            "workplace_id",
            form.workplace_id,
            (one.workplace_id for one in choices.workplaces),
            also_new=bool(form.workplace_name.strip()),
        )
    if not form.workplace_name.strip():
        filled.refuse("workplace_id", _("Vælg en arbejdsplads i listen, eller skriv navnet på en ny."))
    elif name is not None and _is_known(name, (one.name for one in choices.workplaces)):
        filled.refuse("workplace_name", _("Den arbejdsplads findes allerede. Vælg den i listen."), name)
    workplace_id = made_id("A", municipality, draft_id)
    row = {"workplace_id": workplace_id, "name": name, "municipality": municipality, "trade": trade}
    new.add("workplaces", "workplace_id", row)
    return workplace_id


def _observer(
    new: NewRows, filled: Filled, form: BuddyForm, choices: Choices, *, placement: Record, draft_id: str
) -> str | None:
    name = filled.read("observer_name", form.observer_name, of="observers", column="name")
    if form.observer_id:
        return _chosen(
            filled,
            "observer_id",
            form.observer_id,
            (one.observer_id for one in choices.observers),
            also_new=bool(form.observer_name.strip()),
        )
    if not form.observer_name.strip():
        filled.refuse("observer_id", _("Vælg en makker i listen, eller skriv navnet på en ny."))
    elif name is not None and _is_known(name, _colleagues_of(choices, placement)):
        filled.refuse(
            "observer_name",
            _("Der er allerede en med det navn. Vælg i listen, eller skriv et navn, man kan kende forskel på."),
            name,
        )
    role = filled.read("role", form.role, of="observers")
    observer_id = made_id("M", placement["placement_id"], draft_id)
    row = {"observer_id": observer_id, "role": role, "workplace_id": placement["workplace_id"], "name": name}
    new.add("observers", "observer_id", row)
    return observer_id


def _provider(
    new: NewRows, filled: Filled, form: ReferralForm, choices: Choices, *, newcomer_id: str, draft_id: str
) -> str | None:
    name = filled.read("provider_name", form.provider_name, of="providers", column="name")
    if form.provider_id:
        return _chosen(
            filled,
            "provider_id",
            form.provider_id,
            (one.provider_id for one in choices.providers),
            also_new=bool(form.provider_name.strip()),
        )
    if not form.provider_name.strip():
        filled.refuse("provider_id", _("Vælg et sprogcenter i listen, eller skriv navnet på et nyt."))
    elif name is not None and _is_known(name, (one.name for one in choices.providers)):
        filled.refuse("provider_name", _("Det sprogcenter findes allerede. Vælg det i listen."), name)
    provider_id = made_id("U", newcomer_id, draft_id)
    new.add("providers", "provider_id", {"provider_id": provider_id, "name": name})
    return provider_id


def _chosen(filled: Filled, field_name: str, chosen: str, allowed: Iterable[str], *, also_new: bool) -> str | None:
    """The id that was chosen; refused where it is not on the list, and where a new one was written beside it."""
    if also_new:
        filled.refuse(field_name, _("Vælg en i listen, eller skriv en ny, ikke begge dele."))
    elif chosen not in set(allowed):
        filled.refuse(field_name, _("Valget er ikke på listen. Vælg igen."))
    return chosen


def _colleagues_of(choices: Choices, placement: Record) -> list[str]:
    """The names of the observers at the workplace of a placement."""
    places = {one.workplace_id: one.name for one in choices.workplaces}
    at = places.get(placement["workplace_id"] or "")
    return [one.name for one in choices.observers if at and one.workplace == at]


def _is_known(name: str, names: Iterable[str]) -> bool:
    return name.casefold() in {known.casefold() for known in names}
