"""The city as the site has published it: what a file is checked against is what is in force, not an edited folder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from data_loaders.city import City
from transparency_site.reference_rows import REFERENCE, records_of
from transparency_site.snapshot import Snapshot


def city_of(snapshot: Snapshot, settings: Mapping[str, Any]) -> City:
    """The city at this version; `settings` is city.toml as parsed (`site.city`): name, code, bounds."""
    lists: dict[str, tuple[Any, ...]] = {}
    for reference in REFERENCE:
        for name, model in reference.lists.items():
            statement = snapshot.rows(model, *model.__table__.columns).order_by(model.__table__.c.id)
            rows = snapshot.session.execute(statement).mappings()
            lists[name] = records_of(name, (dict(row) for row in rows))
    return City(code=str(settings["code"]), name=str(settings["name"]), settings=settings, **lists)
