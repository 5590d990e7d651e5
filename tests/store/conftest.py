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
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

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


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server in a folder of its own; it listens on a socket there and on no network address."""

    folder: Path

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://postgres@/postgres?host={self.folder}&port={PORT}"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def run(self, program: str, *arguments: str) -> None:
        """One of PostgreSQL's own programs, as the user that may."""
        _run([*_as_somebody_else(self.folder), str(_binaries() / program), *arguments], self.folder)

    def start(self, *settings: str) -> None:
        options = f"-k {self.folder} -p {PORT} -c listen_addresses='' -c fsync=off"
        options += "".join(f" -c {one}" for one in settings)
        self.run("pg_ctl", "-D", str(self.data), "-o", options, "-l", str(self.folder / "log"), "-w", "start")

    def stop(self) -> None:
        self.run("pg_ctl", "-D", str(self.data), "-m", "immediate", "stop")


@contextmanager
def new_server(*settings: str) -> Iterator[Server]:
    """An empty server of our own; `settings` (`name=value`) beside the tests' own."""
    with _folder() as folder:
        server = Server(folder)
        server.run("initdb", "-D", str(server.data), "-A", "trust", "-U", "postgres", "--locale=C.UTF-8")
        with _running(server, *settings):
            yield server


@contextmanager
def replica_of(primary: Server) -> Iterator[Server]:
    """A second server that follows `primary` by stream replication and only reads."""
    with _folder() as folder:
        server = Server(folder)
        server.run(
            "pg_basebackup", "-h", str(primary.folder), "-p", PORT, "-U", "postgres", "-D", str(server.data), "-R",
            "-X", "stream", "--checkpoint=fast",
        )
        # Without its feedback a reader's open transaction would hold up the replay, or be cancelled by it.
        with _running(server, "hot_standby_feedback=on", "wal_receiver_status_interval=1s"):
            yield server


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(server: Server, *settings: str) -> Iterator[None]:
    server.start(*settings)
    try:
        yield
    finally:
        server.stop()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of an empty database's server, without a database name's content to lose."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    with new_server() as server:
        yield server.url


@contextmanager
def new_database(server: str, name: str) -> Iterator[str]:
    """The address of an empty database on the server at this address; it is dropped afterwards."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield server.replace("/postgres?", f"/{name}?")
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
