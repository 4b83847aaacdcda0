"""Write a small bundle by hand, a sentence a line: who is where, who saw what, and what the school reported."""

import csv
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from assessment.domain.bundle import BUNDLE, BUNDLE_FILES
from assessment.domain.days import COPENHAGEN

Cells = Mapping[str, object]


class SmallBundle:
    """Rows of a bundle as somebody would type them; :meth:`write` makes the folder that is delivered."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Cells]] = {file.stem: [] for file in BUNDLE}

    def add(self, stem: str, **cells: object) -> "SmallBundle":
        """One row of one file."""
        self.rows[stem].append(cells)
        return self

    def person(
        self,
        name: str,
        *,
        started_on: date,
        ends_on: date | None = None,
        municipality: str = "461",
        workplace: str = "bageri",
        buddy: str = "mia",
    ) -> "SmallBundle":
        """A newcomer placed at a workplace with a buddy; the placement is called ``forloeb-<name>``."""
        known = {cells["workplace_id"] for cells in self.rows["workplaces"]}
        if workplace not in known:
            self.add("workplaces", workplace_id=workplace, name=workplace.capitalize(), municipality=municipality)
        if buddy not in {cells["observer_id"] for cells in self.rows["observers"]}:
            self.add(
                "observers", observer_id=buddy, role="sprogmakker", workplace_id=workplace, name=buddy.capitalize()
            )
        self.add("newcomers", newcomer_id=name, municipality=municipality, alias=name.capitalize())
        return self.add(
            "placements",
            placement_id=f"forloeb-{name}",
            newcomer_id=name,
            workplace_id=workplace,
            kind="praktik",
            started_on=started_on,
            ends_on=ends_on,
        )

    def seen(
        self,
        name: str,
        day: date,
        steps: Mapping[str, int | None],
        *,
        by: str = "mia",
        recorded_at: datetime | None = None,
        talk_minutes: str = "",
        **cells: object,
    ) -> str:
        """One observation with its ratings, typed in the same afternoon unless said otherwise; return its id."""
        number = len(self.rows["observations"])
        observation_id = str(uuid5(NAMESPACE_URL, f"{name}/{day}/{by}/{number}"))
        self.add(
            "observations",
            observation_id=observation_id,
            placement_id=f"forloeb-{name}",
            observer_id=by,
            seen_on=day,
            recorded_at=recorded_at or afternoon(day),
            talk_minutes=talk_minutes,
            **cells,
        )
        for criterion, step in steps.items():
            self.add("ratings", observation_id=observation_id, criterion=criterion, step=step)
        return observation_id

    def write(self, folder: Path) -> Path:
        """The folder, with a file for each kind of row there is."""
        folder.mkdir(parents=True)
        for stem, rows in self.rows.items():
            if rows:
                with (folder / f"{stem}.csv").open("w", encoding="utf-8", newline="") as file:
                    writer = csv.writer(file, delimiter=";")
                    writer.writerow(BUNDLE_FILES[stem].column_names)
                    writer.writerows(
                        [_text(cells.get(name)) for name in BUNDLE_FILES[stem].column_names] for cells in rows
                    )
        return folder


def afternoon(day: date) -> datetime:
    """Three o'clock in Denmark on that day."""
    return datetime(day.year, day.month, day.day, 15, tzinfo=COPENHAGEN)


def weekly(first: date, weeks: int) -> list[date]:
    """The same weekday, week after week."""
    return [first + timedelta(weeks=number) for number in range(weeks)]


def _text(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)
