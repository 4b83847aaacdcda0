"""Which rubrics and cases this database has used: they are immutable from their first use."""

from sqlalchemy import Connection, insert, select

from assessment.domain.calibration import CalibrationCases
from assessment.domain.errors import CallerCanMend
from assessment.domain.rubric import Rubric
from assessment.i18n.words import _
from assessment.storage.desk_tables import meta


def use(connection: Connection, rubric: Rubric | CalibrationCases) -> None:
    """Note the hash of a rubric or its cases at first use; refuse one of the same version with other content."""
    name = f"rubric:{rubric.version}"
    known = connection.execute(select(meta.c.value).where(meta.c.name == name)).scalar()
    if known is None:
        connection.execute(insert(meta).values(name=name, value=rubric.sha256))
    elif known != rubric.sha256:
        raise CallerCanMend(
            _(
                "Skemaet {version} er ændret, efter at det er taget i brug. "
                "Læg den oprindelige fil tilbage, eller giv det nye skema en ny version."
            ).format(version=rubric.version)
        )
