"""Run by Alembic: migrate on the connection that ``storage.migrate`` hands over, in its transaction."""

from alembic import context

from assessment.storage.desk_tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
