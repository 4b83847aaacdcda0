"""The curve of a case: what the growth filter makes of what was seen of one placement."""

from datetime import date

import pandas as pd

from assessment.domain.case import CaseHeader, Curve
from assessment.stalling.growth_curve import growth_curve
from assessment.stalling.rules import RulesEngine
from assessment.storage.facts import known_rows
from assessment.storage.ledger import Transaction


def curve_of(transaction: Transaction, header: CaseHeader, today: date) -> Curve:
    """The level week by week, with its band; of a placement that is over as of its last day."""
    day = min(today, header.ends_on) if header.ends_on else today
    newcomer, placement = [header.newcomer_id], [header.placement_id]
    frames = {
        stem: known_rows(transaction, stem, today, newcomer_id=newcomer)
        for stem in ("newcomers", "enrolments", "results", "pauses")
    }
    frames["placements"] = known_rows(transaction, "placements", today, placement_id=placement)
    about = known_rows(transaction, "observations", today, placement_id=placement)
    ids = about["observation_id"].tolist()
    # An entry filed under the wrong placement is replaced by one about another: that one must be known, too.
    replacing = known_rows(transaction, "observations", today, replaces=ids)
    frames["observations"] = pd.concat([about, replacing]).drop_duplicates("observation_id").reset_index(drop=True)
    frames["ratings"] = known_rows(transaction, "ratings", today, observation_id=ids)
    return growth_curve(frames, day, RulesEngine(), header.placement_id)
