"""Alembic migrations of the database; `flask --app wsgi init` runs them (`database.upgrade`)."""
