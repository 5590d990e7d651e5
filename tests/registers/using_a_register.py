"""Publishes one register of the sample city and says what its faces show: run by `test_fifth_register` in a copy of
the project, `python using_a_register.py KEY VAR_DIR`.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any

import sample_city
from data_loaders.templates import write_template
from transparency_site import create_app, database, exporting, publishing, submissions
from transparency_site.accounts.demo import DEMO_USERS
from transparency_site.config import read_settings
from transparency_site.queries.registry import DATASETS
from transparency_site.reference_loading import publish_reference
from transparency_site.site import Site
from transparency_site.users import add_user


def main(key: str, var_dir: Path) -> dict[str, Any]:
    """Everything that a reader, a program and a clerk get of the register `key`."""
    root = Path.cwd()
    site = Site(read_settings({"CITY": str(root / "cities/sample"), "VAR_DIR": str(var_dir), "DATABASE_URL": ""}))
    database.upgrade(site)
    with site.sessions() as session:
        publish_reference(site, session)
        people = [add_user(site, session, name, role, shown) for name, role, shown in DEMO_USERS[:2]]
        steps = sample_city.write_registers(var_dir / "sample").steps
        path = next(path for step in steps for path in step.paths if path.stem.endswith(key))
        submission = submissions.receive(site, session, path, path.name, people[0])
        submissions.check(site, session, submission, people[0])
        submissions.submit(site, session, submission, people[0])
        submissions.approve(site, session, submission, people[1])
        publishing.publish(site, session, [submission], people[1], "公布登记", dt.date(2014, 2, 1))
        folder = exporting.export(site, session)
    client = create_app(site.settings, site=site).test_client()

    def text(address: str) -> str:
        answer = client.get(address)
        return answer.get_data(as_text=True) if answer.status_code == 200 else f"{answer.status_code} {address}"

    def body(address: str) -> Any:
        return json.loads(client.get(address).data)

    row = body(f"/api/v1/registers/{key}")["data"][0]
    line = row["id"].rpartition(".")[2]
    return {
        "template": write_template(key, var_dir / "blank.xlsx").stat().st_size,
        "verdict": submission.report["verdict"] if submission.report else None,
        "rows": body(f"/api/v1/registers/{key}"),
        "csv": text(f"/api/v1/registers/{key}.csv"),
        "catalogue": body("/api/v1/registers"),
        "openapi": sorted(body("/api/v1/openapi.json")["paths"]),
        "list": text(f"/registers/{key}"),
        "english": text(f"/registers/{key}?lang=en"),
        "row": text(f"/registers/{key}/2013/{line}"),
        "all": text("/registers"),
        "unit": text(f"/units/{row['unit_code']}"),
        "search": body("/api/v1/search?kind=register")["data"],
        "groups": body(f"/api/v1/aggregate?dataset=registers.{key}&group_by=kind&measure=count")["data"],
        "before": client.get(f"/registers/{key}/2013/{line}?as_of=1").status_code,
        "datasets": list(DATASETS),
        "files": sorted(str(one.relative_to(folder)) for one in folder.rglob("*.csv")),
        "package": [one["name"] for one in body("/data/datapackage.json")["resources"]],
    }


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], Path(sys.argv[2])), ensure_ascii=False))
