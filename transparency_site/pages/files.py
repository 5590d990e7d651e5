"""Descriptors of the data at /data/…: Data Package, DCAT catalogue."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response

from transparency_site import exporting
from transparency_site.current import get_site, get_snapshot
from transparency_site.exports.catalogue import dcat
from transparency_site.exports.citations import bibtex, gbt7714
from transparency_site.exports.datapackage import datapackage, resource
from transparency_site.exports.edition import edition_of
from transparency_site.pages.addresses import cited
from transparency_site.pages.blueprint import pages
from transparency_site.queries.datasets import NO_FILTERS
from transparency_site.queries.registry import DATASETS


@pages.get("/data/datapackage.json")
def data_package() -> Response:
    """The Data Package of this version; its resources are the API's CSVs, pinned to the version."""
    snapshot = get_snapshot()
    edition = edition_of(get_site(), snapshot)
    resources = []
    for dataset in DATASETS.values():
        path = edition.address(f"/api/v1/{dataset.path}.csv?as_of={snapshot.version}&bom=0")
        summary = dataset.summary(snapshot, NO_FILTERS)
        resources.append(resource(edition, dataset, path, summary.count, summary.sum_fen))
    return _json(datapackage(edition, resources), "application/json")


@pages.get("/data/catalog.jsonld")
def data_catalogue() -> Response:
    """DCAT-AP as JSON-LD, with the prebuilt files of this version where they are written."""
    snapshot = get_snapshot()
    files = exporting.listed(get_site(), snapshot, snapshot.version)
    described = dcat(edition_of(get_site(), snapshot), DATASETS.values(), files, snapshot.version)
    return _json(described, "application/ld+json")


@pages.get("/data/verify.md")
def verify_guide() -> Response:
    """How to recompute count, sum and digest of any file, with the script that the tests execute."""
    get_snapshot()
    return Response(exporting.VERIFY.read_text(encoding="utf-8"), mimetype="text/markdown")


def citation(title: str, form: str) -> str:
    """The page's citation as `gbt7714` or `bibtex`, with the lasting address of the version that it shows."""
    edition = edition_of(get_site(), get_snapshot())
    return {"gbt7714": gbt7714, "bibtex": bibtex}[form](edition, title, cited(edition.version))


@pages.app_context_processor
def _citations() -> dict[str, Any]:
    return {"citation": citation}


def _json(body: dict[str, Any], mimetype: str) -> Response:
    response = Response(orjson.dumps(body, option=orjson.OPT_INDENT_2), mimetype=mimetype)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
