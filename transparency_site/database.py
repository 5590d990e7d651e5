"""Making the database ready: run the migrations to the newest revision; say whether models and tables differ."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from transparency_site.accounts import sealed_secrets
from transparency_site.db import Base
from transparency_site.site import Site

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(site: Site) -> None:
    """Bring the database to the newest revision, in one transaction; an up-to-date one is left alone."""
    site.settings.var_dir.mkdir(parents=True, exist_ok=True)
    with site.engine.connect().execution_options(immediate=True) as connection, connection.begin():
        command.upgrade(_alembic(connection), "head")
        sealed_secrets.seal_older(site, connection)


def is_ready(site: Site) -> bool:
    """Whether the database stands at the newest revision (`init` was run by this release)."""
    with site.newest_engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    return current is not None and current == _newest_revision()


@lru_cache(maxsize=1)
def _newest_revision() -> str | None:
    """The revision that this release's migrations end with; reading all of them takes a while."""
    return ScriptDirectory.from_config(_alembic()).get_current_head()


def differences(connection: Connection) -> list[Any]:
    """What an automatic migration would change: empty where the tables are equal to the models."""
    context = MigrationContext.configure(connection, opts={"compare_type": True, "target_metadata": Base.metadata})
    return list(compare_metadata(context, Base.metadata))


def _alembic(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    if connection is not None:
        config.attributes["connection"] = connection
    return config
