"""Damaged files through the upload door of programs, the queue and the worker: none ends it, none says other data.

A seeded part by default; 10,000 files where TORTURE_CASES is set (TORTURE_UPLOADS for another number). What is taken
must say what the sound file says, to the last column of the database; what is refused must say where or what is wrong.
"""

from __future__ import annotations

import io
import os
import random
import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from data_loaders.rules import file_rules, package_rules
from tests import small_city
from tests.acceptance.clean_files import CleanFile, clean_files
from tests.acceptance.damages import BYTES, ZIP, damaged
from transparency_site import create_app, jobs, working
from transparency_site.accounts import tokens
from transparency_site.digests import content_columns
from transparency_site.lifecycle import State
from transparency_site.models import Disclosure
from transparency_site.site import Site
from transparency_site.storing import CONTENT, table_of
from transparency_site.users import find_user

CASES = int(os.environ.get("TORTURE_UPLOADS") or ("10000" if "TORTURE_CASES" in os.environ else "300"))
SEED = int(os.environ.get("TORTURE_SEED", "20130522"))
AT_ONCE = 20
PATIENCE = 120.0  # seconds
OF_THE_FILE = {rule.code for rule in (*file_rules.RULES, *package_rules.RULES)} | {
    "identity-missing", "identity-conflict", "sheet-missing",
}  # fmt: skip
"""Rules about the file as a whole: their sentences name the structure that is wrong."""

HAN, LATIN = re.compile("[\u4e00-\u9fff]"), re.compile("[A-Za-z]{3}")
FAULTS = ("check-failed", "parser-timeout")
"""Faults of ours. A parser that dies or runs out of memory has a finding of its own: the file is refused by it."""

PLACES = frozenset({"row", "column", "columns", "rows", "sheet", "position", "raw"})
"""Where in the file a figure stands, which is true of the file as it is."""
WORDS = PLACES | {
    "title", "name", "line", "note", "text", "unit_name", "fund_name", "township_name", "recipient", "village",
    "purpose", "standard", "credit_code", "document_no", "upper_document_no", "basis", "allocated_on", "notice_start",
    "notice_end", "complaint_office", "complaint_phone", "reason", "key",
}  # fmt: skip
"""Words and dates that nothing else in a file repeats: another sound word in their place is an edit, no damage."""
UNTOLD = 1_000
"""In one file of so many the damage may be such an edit."""
CHECKSUMMED = {damage.__name__ for damage in (*BYTES, *ZIP)}
"""What a package's own checksums and directory must show."""

Content = list[tuple[str, str, dict[str, Any]]]


@dataclass(frozen=True)
class Taken:
    """What the door says of a file, and the content rows that it stored of it."""

    answer: Mapping[str, Any]
    content: Content


@dataclass
class Door:
    """The upload door of a small city, and what its worker makes of what comes in."""

    site: Site
    client: FlaskClient
    key: dict[str, str]
    reader: working.Reader = field(default_factory=working.Reader)
    counts: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    edits: list[str] = field(default_factory=list)
    last: str = ""

    def send(self, files: list[tuple[str, bytes]]) -> list[Taken]:
        """The answers about these files, in order, and what each left in the database before the next was checked."""
        data = {"file": [(io.BytesIO(content), name) for name, content in files]}
        answer = self.client.post("/bureau/api/submissions", headers=self.key, data=data)
        assert answer.status_code == 202, answer.status_code
        assert answer.json is not None
        numbers = [entry["submission"] for entry in answer.json["data"]]
        taken = {number: self._checked(number) for number in dict.fromkeys(numbers)}
        return [taken[number] for number in numbers]

    def _checked(self, number: int) -> Taken:
        """Jobs are done in the order in which they came; a file that came twice at once is one job."""
        deadline = time.monotonic() + PATIENCE
        while True:
            working.run_next(self.site, "campaign", self.reader)
            answer = self.client.get(f"/bureau/api/submissions/{number}", headers=self.key)
            assert answer.status_code == 200, answer.status_code
            assert answer.json is not None
            if answer.json["data"]["check"] not in jobs.OPEN or time.monotonic() > deadline:
                break
            time.sleep(1)  # a machine so busy that the job was given up: it is taken again when its worker is silent
        with self.site.sessions() as session:
            return Taken(answer.json["data"], content_of(session, number))


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    site = small_city.open_site(tmp_path / "var")
    with site.sessions() as session:
        small_city.start(site, session)
        token = tokens.create(site, session, find_user(session, "uploader"), "测试")
    made = Door(site, create_app(site=site).test_client(), {"Authorization": f"Bearer {token}"})
    yield made
    made.reader.close()
    site.engine.dispose()


