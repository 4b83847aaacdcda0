"""The queue as anybody would first write it: every fact of the day as frames, and pandas on top. To measure by."""

from datetime import date, timedelta

import pandas as pd

from assessment.domain.placement_state import State
from assessment.storage import facts, states
from assessment.storage.ledger import Ledger

DAYS_A_WEEK = 7


def slow_queue(ledger: Ledger, municipality: str, day: date, *, since: pd.Timestamp) -> pd.DataFrame:
    """The placements that are active on ``day``, most urgent first, each with what a row says of it.

    Columns ``last_seen_on`` (NaT where never), ``new_since_last`` (recorded after ``since``), ``buddy_changed``, and
    the facts of the placement; one that came after the scoring has too little evidence.
    """
    today = pd.Timestamp(day)
    with ledger.reading() as transaction:
        known = facts.known_by(transaction, day)
        run = states.latest_run(transaction, municipality)
        scored = {stored.state.placement_id: stored.state.state for stored in states.of_run(transaction, run)}
    objections = known["objections"]
    objecting = objections[objections["to_on"].isna() | (objections["to_on"] >= today)]["newcomer_id"]
    people = known["newcomers"][known["newcomers"]["municipality"] == municipality]
    people = people[~people["newcomer_id"].isin(objecting)]
    placements = known["placements"].merge(known["workplaces"][["workplace_id", "trade"]], on="workplace_id")
    runs_on = placements["ends_on"].isna() | (placements["ends_on"] >= today)
    active = placements[runs_on & placements["newcomer_id"].isin(people["newcomer_id"])].set_index("placement_id")
    entries = known["observations"][known["observations"]["withdrawn_at"].isna()]
    by_placement = entries.groupby("placement_id")
    first_seen = entries.groupby(["placement_id", "observer_id"])["seen_on"].min().groupby("placement_id")
    changed = (first_seen.count() > 1) & (first_seen.max() >= today - timedelta(days=28))
    found = active.assign(
        state=[scored.get(placement_id, State.TOO_LITTLE_EVIDENCE) for placement_id in active.index],
        last_seen_on=by_placement["seen_on"].max().reindex(active.index),
        new_since_last=(by_placement["recorded_at"].max() > since).reindex(active.index),
        buddy_changed=changed.reindex(active.index),
    )
    found[["new_since_last", "buddy_changed"]] = found[["new_since_last", "buddy_changed"]].eq(True)
    weeks = -((found["ends_on"] - today).dt.days // -DAYS_A_WEEK)
    found["weeks_left"] = weeks.fillna(float("inf"))
    never_first = found["last_seen_on"].fillna(pd.Timestamp(1900, 1, 1))
    return found.assign(seen=never_first).reset_index().sort_values(["weeks_left", "seen", "placement_id"])
