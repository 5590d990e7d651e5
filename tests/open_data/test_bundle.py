"""The bundle of the whole city: opened with Python's standard library alone it gives the site's totals."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import frictionless
import pyarrow.parquet
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests import small_city
from tests.open_data.conftest import Verify
from tests.store.test_redaction import erase
from transparency_site import create_app, exporting
from transparency_site.exports.sqlite_files import table_name
from transparency_site.queries.registry import DATASETS

BUNDLE = "city-999982-sample.zip"


@pytest.fixture(scope="module")
def exported(small_site_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The small city with versions 7 and 9 exported by the command."""
    folder = tmp_path_factory.mktemp("bundle") / "var"
    shutil.copytree(small_site_folder, folder)
    app = create_app(small_city.open_site(folder).settings)
    for arguments in (["export", "--as-of", "7"], ["export"]):
        done = app.test_cli_runner().invoke(args=arguments)
        assert done.exit_code == 0, done.output
    yield app
    app.extensions["site"].engine.dispose()


@pytest.fixture
def client(exported: Flask) -> FlaskClient:
    return exported.test_client()


@pytest.fixture(scope="module")
def unpacked(exported: Flask, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle as a reader takes it from `latest` and unpacks it."""
    led = exported.test_client().get(f"/data/files/latest/{BUNDLE}")
    answer = get(exported.test_client(), led.headers["Location"])
    assert answer.status_code == 200
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as bundle:
        assert bundle.testzip() is None
        bundle.extractall(folder)
    return folder


def get(client: FlaskClient, address: str, **headers: str) -> TestResponse:
    """A file's answer with its bytes read and the file closed."""
    answer = client.get(address, headers={name.replace("_", "-"): one for name, one in headers.items()})
    answer.get_data()
    answer.close()
    return answer


def meta(client: FlaskClient, name: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/api/v1/{DATASETS[name].path}?page_size=1").json["meta"]
    return found


def test_the_checksums_are_those_of_the_files(unpacked: Path) -> None:
    listed = json.loads((unpacked / "checksums.json").read_bytes())
    names = {str(path.relative_to(unpacked)) for path in unpacked.rglob("*") if path.is_file()}
    assert {one["file"] for one in listed} | {"checksums.json", "SHA256SUMS"} == names
    assert {"README.zh.md", "README.en.md", "dictionary.csv", "datapackage.json", "verify.md"} <= names
    assert any(name.startswith("sources/") for name in names)
    for one in listed:
        content = (unpacked / one["file"]).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (one["bytes"], one["sha256"])
        assert f"{one['sha256']}  {one['file']}\n" in (unpacked / "SHA256SUMS").read_text(encoding="utf-8")


def test_csv_by_year_adds_up_to_the_sites_totals(client: FlaskClient, unpacked: Path) -> None:
    for name in ("disbursements", "batches"):
        rows = []
        for path in (unpacked / "csv").glob(f"{name}-*.csv"):
            with path.open(encoding="utf-8-sig", newline="") as file:
                rows += list(csv.DictReader(file))
        said = meta(client, name)
        assert (len(rows), sum(int(row["amount_fen"]) for row in rows)) == (said["count"], said["sum_fen"])
        assert {row["sample"] for row in rows} == {"示例数据"}


def test_parquet_by_year_adds_up_to_the_sites_totals(client: FlaskClient, unpacked: Path) -> None:
    for name in ("disbursements", "batches"):
        tables = [pyarrow.parquet.read_table(path) for path in (unpacked / "parquet").glob(f"{name}-*.parquet")]
        amounts = [fen for table in tables for fen in table["amount_fen"].to_pylist()]
        said = meta(client, name)
        assert (len(amounts), sum(amounts)) == (said["count"], said["sum_fen"])


def test_datasette_opens_the_database_and_has_the_sites_totals(client: FlaskClient, unpacked: Path) -> None:
    counts = ", ".join(f"(SELECT count(*) FROM {table_name(name)}) AS '{name}'" for name in DATASETS)
    query = f"SELECT {counts}, (SELECT sum(amount_fen) FROM disbursements) AS fen"
    done = subprocess.run(
        [sys.executable, "-m", "datasette", str(unpacked / "city-sample.sqlite"),
         "--get", f"/city-sample.json?{urlencode({'sql': query, '_shape': 'array'})}"],
        capture_output=True, text=True, timeout=60, check=True)
    found = json.loads(done.stdout)[0]
    assert found.pop("fen") == meta(client, "disbursements")["sum_fen"]
    assert found == {name: meta(client, name)["count"] for name in DATASETS}


def test_the_catalogue_names_the_files_with_size_and_checksum(client: FlaskClient) -> None:
    datasets = client.get("/data/catalog.jsonld").json["dcat:dataset"]
    files = [file for one in datasets for file in one["dcat:distribution"] if "dcat:byteSize" in file]
    assert len(files) > 3 * len(DATASETS)
    assert {file["dct:title"] for file in files} > {BUNDLE, "city-sample.sqlite", "csv/units-sample.csv"}
    for file in files[::7] + files[-2:]:
        answer = get(client, urlsplit(file["dcat:downloadURL"]["@id"]).path)
        assert str(len(answer.data)) == file["dcat:byteSize"]["@value"]
        assert hashlib.sha256(answer.data).hexdigest() == file["spdx:checksum"]["spdx:checksumValue"]["@value"]


def test_the_database_has_every_dataset_with_indexes(client: FlaskClient, unpacked: Path) -> None:
    with closing(sqlite3.connect(unpacked / "city-sample.sqlite")) as database:
        for name in DATASETS:
            count = database.execute(f'SELECT count(*) FROM "{table_name(name)}"').fetchone()[0]
            assert count == meta(client, name)["count"], name
        total = database.execute("SELECT sum(amount_fen) FROM disbursements").fetchone()[0]
        assert total == meta(client, "disbursements")["sum_fen"]
        plan = database.execute("EXPLAIN QUERY PLAN SELECT * FROM budget_lines WHERE unit_code = '204001'").fetchall()
        assert "USING INDEX" in plan[0][3]
        said = dict(database.execute("SELECT name, value FROM about"))
        assert (said["version"], said["sample"]) == ("9", "True")
        columns = {(row[0], row[1]) for row in database.execute('SELECT "table", "column" FROM dictionary')}
        for name in DATASETS:
            table = table_name(name)
            for row in database.execute(f'PRAGMA table_info("{table}")'):
                assert (table, row[1]) in columns


def test_every_file_verifies_with_the_script_in_the_bundle(unpacked: Path, verify: Verify) -> None:
    checked = 0
    for one in json.loads((unpacked / "checksums.json").read_bytes()):
        if "digest" in one:
            count, total, digest = verify(str(unpacked / one["file"]))
            assert (count, digest) == (one["count"], one["digest"]), one["file"]
            assert one["sum_fen"] in (None, total)
            checked += 1
    assert checked > 2 * len(DATASETS)


def test_the_data_package_in_the_bundle_is_valid(unpacked: Path) -> None:
    report = frictionless.Package(str(unpacked / "datapackage.json")).validate()
    assert report.valid, report.to_summary()


def test_only_what_may_be_public_is_among_the_sources(client: FlaskClient, unpacked: Path) -> None:
    sealed = {path.name for path in (client.application.extensions["site"].files / "sealed").glob("*")}
    found = {hashlib.sha256(path.read_bytes()).hexdigest() for path in (unpacked / "sources").iterdir()}
    assert found
    assert not found & sealed


def test_versioned_files_never_change_and_latest_leads_to_them(client: FlaskClient) -> None:
    old = get(client, "/data/files/v7/csv/disbursements-2013-sample.csv")
    assert (old.status_code, old.headers["X-Data-Version"]) == (200, "7")
    assert "immutable" in old.headers["Cache-Control"]
    assert "-v7.csv" in old.headers["Content-Disposition"]
    again = get(client, "/data/files/v7/csv/disbursements-2013-sample.csv", If_None_Match=old.headers["ETag"])
    assert again.status_code == 304
    led = get(client, "/data/files/latest/csv/disbursements-2013-sample.csv")
    assert (led.status_code, led.headers["Location"]) == (302, "/data/files/v9/csv/disbursements-2013-sample.csv")
    part = get(client, f"/data/files/v9/{BUNDLE}", Range="bytes=0-3", Accept_Encoding="gzip")
    assert (part.status_code, part.data) == (206, b"PK\x03\x04")
    text = get(client, "/data/files/v9/csv/units-sample.csv", Range="bytes=0-2", Accept_Encoding="gzip")
    assert (text.status_code, text.data) == (206, b"\xef\xbb\xbf")


@pytest.mark.parametrize("name", ["about.json", "../v7/about.json", "..%2f..%2fsite.db", "nothing.csv"])
def test_only_listed_files_are_served(client: FlaskClient, name: str) -> None:
    assert client.get(f"/data/files/v9/{name}").status_code == 404
    assert client.get(f"/data/files/v8/{name}").status_code == 404


def test_the_data_page_lists_them_with_sizes(client: FlaskClient) -> None:
    html = client.get("/data").get_data(as_text=True)
    assert f'href="/data/files/v9/{BUNDLE}"' in html
    assert "kB" in html
    old = client.get("/data?as_of=8").get_data(as_text=True)
    assert f'href="/data/files/v7/{BUNDLE}' in old


def test_erased_content_leaves_no_file_behind(small_site_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(small_site_folder, tmp_path / "var")
    app = create_app(small_city.open_site(tmp_path / "var").settings)
    site = app.extensions["site"]
    with site.sessions() as session:
        exporting.export(site, session)
        kept = tmp_path / "kept"
        shutil.copytree(site.exports, kept)
        erase(site, session, "batch.2013.001")
    assert not site.exports.exists()
    shutil.copytree(kept, site.exports)  # as if a backup had brought them back
    assert app.test_client().get("/data/files/v9/csv/disbursements-2013-sample.csv").status_code == 404
    site.engine.dispose()


def test_a_timer_exports_only_what_is_new(exported: Flask) -> None:
    done = exported.test_cli_runner().invoke(args=["export", "--if-needed"])
    assert done.exit_code == 0
    assert "exported already" in done.output
