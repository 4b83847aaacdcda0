"""The bundle: which files, columns, values and keys a municipality's facts are made of.

The one description of the exchange format that reading, writing, storing and simulating
share. It says what the columns *are*; how they look as text is the business of ``exchange``.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "id",
    "uuid",
    "text",
    "note",
    "day",
    "moment",
    "week",
    "choice",
    "municipality",
    "step",
    "count",
    "number",
    "year",
    "passed",
    "grade",
    "criterion",
]
"""What a column holds. In a frame: ``id uuid text note week choice municipality passed criterion`` are str (None where
missing), ``day`` is datetime64[s] at midnight, ``moment`` is datetime64[us, UTC] (both NaT where missing),
``step number grade count year`` are float64 (NaN where missing)."""

ID_MAX_LENGTH = 64
TEXT_MAX_LENGTH = 200
NOTE_MAX_LENGTH = 500
STEPS = (0, 1, 2, 3, 4)
GRADES = {-3: "-3", 0: "00", 2: "02", 4: "4", 7: "7", 10: "10", 12: "12"}


@dataclass(frozen=True, slots=True)
class BundleColumn:
    """One column: its name, kind, whether a value is required, what it may be or point at."""

    name: str
    kind: Kind
    required: bool = False
    choices: tuple[str, ...] = ()
    refers_to: str = ""
    default: str = ""


@dataclass(frozen=True, slots=True)
class BundleFile:
    """One file: its columns, the key that names a row, and the periods that must not run backwards."""

    stem: str
    columns: tuple[BundleColumn, ...]
    key: tuple[str, ...]
    periods: tuple[tuple[str, str], ...] = ()

    @property
    def filename(self) -> str:
        """The file's name in a bundle, such as ``newcomers.csv``."""
        return f"{self.stem}.csv"

    @property
    def column_names(self) -> tuple[str, ...]:
        """The canonical headers, in the order they are written."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> BundleColumn:
        """The column of that name; KeyError where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


_Column = BundleColumn
TRACKS = ("DU1", "DU2", "DU3", "FVU")
PLACEMENT_KINDS = ("praktik", "loentilskud", "igu", "fritidsjob", "ordinaer")
OBSERVER_ROLES = ("sprogmakker", "kulturguide", "sprogmentor")

