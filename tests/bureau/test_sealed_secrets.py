"""Second factors' secrets are never readable in the database, and the key that opens them is not in it."""

from __future__ import annotations

import os

from sqlalchemy import text

from tests.bureau.conftest import Clock, activated
from transparency_site import database, self_check
from transparency_site.accounts import sealed_secrets, second_factor
from transparency_site.lifecycle import Role
from transparency_site.models import Credential, User
from transparency_site.site import Site
from transparency_site.transactions import writing
from transparency_site.users import find_user


def use(site: Site, name: str, code: str) -> str | None:
    with site.sessions() as session, writing(session):
        return second_factor.use_code(site, session, find_user(session, name), code)


def test_a_secret_is_in_no_byte_of_the_database(site: Site, clock: Clock) -> None:
    person = activated(site, clock, "anna", Role.REVIEWER)
    assert use(site, "anna", person.code(clock)) == "totp"
    for path in site.settings.var_dir.rglob("*"):
        assert not path.is_file() or person.secret.encode() not in path.read_bytes(), path
    key = site.settings.var_dir / "second_factor_key"
    assert os.stat(key).st_mode & 0o777 == 0o600
    assert key.read_bytes() not in (site.settings.var_dir / "site.db").read_bytes()


def test_secrets_of_an_older_release_are_sealed_by_the_upgrade(site: Site, clock: Clock) -> None:
    person = activated(site, clock, "anna", Role.REVIEWER)
    with site.engine.begin() as connection:
        connection.execute(text("UPDATE credentials SET totp_secret = :plain"), {"plain": person.secret})
    database.upgrade(site)
    with site.sessions() as session:
        [stored] = session.scalars(text("SELECT totp_secret FROM credentials")).all()
    assert stored != person.secret
    assert sealed_secrets.unseal(site, stored) == person.secret
    assert use(site, "anna", person.code(clock)) == "totp"


def test_another_key_opens_nothing_and_the_self_check_says_so(site: Site, clock: Clock) -> None:
    person = activated(site, clock, "anna", Role.REVIEWER)
    (site.settings.var_dir / "second_factor_key").unlink()
    assert use(site, "anna", person.code(clock)) is None
    assert use(site, "anna", person.recovery_codes[0]) == "recovery-code"
    with site.sessions() as session:
        assert [problem.code for problem in self_check.run(site, session)] == ["second-factor-key"]
        assert session.get_one(Credential, session.query(User).filter_by(name="anna").one().id).totp_secret
