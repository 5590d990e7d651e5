"""Canaries in every hiding place, through the running site: upload, queue, worker, report, review, publication, export.

Afterwards they are looked for in everything that there is: every table of the database, every file of the site, what
the processes said, every page and every export. The one place that may have them is the sealed original of a form that
asks for them, which no face reads.
"""

from __future__ import annotations

import gzip
import http.client
import io
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import MetaData, select

from data_loaders.templates import write_workbook
from tests import small_city
from tests.acceptance.canaries import PLACES, Canary, canaries
from tests.bureau.walking import zipped
from tests.sample_site import ROOT
from transparency_site import exporting, publishing, submissions
from transparency_site.accounts import tokens
from transparency_site.models import SourceFile, Submission
from transparency_site.site import Site
from transparency_site.users import find_user

PATIENCE = 240.0  # seconds; the machine may be busy
PAGES = 90
KINDS = 3 if "TORTURE_CASES" in os.environ else 1  # of numbers in each place; one: the next of the three
LEFT_OUT = {"file name"}  # the name is not kept, and the file goes on without it
REFUSED_OTHERWISE = {"linked workbook"}  # refused for what it is, before anything in it is read
FORM = [
    "街道(乡镇)编码", "街道(乡镇)名称", "村编码", "村名称", "姓名*", "证件类型*", "证件号码*", "银行账号", "联系电话",
    "按户或按人补助*", "应发金额(元)*", "实发金额(元)*", "备注", "发放月份*", "支付凭证号*",
]  # fmt: skip


@dataclass
class Running:
    """A served site of the small city, with its worker; what both say goes to `log`."""

    site: Site
    port: int
    log: Path
    key: str
    pages: dict[str, bytes] = field(default_factory=dict)

    def ask(self, method: str, address: str, body: bytes = b"", **headers: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, address, body or None, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def upload(self, files: list[tuple[str, bytes]]) -> list[dict[str, Any]]:
        """The door's entries for these files, checked, with their reports."""
        mark = "canaries-7f3a"
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode() + content
            for name, content in files
        ]
        body = b"\r\n".join([*parts, f"--{mark}--\r\n".encode()])
        kind = f"multipart/form-data; boundary={mark}"
        headers = {"Authorization": self.key, "Content-Type": kind}
        status, said = self.ask("POST", "/bureau/api/submissions", body, **headers)
        assert status == 202, said
        return [self._checked(entry) for entry in json.loads(said)["data"]]

    def _checked(self, entry: dict[str, Any]) -> dict[str, Any]:
        deadline = time.monotonic() + PATIENCE
        while entry["submission"] and time.monotonic() < deadline:
            status, said = self.ask("GET", entry["links"]["self"], Authorization=self.key)
            assert status == 200
            found: dict[str, Any] = json.loads(said)["data"]
            if found["check"] in ("done", "failed"):
                return found
            time.sleep(0.2)
        return entry


@pytest.fixture
def running(small_site_folder: Path, tmp_path: Path) -> Iterator[Running]:
    shutil.copytree(small_site_folder, tmp_path / "var")
    (tmp_path / "var/sample.done").touch()  # an illustrative city that has what it needs
    site = small_city.open_site(tmp_path / "var")
    with site.sessions() as session:
        token = tokens.create(site, session, find_user(session, "uploader"), "测试")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ, "CITY": str(small_city.CITY), "VAR_DIR": str(tmp_path / "var"), "DATABASE_URL": "",
        "HOST": "127.0.0.1", "PORT": str(port), "WORKERS": "1", "ACCESS_LOG": "-",
    }  # fmt: skip
    log = tmp_path / "log.txt"
    with log.open("wb") as said:
        server = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", "serve"],
            cwd=ROOT, env=environment, stdout=said, stderr=subprocess.STDOUT,
        )  # fmt: skip
    made = Running(site, port, log, f"Bearer {token}")
    try:
        _wait_for(made, server)
        yield made
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)
        site.engine.dispose()


