"""Alembic's way in: runs the revisions on the connection that `database.upgrade` hands over, in one transaction."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import context

from transparency_site.config import read_settings
from transparency_site.db import Base, Fen, make_engine
from transparency_site.models import Disclosure

assert Disclosure.metadata is Base.metadata  # the models are what the metadata knows


def _render(kind: str, item: Any, _autogen: Any) -> Any:
    return "sa.BigInteger()" if kind == "type" and isinstance(item, Fen) else False


def _run(connection: sa.Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=_render,
        # SQLite can roll DDL back here because BEGIN is ours (db.py): a failed migration leaves the old tables.
        transactional_ddl=True,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()


if (given := context.config.attributes.get("connection")) is not None:
    _run(given)
else:
    with make_engine(read_settings().database_url).connect() as own:
        _run(own)
        own.commit()