BUNDLE: tuple[BundleFile, ...] = (
    BundleFile(
        "newcomers",
        (
            _Column("newcomer_id", "id", required=True),
            _Column("municipality", "municipality", required=True),
            _Column("alias", "text"),
            _Column("gender", "choice", choices=("f", "m", "x")),
            _Column("birth_year", "year"),
            _Column("resident_since", "day"),
        ),
        key=("newcomer_id",),
    ),
    BundleFile(
        "workplaces",
        (
            _Column("workplace_id", "id", required=True),
            _Column("name", "text"),
            _Column("municipality", "municipality"),
            _Column("trade", "text"),
        ),
        key=("workplace_id",),
    ),
    BundleFile(
        "placements",
        (
            _Column("placement_id", "id", required=True),
            _Column("newcomer_id", "id", required=True, refers_to="newcomers"),
            _Column("workplace_id", "id", required=True, refers_to="workplaces"),
            _Column("kind", "choice", required=True, choices=PLACEMENT_KINDS),
            _Column("started_on", "day", required=True),
            _Column("ends_on", "day"),
            _Column("hours_per_week", "number"),
            _Column("received_on", "day"),
        ),
        key=("placement_id",),
        periods=(("started_on", "ends_on"),),
    ),
    BundleFile(
        "observers",
        (
            _Column("observer_id", "id", required=True),
            _Column("role", "choice", required=True, choices=OBSERVER_ROLES),
            _Column("workplace_id", "id", refers_to="workplaces"),
            _Column("name", "text"),
        ),
        key=("observer_id",),
    ),
    BundleFile(
        "assignments",
        (
            _Column("assignment_id", "id", required=True),
            _Column("placement_id", "id", required=True, refers_to="placements"),
            _Column("observer_id", "id", required=True, refers_to="observers"),
            _Column("from_on", "day", required=True),
            _Column("to_on", "day"),
        ),
        key=("assignment_id",),
        periods=(("from_on", "to_on"),),
    ),
    BundleFile(
        "observations",
        (
            _Column("observation_id", "uuid", required=True),
            _Column("placement_id", "id", required=True, refers_to="placements"),
            _Column("observer_id", "id", required=True, refers_to="observers"),
            _Column("seen_on", "day", required=True),
            _Column("recorded_at", "moment", required=True),
            _Column("mode", "choice", choices=("in_person", "phone", "video")),
            _Column("talk_minutes", "choice", choices=("0", "lt10", "10to30", "gt30")),
            _Column("talk_partners", "choice", choices=("0", "1", "2to3", "4plus")),
            _Column("note", "note"),
            _Column("replaces", "uuid", refers_to="observations"),
            _Column("withdrawn_at", "moment"),
        ),
        key=("observation_id",),
    ),
    BundleFile(
        "ratings",
        (
            _Column("observation_id", "uuid", required=True, refers_to="observations"),
            _Column("criterion", "criterion", required=True),
            _Column("step", "step"),
        ),
        key=("observation_id", "criterion"),
    ),
    BundleFile(
        "providers",
        (_Column("provider_id", "id", required=True), _Column("name", "text")),
        key=("provider_id",),
    ),
    BundleFile(
        "enrolments",
        (
            _Column("enrolment_id", "id", required=True),
            _Column("newcomer_id", "id", required=True, refers_to="newcomers"),
            _Column("provider_id", "id", required=True, refers_to="providers"),
            _Column("track", "choice", required=True, choices=TRACKS),
            _Column("module", "text"),
            _Column("started_on", "day", required=True),
            _Column("ended_on", "day"),
        ),
        key=("enrolment_id",),
        periods=(("started_on", "ended_on"),),
    ),
    BundleFile(
        "attendance",
        (
            _Column("enrolment_id", "id", required=True, refers_to="enrolments"),
            _Column("week", "week", required=True),
            _Column("lessons_offered", "number", required=True),
            _Column("lessons_attended", "number", required=True),
        ),
        key=("enrolment_id", "week"),
    ),
    BundleFile(
        "results",
        (
            _Column("result_id", "id", required=True),
            _Column("newcomer_id", "id", required=True, refers_to="newcomers"),
            _Column("provider_id", "id", required=True, refers_to="providers"),
            _Column(
                "kind", "choice", required=True, choices=("modultest", "PD1", "PD2", "PD3", "studieproeven", "fvu")
            ),
            _Column(
                "part", "choice", choices=("samlet", "laesning", "skriftlig", "lytning", "mundtlig"), default="samlet"
            ),
            _Column("track", "choice", choices=TRACKS),
            _Column("module", "text"),
            _Column("taken_on", "day", required=True),
            _Column("reported_on", "day", required=True),
            _Column("passed", "passed", required=True, choices=("ja", "nej", "fritaget")),
            _Column("grade", "grade"),
        ),
        key=("result_id",),
        periods=(("taken_on", "reported_on"),),
    ),
    BundleFile(
        "pauses",
        (
            _Column("newcomer_id", "id", required=True, refers_to="newcomers"),
            _Column("from_on", "day", required=True),
            _Column("to_on", "day", required=True),
            _Column("code", "choice", required=True, choices=("agreed", "closure", "holiday")),
        ),
        key=("newcomer_id", "from_on", "code"),
        periods=(("from_on", "to_on"),),
    ),
    BundleFile(
        "objections",
        (
            _Column("newcomer_id", "id", required=True, refers_to="newcomers"),
            _Column("from_on", "day", required=True),
            _Column("to_on", "day"),
        ),
        key=("newcomer_id", "from_on"),
        periods=(("from_on", "to_on"),),
    ),
    BundleFile(
        "calibrations",
        (
            _Column("calibration_id", "id", required=True),
            _Column("observer_id", "id", required=True, refers_to="observers"),
            _Column("case_id", "id", required=True),
            _Column("criterion", "criterion", required=True),
            _Column("step", "step", required=True),
            _Column("rated_at", "moment", required=True),
        ),
        key=("calibration_id",),
    ),
)
BUNDLE_FILES: dict[str, BundleFile] = {file.stem: file for file in BUNDLE}
