"""The catalogue for other catalogues: DCAT-AP as JSON-LD, and schema.org for search engines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from transparency_site.exports.edition import KEYWORDS, Edition
from transparency_site.exports.parquet_files import MIMETYPE as PARQUET
from transparency_site.exports.parquet_files import available
from transparency_site.queries.registry import AnyDataset

CONTEXT: Mapping[str, Any] = {
    "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/",
    "owl": "http://www.w3.org/2002/07/owl#", "xsd": "http://www.w3.org/2001/XMLSchema#",
    "spdx": "http://spdx.org/rdf/terms#",
}
_FILE_TYPES = "http://publications.europa.eu/resource/authority/file-type/"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
FORMATS = (
    ("csv", "CSV", "text/csv", "CSV"),
    ("xlsx", "XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX"),
    ("jsonl", "JSON lines", "application/x-ndjson", "JSON"),
    *((("parquet", "Parquet", PARQUET, "PARQUET"),) if available() else ()),
)
_WHOLE = (("zip", "ZIP", "application/zip", "ZIP"), ("sqlite", "SQLite", "application/vnd.sqlite3", "SQLITE"))
_THEME = "http://publications.europa.eu/resource/authority/data-theme/GOVE"


def _id(address: str) -> dict[str, str]:
    return {"@id": address}


def _both(zh: str, en: str) -> list[dict[str, str]]:
    return [{"@value": zh, "@language": "zh-Hans"}, {"@value": en, "@language": "en"}]


def _moment(edition: Edition) -> dict[str, str]:
    return {"@value": f"{edition.published_at.isoformat()}Z", "@type": "xsd:dateTime"}


def dcat(
    edition: Edition, datasets: Iterable[AnyDataset], files: Sequence[Mapping[str, Any]] = (), version: int = 0
) -> dict[str, Any]:
    """The catalogue with a dcat:Dataset for each dataset, its distributions, and the API as a data service.

    `files` are the prebuilt files of `version` (name, bytes, SHA-256): distributions too, and the whole city as one
    more dataset.
    """
    publisher = {"@id": edition.address("/about#publisher"), "@type": "foaf:Agent", "foaf:name": edition.bureau}
    service = {
        "@id": edition.address("/api/v1"), "@type": "dcat:DataService",
        "dct:title": _both("开放接口", "Open API"), "dcat:endpointURL": _id(edition.address("/api/v1")),
        "dcat:endpointDescription": _id(edition.address("/api/v1/openapi.json")),
    }
    prebuilt = [one for one in files if _format(one["file"])]
    whole = [_prebuilt(edition, one, version) for one in prebuilt if "dataset" not in one]
    return {
        "@context": dict(CONTEXT),
        "@id": edition.address("/data/catalog.jsonld"), "@type": "dcat:Catalog",
        "dct:title": _both(edition.title, edition.title_en), "dct:description": edition.description,
        "dct:publisher": publisher, "dct:license": _id(edition.licence_url), "dct:modified": _moment(edition),
        "foaf:homepage": _id(edition.address("/data")), "dcat:service": service,
        "dcat:dataset": [
            *(_dataset(edition, one, [_prebuilt(edition, file, version) for file in prebuilt
                                      if file.get("dataset") == one.name]) for one in datasets),
            *([_described(edition, "/data", "city", ("全部数据", "Everything"), whole)] if whole else []),
        ],
    }


def _dataset(edition: Edition, dataset: AnyDataset, prebuilt: list[dict[str, Any]]) -> dict[str, Any]:
    address = f"/api/v1/{dataset.path}"
    asked = [
        _distribution(edition, f"{address}.{kind}?as_of={edition.version}", title, mime, code)
        for kind, title, mime, code in FORMATS
    ]
    return _described(edition, address, dataset.name, (dataset.zh, dataset.en), [*asked, *prebuilt])


def _described(
    edition: Edition, address: str, name: str, titles: tuple[str, str], distributions: list[dict[str, Any]]
) -> dict[str, Any]:
    mark = "【示例数据】" if edition.sample else ""
    return {
        "@id": edition.address(address), "@type": "dcat:Dataset",
        "dct:identifier": f"{edition.code}.{name}",
        "dct:title": _both(f"{mark}{edition.city}{titles[0]}", f"{titles[1]}, {edition.city_en}"),
        "dct:description": edition.description, "dct:publisher": _id(edition.address("/about#publisher")),
        "dct:modified": _moment(edition), "owl:versionInfo": str(edition.version), "dcat:theme": _id(_THEME),
        "dcat:keyword": list(KEYWORDS), "dcat:landingPage": _id(edition.address("/data")),
        "dcat:distribution": distributions,
    }


def _distribution(edition: Edition, address: str, title: str, mime: str, code: str) -> dict[str, Any]:
    return {
        "@id": edition.address(address), "@type": "dcat:Distribution", "dct:title": title,
        "dct:license": _id(edition.licence_url), "dcat:accessURL": _id(edition.address("/data")),
        "dcat:downloadURL": _id(edition.address(address)), "dcat:mediaType": _id(_MEDIA_TYPES + mime),
        "dct:format": _id(_FILE_TYPES + code), "dcat:accessService": _id(edition.address("/api/v1")),
    }


def _format(name: str) -> tuple[str, str, str, str] | None:
    """The format of a prebuilt data file; None for texts and descriptors."""
    folder, _slash, file = name.rpartition("/")
    known = FORMATS if folder else _WHOLE
    return next((one for one in known if file.endswith(f".{one[0]}")), None)


def _prebuilt(edition: Edition, file: Mapping[str, Any], version: int) -> dict[str, Any]:
    """A prebuilt file: its lasting address, its size and its SHA-256."""
    found = _format(file["file"])
    assert found is not None
    address = f"/data/files/v{version}/{quote(file['file'])}"
    return {
        **_distribution(edition, address, file["file"], found[2], found[3]),
        "dcat:byteSize": {"@value": str(file["bytes"]), "@type": "xsd:nonNegativeInteger"},
        "spdx:checksum": {
            "@type": "spdx:Checksum", "spdx:algorithm": _id("http://spdx.org/rdf/terms#checksumAlgorithm_sha256"),
            "spdx:checksumValue": {"@value": file["sha256"], "@type": "xsd:hexBinary"},
        },
    }


def schema_org(edition: Edition, datasets: Iterable[AnyDataset]) -> dict[str, Any]:
    """A schema.org Dataset of everything, with each dataset's CSV as a download."""
    return {
        "@context": "https://schema.org/", "@type": "Dataset", "@id": edition.address("/data"),
        "name": edition.title, "alternateName": edition.title_en, "description": edition.description,
        "url": edition.address("/data"), "license": edition.licence_url, "version": str(edition.version),
        "datePublished": edition.business_date.isoformat(), "isAccessibleForFree": True, "keywords": list(KEYWORDS),
        "inLanguage": ["zh-Hans", "en"], "spatialCoverage": {"@type": "Place", "name": edition.city},
        "creator": {"@type": "GovernmentOrganization", "name": edition.bureau},
        "distribution": [
            {"@type": "DataDownload", "name": f"{dataset.zh} {dataset.en}", "encodingFormat": "text/csv",
             "contentUrl": edition.address(f"/api/v1/{dataset.path}.csv?as_of={edition.version}")}
            for dataset in datasets
        ],
    }
