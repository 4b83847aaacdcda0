"""Use case: take the facts out again, as the bundle that they came in."""

from datetime import datetime
from pathlib import Path

import pandas as pd

from assessment.access.actor import Actor
from assessment.access.policy import Verb, require
from assessment.domain.errors import CallerCanMend
from assessment.exchange.writing import bundle_texts, write_bundle
from assessment.i18n.words import _
from assessment.storage import facts, journal
from assessment.storage.facts import Frames
from assessment.storage.ledger import Ledger


def export_bundle(
    ledger: Ledger, actor: Actor, out: Path, *, now: datetime, municipality: str | None = None
) -> dict[str, int]:
    """Write the bundle of current rows to the folder ``out``; return the rows by file name."""
    require(actor, Verb.EXPORT, municipality=municipality)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise CallerCanMend(_("{out} findes allerede og er ikke en tom mappe. Vælg et andet navn.").format(out=out))
    with ledger.reading() as transaction:
        frames = facts.current_frames(transaction)
    if municipality is not None:
        frames = _of_municipality(frames, municipality)
    counts = {f"{stem}.csv": len(rows) for stem, rows in frames.items()}
    with ledger.writing() as transaction:
        journal.write(transaction, at=now, actor=actor.user, act="export", subject=municipality or "*", detail=counts)
    write_bundle(out, bundle_texts(frames))
    return counts


def _of_municipality(frames: Frames, municipality: str) -> Frames:
    """The newcomers of one municipality, and only what is about them or refers to nothing but that."""

    def those(stem: str, column: str, ids: pd.Series) -> pd.DataFrame:
        return frames[stem][frames[stem][column].isin(ids)]

    kept = dict(frames)
    kept["newcomers"] = frames["newcomers"][frames["newcomers"]["municipality"] == municipality]
    people = kept["newcomers"]["newcomer_id"]
    for stem in ("placements", "enrolments", "results", "pauses", "objections"):
        kept[stem] = those(stem, "newcomer_id", people)
    for stem in ("observations", "assignments"):
        kept[stem] = those(stem, "placement_id", kept["placements"]["placement_id"])
    kept["ratings"] = those("ratings", "observation_id", kept["observations"]["observation_id"])
    kept["attendance"] = those("attendance", "enrolment_id", kept["enrolments"]["enrolment_id"])
    kept["providers"] = those(
        "providers", "provider_id", pd.concat([kept["enrolments"]["provider_id"], kept["results"]["provider_id"]])
    )
    kept["observers"] = those(
        "observers", "observer_id", pd.concat([kept["observations"]["observer_id"], kept["assignments"]["observer_id"]])
    )
    kept["calibrations"] = those("calibrations", "observer_id", kept["observers"]["observer_id"])
    workplaces = pd.concat([kept["placements"]["workplace_id"], kept["observers"]["workplace_id"]])
    kept["workplaces"] = those("workplaces", "workplace_id", workplaces)
    return kept
