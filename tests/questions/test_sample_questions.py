"""The sample's questions find their correction whatever version it is: a larger sample has more of them."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories as make
from tests import small_city
from tests.questions.conftest import FIGURE
from transparency_site import sample_questions
from transparency_site.models import Question
from transparency_site.sample_questions import SampleQuestion
from transparency_site.site import Site
from transparency_site.users import find_user


@pytest.mark.parametrize("before", [0, 2])
def test_the_correction_is_linked(
    small_site: Site, session: Session, monkeypatch: pytest.MonkeyPatch, before: int
) -> None:
    for number in range(before):
        document = make.budget("101001", 2015 + number, klass="201")
        small_city.publish(small_site, session, [document], dt.date(2014, 2, 13), f"先公开的第{number}次")
    asked = dt.date(2014, 2, 13)
    released, answered = asked + dt.timedelta(days=1), asked + dt.timedelta(days=2)
    words, answer = "请核对这一项的出处和单位。", "已更正。"
    question = SampleQuestion(asked, FIGURE, "wrong-figure", words, released, answer, released, answered, True)
    monkeypatch.setattr(sample_questions, "QUESTIONS", (question,))
    corrected = make.budget("204001", 2013, 610_000_00, 440_000_00, three_public=[make.three_public()])
    act = small_city.publish(small_site, session, [corrected], dt.date(2014, 2, 14), "更正：按提问核对后改正")
    users = {name: find_user(session, name) for name in ("uploader", "reviewer")}
    for _ in range(2):  # a second time changes nothing
        sample_questions.add(small_site, session, users)
        assert session.scalars(select(Question)).one().correction == act.version
