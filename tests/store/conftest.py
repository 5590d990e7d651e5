"""A real PostgreSQL server for tests: the one that TEST_DATABASE_URL names, else one of our own from Debian's
binaries.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

PORT = "54329"  # of the socket only: the server listens on no network address


def _binaries() -> Path:
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not versions:
        pytest.skip("PostgreSQL is not installed (Debian: postgresql): its tests are skipped")
    return versions[-1].parent


def _as_somebody_else(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root: then the user `postgres` of the package runs it."""
    if os.geteuid() != 0:
        return []
    try:
        owner = pwd.getpwnam("postgres")
    except KeyError:
        pytest.skip("no user postgres to run PostgreSQL as: its tests are skipped")
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    return ["runuser", "-u", "postgres", "--"]


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of an empty database's server, without a database name's content to lose."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    user = _as_somebody_else(folder)
    data, log = folder / "data", folder / "log"
    options = f"-k {folder} -p {PORT} -c listen_addresses='' -c fsync=off"
    _run(
        [*user, str(binaries / "initdb"), "-D", str(data), "-A", "trust", "-U", "postgres", "--locale=C.UTF-8"], folder
    )
    _run([*user, str(binaries / "pg_ctl"), "-D", str(data), "-o", options, "-l", str(log), "-w", "start"], folder)
    try:
        yield f"postgresql+psycopg://postgres@/postgres?host={folder}&port={PORT}"
    finally:
        _run([*user, str(binaries / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop"], folder)
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
