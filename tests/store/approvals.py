"""Raw SQL with which somebody who holds the database would approve his own upload: all of it must be refused."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from tests import factories as make
from tests import small_city
from transparency_site import submissions
from transparency_site.models import Event, Submission, User
from transparency_site.site import Site
from transparency_site.users import find_user

FORGERIES = {
    "his own": "UPDATE submissions SET approved_by_id = uploaded_by_id WHERE id = :id",
    "another uploader": "UPDATE submissions SET approved_by_id = :second WHERE id = :id",
    "the auditor's role": "UPDATE submissions SET approved_by_id = :second, state = 'approved' WHERE id = :id",
    "nobody": "UPDATE submissions SET state = 'approved' WHERE id = :id",
    "published at once": "UPDATE submissions SET state = 'published' WHERE id = :id",
    "a new row": "INSERT INTO submissions (file_sha256, state, options, explanations, uploaded_by_id, approved_by_id, "
    "received_at) SELECT file_sha256, 'approved', options, explanations, uploaded_by_id, :second, received_at "
    "FROM submissions WHERE id = :id",
}


def try_all(site: Site, session: Session) -> None:
    """Every forgery is refused by the database, also with a reviewer's name who has checked the file himself; an
    honest approval is not.
    """
    submission = small_city.upload(site, session, [make.batch("801")], "forged")
    submissions.submit(site, session, submission, find_user(session, "uploader"))
    number, second = submission.id, find_user(session, "second-uploader").id
    for name, statement in FORGERIES.items():
        with pytest.raises(DatabaseError, match="four_eyes"):
            session.execute(text(statement), {"id": number, "second": second})
        session.rollback()
        assert session.get_one(Submission, number).state == "submitted", name
    reviewer = session.scalars(select(User).where(User.name == "reviewer")).one()
    session.add(Event(at=site.now(), actor="reviewer", action="check", subject=f"submission.{number}", digest=None,
                      details={}))
    session.commit()
    with pytest.raises(DatabaseError, match="four_eyes"):
        session.execute(text("UPDATE submissions SET approved_by_id = :by WHERE id = :id"),
                        {"by": reviewer.id, "id": number})
    session.rollback()
    other = small_city.approved(site, session, [make.batch("802")], "honest")
    assert other.state == "approved"
