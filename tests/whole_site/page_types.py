"""The page types of the public site with addresses of the sample city that show each; read against the app's routes.

A new route needs an example here (or stands among `NOT_PAGES`); `test_page_types` says which one has none.
"""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask

EMBEDDED: dict[str, tuple[str, ...]] = {
    "pages.embed_batch_townships": ("/embed/batches/2013/118/townships",),
    "pages.embed_city_departments": ("/embed/budget/2013/departments",),
    "pages.embed_city_functions": ("/embed/budget/2013/functions",),
    "pages.embed_city_three_public": ("/embed/three-public/years", "/embed/three-public/years?as_of=16"),
    "pages.embed_comparison": ("/embed/compare?unit=204001&unit=220001",),
    "pages.embed_fund_purposes": ("/embed/special-funds/SF04/2013/purposes",),
    "pages.embed_fund_townships": ("/embed/special-funds/SF04/2013/townships",),
    "pages.embed_fund_years": ("/embed/special-funds/SF04/years",),
    "pages.embed_funds_of_year": ("/embed/special-funds/by-fund/2013",),
    "pages.embed_three_public_structure": ("/embed/three-public/2013/structure",),
    "pages.embed_three_public_units": ("/embed/three-public/2013/units",),
    "pages.embed_township_funds": ("/embed/townships/999981101/2013/funds",),
    "pages.embed_township_map": ("/embed/townships/map/2013",),
    "pages.embed_township_ranking": ("/embed/townships/ranking/2013",),
    "pages.embed_unit_execution": ("/embed/units/204001/2013/execution",),
    "pages.embed_unit_functions": ("/embed/units/204001/2013/functions/budget.204001.2013.department",),
    "pages.embed_unit_three_public": ("/embed/units/204001/three-public",),
    "pages.embed_unit_years": ("/embed/units/204001/years",),
}
"""Charts alone, as other sites show them in a frame."""

EXAMPLES: dict[str, tuple[str, ...]] = {
    "api_docs.docs": ("/api/v1/docs",),
    "pages.about": ("/about",),
    "pages.batch": ("/batches/2013/001", "/batches/2014/005", "/batches/2013/118", "/batches/2013/233"),
    "pages.batch_list": ("/batches", "/batches?year=2013&fund=SF04&sort=-amount"),
    "pages.budget_year": ("/budget/2013", "/budget/2014", "/budget/2012"),
    "pages.compare": ("/compare?unit=204001&unit=220001&unit=232001", "/compare"),
    "pages.corrections": ("/corrections",),
    "pages.data": ("/data",),
    "pages.disbursement_list": (
        "/disbursements?year=2013", "/disbursements?recipient__contains=zzz",
        "/disbursements?year=2013&fund=SF01&sort=-amount",
    ),
    **EMBEDDED,
    "pages.figure": (
        "/figures/batch.2013.118.recipients.0027.amount",
        "/figures/budget.204001.2013.department.expenditure.205.total",
    ),
    "pages.glossary": ("/glossary",),
    "pages.home": ("/", "/?as_of=16"),
    "pages.publication": ("/publications/24", "/publications/28", "/publications/2"),
    "pages.publications": ("/publications",),
    "asking.form": ("/ask?about=batch.2013.118", "/ask?about=budget.204001.2013.department.expenditure.205.total"),
    "pages.question": ("/questions/1",),
    "pages.questions": ("/questions", "/questions?kind=objection", "/questions?title__contains=zzz"),
    "pages.register": (
        "/registers/recusals", "/registers/prevention", "/registers/risk-points?grade=high",
        "/registers/reviewed-documents?document__contains=zzz", "/registers/recusals?year=2011",
    ),
    "pages.register_row": ("/registers/recusals/2013/0009", "/registers/prevention/2013/0001"),
    "pages.registers": ("/registers",),
    "pages.search": ("/search?q=%E6%95%99%E8%82%B2", "/search?q=zzzzqq", "/search"),
    "pages.special_fund": ("/special-funds/SF04",),
    "pages.special_funds": ("/special-funds", "/special-funds?year=2014"),
    "pages.three_public_year": ("/three-public/2013", "/three-public/2012"),
    "pages.three_public_years": ("/three-public",),
    "pages.timeliness_year": ("/timeliness/2014", "/timeliness/2013"),
    "pages.township": ("/townships/999981101", "/townships/999981101?year=2012"),
    "pages.townships": ("/townships", "/townships?year=2012"),
    "pages.unit": ("/units/204001", "/units/220001", "/units/232001"),
    "pages.unit_year": ("/units/204001/2013", "/units/204001/2012", "/units/204001/2010"),
    "subscribing.form": ("/subscribe", "/subscribe?problem=bad-email"),
    "subscribing.sent": ("/subscribe/sent",),
    "pages.units": ("/units", "/units?name__contains=%E5%B1%80"),
}
"""Endpoint -> addresses; the first is the plain case, the others its special ones."""

ERRORS = ("/nowhere", "/disbursements?year=abc", "/?as_of=999")
"""Pages that help where there is nothing: they answer 4xx by right."""

NOT_PAGES = {
    "api_docs.asset", "downloads.file", "downloads.latest", "healthz", "metrics",
    "pages.city_feed", "pages.data_catalogue", "pages.data_package", "pages.fund_feed", "pages.qr",
    "pages.question_followed", "pages.robots", "pages.sitemap", "pages.unit_feed", "pages.verify_guide",
    "readyz", "restx_doc.static", "static", "subscribing.confirmation", "subscribing.counts",
    "subscribing.unsubscribing",
}  # fmt: skip
"""Public addresses that answer with a file or a word for machines, or that need a word from a mail."""


def public_endpoints(app: Flask) -> Iterator[str]:
    """Endpoints that a reader's browser can GET as pages: without twins, API and the bureau's side."""
    for rule in app.url_map.iter_rules():
        parts = rule.endpoint.split(".")
        if "GET" not in (rule.methods or ()) or parts[0] in ("api", "bureau") or rule.endpoint.endswith("_file"):
            continue
        if rule.endpoint not in NOT_PAGES:
            yield rule.endpoint


def every_address() -> list[str]:
    """All examples and error pages."""
    return [address for addresses in EXAMPLES.values() for address in addresses] + list(ERRORS)


def one_of_each_type() -> list[str]:
    """The plain example of each page type, and a page that was not found. The embedded charts are one type: they have
    one template, and each is drawn on a page, too.
    """
    charts = next(iter(EMBEDDED.values()))[0]
    pages = [addresses[0] for endpoint, addresses in EXAMPLES.items() if endpoint not in EMBEDDED]
    return [*pages, charts, ERRORS[0]]


def special_cases() -> list[str]:
    """Every other example."""
    return [address for address in every_address() if address not in one_of_each_type()]
