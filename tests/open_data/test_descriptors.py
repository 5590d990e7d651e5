"""Descriptors are valid for the tools that read them, and true: what they say of a file is what is in it."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import frictionless
import pytest
import rdflib
from flask.testing import FlaskClient

from transparency_site.exports.catalogue import FORMATS
from transparency_site.queries.registry import DATASETS


def local(address: str) -> str:
    """An address of the site as its client asks for it."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def test_the_data_package_is_valid_and_so_is_every_file_that_it_names(client: FlaskClient, tmp_path: Path) -> None:
    package: dict[str, Any] = client.get("/data/datapackage.json").json
    assert [one["name"] for one in package["resources"]] == list(DATASETS)
    for one in package["resources"]:
        content = client.get(local(one["path"])).data
        one["path"] = f"{one['name']}.csv"
        (tmp_path / one["path"]).write_bytes(content)
    (tmp_path / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    report = frictionless.Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.to_summary()
    assert [task.stats.get("rows", 0) for task in report.tasks] == [one["rowCount"] for one in package["resources"]]


def test_a_broken_file_does_not_pass(client: FlaskClient, tmp_path: Path) -> None:
    package = client.get("/data/datapackage.json").json
    one = next(one for one in package["resources"] if one["name"] == "disbursements")
    content = client.get(local(one["path"])).get_data(as_text=True).replace(",2013,", ",twenty,", 1)
    (tmp_path / "x.csv").write_text(content, encoding="utf-8", newline="")
    package["resources"] = [{**one, "path": "x.csv"}]
    (tmp_path / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    assert not frictionless.Package(str(tmp_path / "datapackage.json")).validate().valid


# rdflib's own JSON-LD reader still uses a class that rdflib calls deprecated.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_the_dcat_catalogue_is_linked_data(client: FlaskClient) -> None:
    answer = client.get("/data/catalog.jsonld?as_of=7")
    assert answer.mimetype == "application/ld+json"
    graph = rdflib.Graph().parse(data=answer.get_data(as_text=True), format="json-ld")
    dcat = rdflib.Namespace("http://www.w3.org/ns/dcat#")
    found = set(graph.subjects(rdflib.RDF.type, dcat.Dataset))
    assert len(found) == len(DATASETS)
    for subject in found:
        assert {str(one.language) for one in graph.objects(subject, rdflib.DCTERMS.title)} == {"zh-Hans", "en"}
        assert list(graph.objects(subject, rdflib.DCTERMS.publisher))
    downloads = [str(one) for one in graph.objects(None, dcat.downloadURL)]
    assert len(downloads) == len(FORMATS) * len(DATASETS) == 4 * len(DATASETS)
    for address in downloads:
        assert client.get(local(address)).headers["X-Data-Version"] == "7"


@pytest.mark.parametrize("address", ["/data/datapackage.json", "/data/catalog.jsonld"])
def test_descriptors_are_kept_and_say_that_the_data_are_samples(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert "示例数据" in answer.get_data(as_text=True)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_the_data_page_describes_itself_to_search_engines(client: FlaskClient) -> None:
    html = client.get("/data").get_data(as_text=True)
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    sets = [one for one in map(json.loads, blocks) if one["@type"] == "Dataset"]
    described = max(sets, key=lambda one: len(one.get("distribution", ())))
    assert (described["@type"], described["version"]) == ("Dataset", "9")
    assert "示例数据" in described["name"]
    assert len(described["distribution"]) == len(DATASETS)
    assert client.get(local(described["distribution"][0]["contentUrl"])).status_code == 200


def test_every_page_has_ready_citations_with_the_version(client: FlaskClient) -> None:
    for address in ("/", "/batches/2013/001", "/data", "/units/204001/2013?lang=en"):
        html = unescape(client.get(address).get_data(as_text=True))
        line = re.search(r"小样市财政局\. [^<]*（示例数据）\[DS/OL\]\. 第9版\. "
                         r"\(2014-02-\d\d\)\[2014-02-15\]\. (http\S+?)<", html)
        assert line is not None, address
        assert "as_of=9" in line[1]
        entry = re.search(r"@misc\{city999982-v9-[0-9a-f]{8},.*?\n\}", html, re.DOTALL)
        assert entry is not None
        assert line[1] in entry[0]
        assert "sample data" in entry[0]