def _wait_for(running: Running, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            if running.ask("GET", "/")[0] == 200:
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(running.log.read_text("utf-8"))


def test_no_canary_comes_out(running: Running, tmp_path: Path) -> None:
    birds = canaries()
    hidden = _hide_everywhere(running, tmp_path, birds)
    form, in_form = _published_form(running, tmp_path, birds)
    hidden |= in_form
    with running.site.sessions() as session:
        exporting.export(running.site, session)
    running.pages = _crawl(running)
    assert len(running.pages) > 60
    found = [
        f"{hidden[number]} ({number}) in {place}"
        for place, content in _everything(running)
        for number in re.findall(_any_of(hidden), content)
    ]
    assert found == []
    assert sealed_with(running.site, hidden) == [form]
    twin = _served_twin(running, form)
    assert re.findall(_any_of(hidden), twin) == []
    assert "测*某" in twin
    print(f"{len(hidden)} canaries in {len(PLACES)} places; {len(running.pages)} pages")


def _hide_everywhere(running: Running, folder: Path, birds: Iterator[Canary]) -> dict[str, str]:
    """Upload a file for a number of each kind in each place, alone and in a zip: number -> where it was hidden."""
    hidden: dict[str, str] = {}
    files: list[tuple[str, Path]] = []
    for place, build in PLACES.items():
        for bird in islice(birds, KINDS):
            own = folder / f"{len(files)}"
            own.mkdir()
            hidden[bird.number] = f"{place}, {bird.kind}"
            files.append((place, build(own, bird.number)))
    sent = running.upload([(path.name, path.read_bytes()) for _place, path in files])
    for (place, path), entry in zip(files, sent, strict=True):
        codes = [one["code"] for one in entry["report"]["findings"] if one["severity"] == "error"]
        assert entry["state"] == "refused" or place in LEFT_OUT, (place, path)
        personal = any(code.startswith("personal-") for code in codes)
        assert personal or place in LEFT_OUT | REFUSED_OTHERWISE, (place, codes)
    for bird in islice(birds, 3):
        hidden[bird.number] = f"zip, {bird.kind}"
        inside = {f"季度/{bird.number}.csv": b"a,b\n1,2\n", f"{bird.number}.docx": b"words"}
        running.upload([(f"{bird.number}.zip", zipped(inside))])
    return hidden


def _published_form(running: Running, folder: Path, birds: Iterator[Canary]) -> tuple[str, dict[str, str]]:
    """A form that asks for the numbers, published: the SHA-256 of its original, and what was in it."""
    person = dict(zip(("id", "card", "phone"), islice(birds, 3), strict=True))
    content = _form(folder / "发放.xlsx", {kind: bird.number for kind, bird in person.items()})
    [entry] = running.upload([("发放.xlsx", content)])
    assert entry["state"] == "checked", entry["report"]["findings"]
    site = running.site
    with site.sessions() as session:
        uploader, reviewer = (find_user(session, name) for name in ("uploader", "reviewer"))
        one = session.get_one(Submission, entry["submission"])
        submissions.submit(site, session, one, uploader)
        submissions.approve(site, session, one, reviewer)
        publishing.publish(site, session, [one], reviewer, "公示专项资金批次")
    return entry["file_sha256"], {bird.number: f"form, {kind}" for kind, bird in person.items()}


def _form(path: Path, numbers: dict[str, str]) -> bytes:
    batch = {
        "number": "302", "document_no": "样财建〔2013〕302号", "fund_code": "F02", "fund_name": "农村危房改造补助资金",
        "fund_level": "中央", "unit_code": "212001", "unit_name": "小样市建设局", "amount": 1_000_000,
        "allocated_on": "2013-05-06", "notice_start": "2013-05-06", "notice_end": "2013-05-20",
    }  # fmt: skip
    write_workbook("batches", path, {"year": 2013}, {"batches": [batch], "recipients": []})
    book = openpyxl.load_workbook(path)
    book.remove(book["拨付明细"])
    sheet = book.create_sheet("发放表")
    sheet.append(["到人到户资金发放明细表"])
    sheet.append(FORM)
    who = ["999982001", "甲镇", "001", "某村", "测试某", "身份证", numbers["id"], numbers["card"], numbers["phone"]]
    sheet.append([*who, "到户", 10_000, 10_000, None, "05", "V1"])
    book.save(path)
    return path.read_bytes()


def _crawl(running: Running) -> dict[str, bytes]:
    """The public pages, answers and files from the home page on, in the order of their links."""
    waiting, pages = ["/", "/search?q=发放", "/batches/2013/302", "/api/v1/disbursements?page_size=1000"], {}
    while waiting and len(pages) < PAGES:
        address = waiting.pop(0)
        if address in pages:
            continue
        status, body = running.ask("GET", urllib.parse.quote(address, safe="/?=&%+:~.,"))
        assert status < 500, address
        pages[address] = body
        if body[:15].lower().startswith(b"<!doctype html"):
            links = re.findall(r'href="(/[^"#]*)"', body.decode())
            waiting += [link.replace("&amp;", "&") for link in links if not link.startswith(("/bureau", "/static"))]
    return pages


def _everything(running: Running) -> Iterator[tuple[str, str]]:
    """(where, text) of all that the site has kept, said and shown, but for the sealed originals."""
    yield "log", running.log.read_text("utf-8", "replace")
    tables = MetaData()
    tables.reflect(running.site.engine)
    with running.site.engine.connect() as connection:
        for name, table in tables.tables.items():
            yield f"table {name}", "\n".join(repr(tuple(row)) for row in connection.execute(select(table)))
    var = running.site.settings.var_dir
    for path in sorted(path for path in var.rglob("*") if path.is_file()):
        if "sealed" not in path.relative_to(var).parts:
            yield from _texts(str(path.relative_to(var)), path.read_bytes())
    for address, body in running.pages.items():
        yield from _texts(f"page {address}", body)


def _texts(place: str, content: bytes) -> Iterator[tuple[str, str]]:
    """The content as text; of packages every part, of compressed files what is in them."""
    yield place, content.decode("latin-1") + content.decode("utf-16-le", "ignore")
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            for name in package.namelist():
                yield from _texts(f"{place}: {name}", package.read(name))
    elif content.startswith(b"\x1f\x8b"):
        yield f"{place}: unpacked", gzip.decompress(content).decode("latin-1")


def _any_of(numbers: dict[str, str]) -> str:
    return "|".join(map(re.escape, numbers))


def sealed_with(site: Site, numbers: dict[str, str]) -> list[str]:
    """The sealed files that hold one of the numbers, by name."""
    holding = []
    for path in (site.files / "sealed").iterdir():
        texts = [text for place, text in _texts(path.name, path.read_bytes()) if "externalLink" not in place]
        if re.search(_any_of(numbers), "\n".join(texts)):
            holding.append(path.name)
    return holding


def _served_twin(running: Running, original: str) -> str:
    """The text of the workbook that the public gets in the place of the original, which it does not get."""
    assert running.ask("GET", f"/sources/{original}")[0] in (403, 404)
    with running.site.sessions() as session:
        twin = session.get_one(SourceFile, original).twin_sha256
    assert twin is not None
    status, content = running.ask("GET", f"/sources/{twin}")
    assert status == 200
    return "\n".join(text for _place, text in _texts("twin", content)) + _utf8_parts(content)


def _utf8_parts(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return "\n".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())
