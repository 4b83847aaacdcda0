"""Run by Alembic: migrate on the connection that ``storage.migrate`` hands over, in its transaction."""

from alembic import context

from assessment.storage import desk_tables as desk_tables  # the tables beside the facts join the same metadata
from assessment.storage.fact_tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
