"""The examples of systemd units: they parse, are hardened, and start commands that exist."""

from __future__ import annotations

import configparser
import shutil
import subprocess
from pathlib import Path

import pytest

from transparency_site import create_app

ROOT = Path(__file__).resolve().parents[2]
UNITS = sorted((ROOT / "docs/systemd").iterdir())
SERVICES = [path for path in UNITS if path.suffix == ".service"]
INSTALLED = "/opt/transparency"
HARDENED = ("NoNewPrivileges", "ProtectSystem", "ProtectHome", "PrivateTmp", "PrivateDevices", "SystemCallFilter")


def parsed(path: Path) -> configparser.ConfigParser:
    unit = configparser.ConfigParser(strict=True, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read(path, encoding="utf-8")
    return unit


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.stem)
def test_a_service_is_hardened_and_its_commands_exist(path: Path) -> None:
    service = parsed(path)["Service"]
    assert [name for name in HARDENED if name not in service] == []
    assert (service["User"], service["ProtectSystem"]) == ("transparency", "strict")
    known = set(create_app().cli.commands)
    for key in ("ExecStartPre", "ExecStart"):
        for program in [one for one in service.get(key, "").replace("'", " ").split() if one.startswith(INSTALLED)]:
            assert Path(program.replace(INSTALLED, str(ROOT))).is_file(), program
        if "--app wsgi " in service.get(key, ""):
            assert service[key].split("--app wsgi ")[1].split()[0] in known


def test_there_is_one_for_each_face_and_for_the_worker() -> None:
    names = {path.name for path in UNITS}
    assert {f"transparency-{name}.service" for name in ("public", "bureau", "worker")} <= names
    for timer in (path for path in UNITS if path.suffix == ".timer"):
        assert timer.with_suffix(".service").name in names


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_finds_nothing_wrong(tmp_path: Path) -> None:
    copies = []
    for path in UNITS:
        copy = tmp_path / path.name
        copy.write_text(path.read_text(encoding="utf-8").replace(INSTALLED, str(ROOT)), encoding="utf-8")
        copies.append(str(copy))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", *copies],
        capture_output=True, text=True, timeout=60, check=False,
    )
    complaints = [line for line in done.stderr.splitlines() if "transparency-" in line]
    assert complaints == [], done.stderr
