"""Does the simulated municipality look like the published figures: ``make validate``. Part of the tests are held to it.

The course part alone (5,000 learners, 260 weeks, 40 municipalities) is held against statistics; the whole simulation
(52 weeks, people already somewhere in their course) is described, in the shipped world or in ``--world NAME``.
"""

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd

from assessment.access.actor import SYSTEM
from assessment.exchange.writing import bundle_texts, write_bundle
from assessment.reference.municipalities import municipalities
from assessment.simulation.course_part import SimulatedCourse, simulate_course
from assessment.simulation.municipality import SimulatedMunicipality, simulate
from assessment.simulation.world import World
from assessment.simulation.worlds import world_named
from assessment.storage.ledger import open_ledger
from assessment.use_cases.import_bundle import import_bundle
from assessment.use_cases.score_placements import score_placements

END = date(2026, 6, 28)
LEARNERS, COURSE_WEEKS, COURSE_MUNICIPALITIES = 5_000, 260, 40
WEEKS, LABEL_WEEKS = 52, 8
MANY_RATINGS = 5  # of one criterion by one observer of one person
MODULES_OF_ONE_COURSE = 2  # a Swedish course is about two Danish modules: three courses lead from B to D


@dataclass(frozen=True)
class Figure:
    """One figure: what it is, its value, and what was published or assumed (None: nothing to hold it against)."""

    name: str
    value: float
    target: float | str | None = None

    def __str__(self) -> str:
        """The figure as a line."""
        against = "" if self.target is None else f"   ({self.target})"
        return f"{self.name:<72}{self.value:7.3f}{against}"


def simulated_course(world: World, seed: int = 1, learners: int = LEARNERS) -> SimulatedCourse:
    """The course part, over so many municipalities that they differ as the country's do."""
    codes = list(municipalities())[:COURSE_MUNICIPALITIES]
    return simulate_course(learners, COURSE_WEEKS, seed, END, municipalities=codes, world=world)


def course_figures(course: SimulatedCourse) -> dict[str, Figure]:
    """What became of the learners, by short name."""
    learners = course.learners.assign(
        passed=course.learners.index.isin(course.passed.query("is_exam")["learner"]),
        nothing=~course.learners.index.isin(course.passed.query("week < 52")["learner"]),
    )
    lessons = learners.groupby("municipality")[["lessons_offered", "lessons_attended"]].sum()
    absence = 1 - lessons["lessons_attended"] / lessons["lessons_offered"]
    whole = 1 - lessons["lessons_attended"].sum() / lessons["lessons_offered"].sum()
    figures = {
        "passed": Figure("passed a danskprøve within 5 years", learners["passed"].mean(), 0.62),
        "nothing": Figure("no module completed in the first 12 months", learners["nothing"].mean(), 0.25),
        "absence": Figure("absence", whole, 0.37),
        "absence_least": Figure("absence in the municipality with least", absence.min(), 0.20),
        "absence_most": Figure("absence in the municipality with most", absence.max(), 0.50),
    }
    checked = {"DU1": (0.51, 0.35), "DU2": (0.66, 0.21), "DU3": (0.83, 0.11)}
    for track, of_track in learners.groupby("track"):
        passed, nothing = checked[str(track)]
        figures |= {
            f"passed_{track}": Figure(f"passed, {track}", of_track["passed"].mean(), f"check run {passed}"),
            f"nothing_{track}": Figure(f"no module, {track}", of_track["nothing"].mean(), f"check run {nothing}"),
        }
    for tracks in (["DU1"], ["DU2"], ["DU3"], ["DU2", "DU3"]):
        chosen = learners[learners["track"].isin(tracks)].groupby("gender")["passed"].mean()
        for gender, word in (("f", "women"), ("m", "men")):
            name = f"passed, {' and '.join(tracks)}, {word}"
            figures[f"passed_{'_'.join(tracks)}_{gender}"] = Figure(name, chosen[gender])
    for track, median in _first_module(course).items():
        typical = {"DU1": 170, "DU2": 120, "DU3": 80}[str(track)]
        figures[f"lessons_{track}"] = Figure(f"lessons attended in module 1, median, {track}", median, typical)
    figures["year_module"] = Figure(
        "DU2: of module and calendar year, completed in it", _completed_in_its_year(course, 1)
    )
    figures["year_course"] = Figure(
        "DU2: of two modules and calendar year, completed in it",
        _completed_in_its_year(course, MODULES_OF_ONE_COURSE),
        "Swedish courses .25-.40",
    )
    return figures


