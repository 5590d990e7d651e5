"""The one idea: what the public may see is a value, `Snapshot(session, version, on_date)`.

`snapshot.rows(Model)` is the only way a public query starts: a `select` limited to disclosures with
`published_in <= version < retired_in`. Nothing else in the code knows the rule. Every public read is therefore a pure
function of (version, business date, arguments): it can be cached, cited, replayed and compared.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Engine, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from transparency_site.models import Disclosure, Publication

_VERSION, _DAY = re.compile("[1-9][0-9]{0,8}"), re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


class UnknownVersion(LookupError):
    """`as_of` names a version or a date before the first publication: 404."""


@dataclass(frozen=True)
class Snapshot:
    """The site as it stood at `version`, read on `on_date`. `candidate`: a submission shown as if published.

    `pinned`: a version was asked for (`as_of`). What is not versioned (questions) is then as it stood when that version
    was published, else as it stands now.
    """

    session: Session
    version: int
    on_date: dt.date
    latest: int  # the newest version there is; pages say so when it is newer
    candidate: int | None = None
    pinned: bool = False
    questions: int | None = None  # the generation of readers' questions, where the caller has just looked

    @property
    def is_latest(self) -> bool:
        return self.version == self.latest

    @property
    def engine(self) -> Engine:
        """The database that is read."""
        bind = self.session.bind
        assert bind is not None
        return bind.engine

    def visible(self) -> ColumnElement[bool]:
        """The visibility rule over `Disclosure`."""
        published = and_(
            Disclosure.published_in <= self.version,
            or_(Disclosure.retired_in.is_(None), Disclosure.retired_in > self.version),
        )
        if self.candidate is None:
            return published
        replaced = select(Disclosure.key).where(Disclosure.submission_id == self.candidate).scalar_subquery()
        return or_(Disclosure.submission_id == self.candidate, and_(published, Disclosure.key.not_in(replaced)))

    def withdrawn(self) -> ColumnElement[bool]:
        """Disclosures that this version knows as withdrawn or redacted (they have left lists, sums and search)."""
        return and_(Disclosure.retired_in <= self.version, Disclosure.retired_as.in_(("withdrawn", "redacted")))

    def ever_published(self) -> ColumnElement[bool]:
        """Revisions that this version knows, retired ones included: histories and redlines start here."""
        return Disclosure.published_in <= self.version

    def known_revisions(self) -> ColumnElement[bool]:
        """What was ever published, and in a preview the candidate beside it: it is the newest revision there."""
        published = self.ever_published()
        return published if self.candidate is None else or_(published, Disclosure.submission_id == self.candidate)

    def has_retired(self, retired_in: int | None) -> bool:
        """Whether something retired in `retired_in` is gone at this version."""
        return retired_in is not None and retired_in <= self.version

    def rows(self, model: type[Any], *columns: Any) -> Select[Any]:
        """A select of `model` (or `columns` of it) limited to what is visible, joined with `Disclosure`."""
        statement = select(*columns) if columns else select(model)
        if model is Disclosure:
            return statement.select_from(Disclosure).where(self.visible())
        return statement.select_from(model).join(Disclosure, Disclosure.id == model.disclosure_id).where(self.visible())


_LATEST = select(func.max(Publication.version))


def latest_version(session: Session) -> int:
    """The newest version; 0 before anything was published."""
    return session.scalar(_LATEST) or 0


def open_snapshot(
    session: Session, today: dt.date, as_of: str | None = None, candidate: int | None = None,
    latest: int | None = None, questions: int | None = None,
) -> Snapshot:
    """The snapshot for `as_of`: None (now), a version number, or a date (the last version of that day).

    An `as_of` snapshot is read on its publication's own business date, so that it gives the same bytes for ever.
    `latest`, `questions`: the newest version and the generation of questions, where the caller has just looked. Raises
    UnknownVersion.
    """
    latest = latest_version(session) if latest is None else latest
    if as_of is None:
        return Snapshot(session, latest, today, latest, candidate, questions=questions)
    publication = _publication(session, as_of)
    return Snapshot(session, publication.version, publication.business_date, latest, pinned=True, questions=questions)


def _publication(session: Session, as_of: str) -> Publication:
    statement = select(Publication).order_by(Publication.version.desc()).limit(1)
    if _VERSION.fullmatch(as_of):
        statement = statement.where(Publication.version == int(as_of))
    elif _DAY.fullmatch(as_of):
        try:
            statement = statement.where(Publication.business_date <= dt.date.fromisoformat(as_of))
        except ValueError:
            raise UnknownVersion(as_of) from None
    else:
        raise UnknownVersion(as_of)
    publication = session.scalar(statement)
    if publication is None:
        raise UnknownVersion(as_of)
    return publication
