"""What people type beside the figures is published with them: numbers of persons are refused wherever words stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bureau.conftest import SignedInAs
from tests.bureau.test_jobs import batches
from tests.bureau.test_report import broken
from tests.bureau.walking import send, upload, words, work
from tests.data_loaders.test_privacy import CARD, ID, PHONE
from transparency_site.lifecycle import NotAllowed, Role
from transparency_site.models import Submission
from transparency_site.site import Site
from transparency_site.typed_words import require_impersonal

SENTENCE = "文字里疑似有身份证号"


@pytest.mark.parametrize("number", [ID, CARD, PHONE])
def test_numbers_of_persons_are_no_words(number: str) -> None:
    require_impersonal(None, "", "原件如此，样财建〔2013〕45号")
    with pytest.raises(NotAllowed) as refused:
        require_impersonal("原件如此", f"请联系{number}")
    assert refused.value.code == "personal-words"
    assert number not in repr(refused.value)


def test_reasons_for_warnings_and_explanations(site: Site, signed_in_as: SignedInAs, tmp_path: Path) -> None:
    uploader = signed_in_as(Role.UPLOADER, "uploader")
    address = upload(uploader, [broken(tmp_path)])
    work(site)
    for path, fields in (
        (f"{address}/reason", {"reason": f"请问{PHONE}"}),
        ("/bureau/submissions/1/explain", {"address": ["batch-sum-differs@批次!L4"], "words": [f"证号{ID}"]}),
    ):
        answer = send(uploader, path, fields)
        assert answer.status_code == 409, path
        assert SENTENCE in words(answer)
    with site.sessions() as session:
        assert session.get_one(Submission, 1).explanations == {}


def test_reasons_of_reviewers(site: Site, signed_in_as: SignedInAs, tmp_path: Path) -> None:
    uploader, reviewer = signed_in_as(Role.UPLOADER, "uploader"), signed_in_as(Role.REVIEWER, "reviewer")
    upload(uploader, [batches(tmp_path, "a.xlsx", "101")])
    work(site)
    send(uploader, "/bureau/submissions/1/submit")
    answer = send(reviewer, "/bureau/submissions/1/return", {"reason": f"请改{CARD}"})
    assert answer.status_code == 409
    assert SENTENCE in words(answer)
