"""Which rubrics this database has used: a rubric is immutable from its first use."""

from sqlalchemy import Connection, insert, select

from assessment.domain.errors import CallerCanMend
from assessment.domain.rubric import Rubric
from assessment.i18n.words import _
from assessment.storage.desk_tables import meta


def use(connection: Connection, rubric: Rubric) -> None:
    """Note the rubric's hash at its first use; refuse a rubric of the same version with other content."""
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
