"""Runs the migrations on the connection that rag.catalog.database hands over."""

from alembic import context

from rag.catalog.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