def _first_module(course: SimulatedCourse) -> pd.Series:
    """The median of lessons to the first module passed; those who never passed it count as needing more than all."""
    first = course.passed.query("module == 1").set_index("learner")["lessons"]
    needed = first.reindex(course.learners.index).fillna(float("inf"))
    return needed.groupby(course.learners["track"]).median()


def _completed_in_its_year(course: SimulatedCourse, modules: int) -> float:
    """Of all who were taught in a stretch of so many modules in a whole calendar year, those who completed it then."""
    on_du2 = course.learners.index[course.learners["track"] == "DU2"]
    year = course.mondays.astype("datetime64[Y]").astype(int) + 1970
    whole_years = sorted(set(year))[1:-1]
    stays = course.stays[course.stays["learner"].isin(on_du2) & course.stays["year"].isin(whole_years)]
    stays = stays.assign(stretch=(stays["module"] - 1) // modules).drop_duplicates(["learner", "stretch", "year"])
    done = course.passed.assign(
        stretch=(course.passed["module"] - 1) // modules, year=year[course.passed["week"]], done=True
    )
    done = done[done["module"] % modules == 0].drop_duplicates(["learner", "stretch", "year"])
    both = stays.merge(done[["learner", "stretch", "year", "done"]], how="left", on=["learner", "stretch", "year"])
    return float(both["done"].notna().mean())


def simulated_towns(world: World, towns: int = 12, newcomers: int = 500) -> list[SimulatedMunicipality]:
    """The whole simulation in several municipalities."""
    codes = list(municipalities())[:towns]
    return [simulate(newcomers, WEEKS, 1, END, municipality=code, world=world) for code in codes]


def town_figures(towns: list[SimulatedMunicipality]) -> dict[str, Figure]:
    """What the whole simulation looks like, by short name."""
    frames = {stem: pd.concat([town.frames[stem] for town in towns], ignore_index=True) for stem in towns[0].frames}
    truth = pd.concat([town.truth for town in towns], ignore_index=True)
    truth["active_weeks"] = truth.groupby("placement_id")["active"].cumsum()
    labelled = truth[truth["active"] & (truth["active_weeks"] >= LABEL_WEEKS)]
    placements = frames["placements"].set_index("placement_id")
    length = ((placements["ends_on"] - placements["started_on"]).dt.days / 7).round()
    of_13 = labelled[labelled["placement_id"].map(length) == 13]
    entries = frames["observations"][frames["observations"]["replaces"].isna()].copy()
    entries["week_start_on"] = entries["seen_on"] - pd.to_timedelta(entries["seen_on"].dt.day_of_week, unit="D")
    seen = entries.merge(truth, on=["placement_id", "week_start_on"])
    said = seen.dropna(subset="talk_minutes")
    silent = said["talk_minutes"] == "0"
    by_placement = said["cause"] == "placement"
    has_entry = pd.MultiIndex.from_frame(seen[["placement_id", "week"]])
    active = pd.MultiIndex.from_frame(truth[truth["active"]][["placement_id", "week"]])
    attendance = frames["attendance"][["lessons_offered", "lessons_attended"]].sum()
    item_error, shared = _rating_error(frames["ratings"], seen)
    return {
        "absence": Figure("absence", 1 - attendance["lessons_attended"] / attendance["lessons_offered"], 0.37),
        "stalled": Figure("active weeks truly stalled", truth["stalled"][truth["active"]].mean(), 0.12),
        "caused": Figure("  of these by the placement", _by_placement(truth), 0.60),
        "stalled_13": Figure("13-week placements: weeks from the 8th on, stalled", of_13["stalled"].mean(), 0.12),
        "caused_13": Figure("  of these by the placement", _by_placement(of_13), 0.60),
        "ever_13": Figure("13-week placements: ever stalled", of_13.groupby("placement_id")["stalled"].any().mean()),
        "labelled": Figure("all placements: weeks from the 8th on, stalled", labelled["stalled"].mean()),
        "silence_good": Figure("silence (0 minutes) where nothing is stalled", silent[~said["stalled"]].mean()),
        "silence_stall": Figure("silence in stalls by the placement", silent[by_placement].mean()),
        "stalled_silent": Figure("stalled, of the silent", said["stalled"][silent].mean()),
        "unset": Figure("criteria not seen (ikke set)", frames["ratings"]["step"].isna().mean(), 0.25),
        "missed": Figure("active weeks without any entry", 1 - active.isin(has_entry).mean(), "per buddy .35"),
        "item_error": Figure("error of one rating around its observer's own line, sd in steps", item_error, 0.7),
        "shared_error": Figure("  of its variance, shared by all ratings of the entry", shared, 0.5),
        "entry_error": Figure(
            "  of the mean of 4 such ratings, sd in steps",
            item_error * (shared + (1 - shared) / 4) ** 0.5,
            ".34 to .55",
        ),
        "notes": Figure("entries with a note", entries["note"].notna().mean()),
    }


def _rating_error(ratings: pd.DataFrame, seen: pd.DataFrame) -> tuple[float, float]:
    """The sd of a rating beyond the true level and its observer's mean, and the share an entry's have in common."""
    rated = ratings.dropna(subset="step").merge(seen[["observation_id", "placement_id", "observer_id", "level"]])
    rated = rated[rated.groupby("observer_id")["step"].transform("nunique") > 1]
    follows = [rated["placement_id"], rated["observer_id"]]
    rated["level"] -= rated["level"].groupby(follows).transform("mean")
    rated["step"] -= rated["step"].groupby([*follows, rated["criterion"]]).transform("mean")
    times = rated["step"].groupby([*follows, rated["criterion"]]).transform("size")
    rated = rated[times >= MANY_RATINGS]
    slope = (rated["step"] * rated["level"]).sum() / (rated["level"] ** 2).sum()
    error = (rated["step"] - slope * rated["level"]) * (MANY_RATINGS / (MANY_RATINGS - 1)) ** 0.5
    entry = error.groupby(rated["observation_id"]).agg(["sum", "size", lambda one: (one**2).sum()])
    entry.columns = ["sum", "size", "squares"]
    pairs = (entry["size"] * (entry["size"] - 1)).sum()
    return float(error.std()), float((entry["sum"] ** 2 - entry["squares"]).sum() / pairs / error.var())


def _by_placement(truth: pd.DataFrame) -> float:
    return float((truth["cause"][truth["stalled"]] == "placement").mean())


def state_shares(town: SimulatedMunicipality) -> pd.Series:
    """The share of each state among placements active on the last day, by the rules."""
    with tempfile.TemporaryDirectory() as folder:
        write_bundle(Path(folder) / "bundle", bundle_texts(town.frames))
        ledger = open_ledger(f"sqlite:///{folder}/validate.db")
        now = datetime(END.year, END.month, END.day, 21, tzinfo=UTC)
        import_bundle(ledger, SYSTEM, Path(folder) / "bundle", now=now)
        scored = score_placements(ledger, SYSTEM, as_of=END, now=now, dry_run=True)
        states = pd.Series([state.state.value for state in scored.assessed.states])
        ledger.close()
    return states.value_counts(normalize=True)


def _lines(world: World) -> Iterator[str]:
    yield f"The course alone: {LEARNERS} learners, {COURSE_WEEKS} weeks, nobody placed, nobody stalled"
    yield from map(str, course_figures(simulated_course(world)).values())
    yield f"\nThe whole simulation: 12 municipalities of 500 newcomers, {WEEKS} weeks"
    yield from map(str, town_figures(simulated_towns(world)).values())
    yield "\nStates by the rules on the last day, 1,000 newcomers"
    shares = state_shares(simulate(1_000, WEEKS, 1, END, world=world))
    yield from (f"{state:<72}{share:7.3f}" for state, share in shares.items())


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--world", default="shipped")
    for line in _lines(world_named(parser.parse_args().world)):
        print(line, flush=True)


if __name__ == "__main__":
    main()