def content_of(session: Session, number: int) -> Content:
    """Every content row of a submission's disclosures, each as (disclosure, table, column=value …)."""
    found: Content = []
    for one in session.scalars(select(Disclosure).where(Disclosure.submission_id == number)):
        who = {name: getattr(one, name) for name in ("title", "unit_code", "unit_name", "year", "scope", "stage")}
        found.append((one.key, "disclosures", who))
        for model in CONTENT:
            table = table_of(model)
            columns = [table.c[name] for name in content_columns(model)]
            rows = session.execute(select(*columns).where(table.c.disclosure_id == one.id)).mappings()
            found += [(one.key, table.name, dict(row)) for row in rows]
    return found


def without(content: Content, columns: frozenset[str]) -> list[str]:
    """The rows without these columns, as text, sorted."""
    return sorted(
        f"{key} {table} { {name: value for name, value in row.items() if name not in columns} }"
        for key, table, row in content
    )


def test_damaged_files_are_refused_or_say_the_same(door: Door, tmp_path: Path) -> None:
    chance, clean = random.Random(SEED), clean_files(tmp_path)
    expected = dict(_expected(door, clean))
    problems: list[str] = []
    for start in range(0, CASES, AT_ONCE):
        chosen = [chance.choice(clean) for _ in range(min(AT_ONCE, CASES - start))]
        made = [damaged(file.content, file.format, chance) for file in chosen]
        results = door.send([(file.name, content) for file, (_, content) in zip(chosen, made, strict=True)])
        for file, (damage, _), taken in zip(chosen, made, results, strict=True):
            strict = file.format in ("xlsx", "ods") and damage in CHECKSUMMED
            found = list(_problems(door, taken, expected[file.name], strict))
            number = taken.answer["submission"]
            if door.last == "other words":
                edit = _difference(taken.content, expected[file.name])
                door.edits.append(f"{file.name} {damage} submission {number}: {edit}")
            problems += [f"{file.name} {damage} submission {number}: {problem}" for problem in found]
            door.counts[f"{file.format} {door.last}"] += 1
        if start % 1_000 == 0:
            print(f"{start + len(chosen)} files, {len(problems)} problems: {dict(door.counts)}", flush=True)
    print(f"{CASES} damaged files, seed {SEED}: {dict(sorted(door.counts.items()))}; rules: {door.rules.most_common()}")

    print("\n".join(door.edits))
    assert not problems, "\n".join(problems)
    assert len(door.edits) * UNTOLD <= CASES, "\n".join(door.edits)


def _expected(door: Door, clean: list[CleanFile]) -> Iterator[tuple[str, Content]]:
    for file in clean:
        [taken] = door.send([(file.name, file.content)])
        assert taken.answer["verdict"] == "clean"
        yield file.name, taken.content


def _problems(door: Door, taken: Taken, expected: Content, strict: bool) -> Iterator[str]:
    """What is wrong with the answer to a damaged file: taken for something else, or refused without a place.

    `strict`: not even a word may differ.
    """
    door.last, answer, content = "refused", taken.answer, taken.content
    if answer["check"] != jobs.DONE:
        yield f"the job failed with {answer['code']}"
        return
    findings = answer["report"]["findings"]
    errors = [finding for finding in findings if finding["severity"] == "error"]
    door.rules.update({finding["code"] for finding in errors})
    if answer["state"] == State.CHECKED:
        held = any(finding["severity"] == "warning" for finding in findings)
        door.last = "held for words" if held else _likeness(content, expected)
        if door.last == "other figures" or (door.last == "other words" and strict):
            yield f"taken with {door.last}: {_difference(content, expected)}"
    elif not errors:
        yield "refused without a reason"
    for finding in errors:
        if not (finding["sheet"] or finding["code"] in OF_THE_FILE):
            yield f"{finding['code']} names neither sheet nor structure"
        if finding["code"] in FAULTS:
            yield finding["message_en"]
        if not (HAN.search(finding["message_zh"]) and LATIN.search(finding["message_en"])):
            yield f"{finding['code']} says nothing"


def _likeness(content: Content, expected: Content) -> str:
    """How what was taken compares with the sound file: the same, the same but for words, or other figures."""
    if without(content, PLACES) == without(expected, PLACES):
        return "the same"
    return "other words" if without(content, WORDS) == without(expected, WORDS) else "other figures"


def _difference(content: Content, expected: Content) -> str:
    ours, theirs = (set(without(some, PLACES)) for some in (content, expected))
    return f"{sorted(ours - theirs)[:2]} instead of {sorted(theirs - ours)[:2]}"
