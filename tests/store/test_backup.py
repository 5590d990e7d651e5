"""Backup and restore: the restored site answers the same, to the byte; what was erased since stays erased."""

from __future__ import annotations

import io
import os
import re
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import small_city
from tests.store.killing import DAY
from tests.store.test_row_redaction import BASIS, BRIDGE, KEY, says
from transparency_site import create_app, erasing, redaction, redaction_list, restoring, row_redaction, self_check
from transparency_site.backup import BackupRefused, backup
from transparency_site.exports.digests import digest
from transparency_site.filters import Filters
from transparency_site.models import Disbursement
from transparency_site.queries.registry import DATASETS
from transparency_site.site import Site
from transparency_site.snapshot import open_snapshot
from transparency_site.users import find_user

ADDRESSES = int(os.environ.get("TORTURE_ADDRESSES", "60"))


def walk(browser: FlaskClient) -> Iterator[tuple[str, bytes]]:
    """(address, bytes) of the first addresses that links lead to, from the home page and from the API's datasets."""
    lists = [f"/api/v1/{dataset.path}" for dataset in DATASETS.values()]
    waiting = ["/", *lists, "/corrections", "/api/v1/disbursements.csv?as_of=7"]
    known = set(waiting)
    while waiting:
        address = waiting.pop(0)
        answer = browser.get(address)
        if answer.status_code != 200:
            continue
        body = answer.get_data()
        yield address, body
        found = re.findall(rb'(?:href|"self"|"next")(?:=|": ?)"(/[^"#]*)"', body)
        for link in (one.decode().replace("&amp;", "&") for one in found):
            if link not in known and not link.startswith(("/static", "/bureau")):
                known.add(link)
                waiting.append(link)


def picture(site: Site) -> tuple[dict[str, str], dict[str, bytes]]:
    """(digest of every dataset, bytes of so many addresses)."""
    browser = create_app(site=site).test_client()
    answers: dict[str, bytes] = {}
    for address, body in walk(browser):
        answers[address] = body
        if len(answers) == ADDRESSES:
            break
    with site.sessions() as session:
        snapshot = open_snapshot(session, site.today())
        return {name: digest(snapshot, dataset, Filters()) for name, dataset in DATASETS.items()}, answers


def kept(site: Site, folder: Path) -> Path:
    file = folder / "kept" / "site.backup"
    with site.sessions() as session:
        backup(site, session, file)
    return file


def test_a_restored_site_answers_the_same(small_site: Site, tmp_path: Path) -> None:
    file = kept(small_site, tmp_path)
    before = picture(small_site)
    assert len(before[1]) == ADDRESSES
    other = small_city.open_site(tmp_path / "other")
    done = restoring.restore(other, file)
    assert (done.version, done.redactions, done.problems, done.other_city) == (9, 0, [], False)
    digests, answers = picture(other)
    assert digests == before[0]
    assert [address for address, body in before[1].items() if answers.get(address) != body] == []
    with other.sessions() as session:
        assert self_check.run(other, session) == []
    other.engine.dispose()


def test_what_was_erased_since_is_erased_again(small_site: Site, session: Session, tmp_path: Path) -> None:
    file = kept(small_site, tmp_path)
    line = session.scalars(select(Disbursement.line).where(Disbursement.recipient == BRIDGE)).one()
    people = find_user(session, "reviewer"), find_user(session, "uploader")
    hidden = row_redaction.hide(small_site, session, KEY, [("recipients", line)], BASIS, people[0], DAY)
    row_redaction.confirm(small_site, session, hidden, people[1])
    erasing.erase(small_site, session, hidden)
    redaction.redact(small_site, session, "batch.2013.002", people[1], people[0], BASIS, DAY)
    var = tmp_path / "other"
    var.mkdir()
    shutil.copy(redaction_list.path_of(small_site), var)  # the list lies outside of the backup
    other = small_city.open_site(var)
    done = restoring.restore(other, file)
    assert (done.redactions, done.problems) == (2, [])
    other.engine.dispose()
    assert says(var, BRIDGE) == []
    assert create_app(site=other).test_client().get("/api/v1/batches/2013/002").get_data().count("危房".encode()) == 0
    assert BASIS in create_app(site=other).test_client().get("/batches/2013/001").get_data(as_text=True)
    other.engine.dispose()


def test_nothing_is_overwritten(small_site: Site, tmp_path: Path) -> None:
    file = kept(small_site, tmp_path)
    before = (small_site.settings.var_dir / "site.db").read_bytes()
    with pytest.raises(BackupRefused, match="not-empty"):
        restoring.restore(small_site, file)
    with small_site.sessions() as session, pytest.raises(BackupRefused, match="exists"):
        backup(small_site, session, file)
    assert (small_site.settings.var_dir / "site.db").read_bytes() == before


@pytest.mark.parametrize("code", ["not-a-backup", "damaged-backup"])
def test_a_damaged_backup_leaves_no_site(small_site: Site, tmp_path: Path, code: str) -> None:
    file = kept(small_site, tmp_path)
    if code == "not-a-backup":
        file.write_bytes(file.read_bytes()[:-2000])
    else:
        exchanged(file, "database/site.db")
    other = small_city.open_site(tmp_path / "other")
    with pytest.raises(BackupRefused, match=code):
        restoring.restore(other, file)
    assert not (tmp_path / "other" / "site.db").exists()


def exchanged(file: Path, name: str) -> None:
    """Write the backup again with one byte of a member changed."""
    with tarfile.open(file) as old:
        members = [(one, old.extractfile(one)) for one in old.getmembers()]
        contents = [(one, handle.read()) for one, handle in members if handle]
    with tarfile.open(file, "w:gz") as new:
        for one, content in contents:
            changed = content[:-1] + b"\x01" if one.name == name else content
            new.addfile(one, io.BytesIO(changed))


def test_secrets_are_not_in_the_backup(small_site: Site, tmp_path: Path) -> None:
    for name in ("secret_key", "second_factor_key"):
        (small_site.settings.var_dir / name).write_text("made up")
    with tarfile.open(kept(small_site, tmp_path)) as bundle:
        names = bundle.getnames()
    assert not any("key" in name for name in names)
    assert {"database/site.db", "manifest.json", "redactions.jsonl", "city/city.toml"} <= set(names)
