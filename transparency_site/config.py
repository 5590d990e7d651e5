"""Every setting of the site in one table: environment name, default, parser, help. `flask config` prints it.

A city's own settings (names, calendar, bounds, portal header) are in its folder's city.toml, not here.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import limits

from transparency_site.client_networks import Network


class SettingError(ValueError):
    """A setting that cannot be used; the message names it, what was given and what is expected."""


@dataclass(frozen=True, slots=True)
class Setting:
    name: str
    default: str
    parse: Callable[[str], Any]
    help: str


def _folder(text: str) -> Path:
    return Path(text).expanduser().resolve()


def _faces(text: str) -> str:
    if text not in ("public", "bureau", "all"):
        raise ValueError("public, bureau or all")
    return text


def _search(text: str) -> str:
    if text not in ("index", "postgresql"):
        raise ValueError("index or postgresql")
    return text


def _profile(text: str) -> str:
    if text not in ("mlps", "asvs"):
        raise ValueError("mlps or asvs")
    return text


def _smtp_security(text: str) -> str:
    if text not in ("starttls", "tls", "none"):
        raise ValueError("starttls, tls or none")
    return text


def _networks(text: str) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(one) for one in text.replace(",", " ").split())


def _rate(text: str) -> str:
    """As the library `limits` reads it; "off" becomes empty."""
    if text.lower() in ("off", "0"):
        return ""
    limits.parse_many(text)
    return text


def _flag(text: str) -> bool:
    if text.lower() not in ("0", "1", "true", "false"):
        raise ValueError("0 or 1")
    return text.lower() in ("1", "true")


SETTINGS: tuple[Setting, ...] = (
    Setting("CITY", "cities/sample", _folder, "folder of the city: city.toml and its lists (docs/your-city.md)"),
    Setting("VAR_DIR", "var", _folder, "folder for database, files, index and exports"),
    Setting("DATABASE_URL", "", str, "database; empty: SQLite in VAR_DIR (site.db). PostgreSQL: postgresql+psycopg://…"),
    Setting("READ_DATABASE_URL", "", str, "read replica for pages and API (docs/scaling.md); empty: DATABASE_URL"),
    Setting("SEARCH", "index", _search, "what answers searches: index (in VAR_DIR) or postgresql (its full text)"),
    Setting("HOST", "127.0.0.1", str, "address that the server listens on"),
    Setting("PORT", "8000", int, "port that the server listens on"),
    Setting("FACES", "all", _faces, "which faces this process serves: public, bureau or all"),
    Setting("BASE_URL", "", str, "absolute address, with any sub-path, for QR codes, feeds, citations; empty: http://HOST:PORT"),
    Setting("BUREAU_URL", "", str, "absolute address of the bureau's face, if it has its own; empty: BASE_URL"),
    Setting("PASSWORD_PROFILE", "mlps", _profile, "password rules: mlps (complexity, 90 days) or asvs (length)"),
    Setting("BUSINESS_DATE", "", str, "business date YYYY-MM-DD; empty: the sample city's, else today in Shanghai"),
    Setting("SECRET_KEY", "", str, "secret of the bureau's sessions; empty: made once and kept in VAR_DIR"),
    Setting("MAX_UPLOAD_MB", "20", int, "largest file that the bureau may upload"),
    Setting("PREBUILD_AFTER", "15", int, "seconds until a worker writes a new version's whole-data files; -1: never"),
    Setting("TRUST_PROXY", "0", _flag, "1 behind a reverse proxy that sets X-Forwarded-…; 0 ignores what it sends"),
    Setting("TRUSTED_PROXIES", "127.0.0.0/8 ::1", _networks, "networks whose X-Forwarded-… is believed"),
    Setting("RATE_LIMIT", "600/minute", _rate, "requests per client and process (20/second …); off: no limit"),
    Setting("SMTP_HOST", "", str, "mail server for notifications; empty: no mail is sent"),
    Setting("SMTP_PORT", "25", int, "port of the mail server"),
    Setting("SMTP_SECURITY", "starttls", _smtp_security, "starttls, tls (from the first byte) or none"),
    Setting("SMTP_USER", "", str, "name for the mail server; empty: none is given"),
    Setting("SMTP_PASSWORD", "", str, "password for the mail server"),
    Setting("MAIL_FROM", "", str, "sender's address of notifications; empty: no mail is sent"),
    Setting("SMS_GATEWAY", "", str, "https address that sends short messages; empty: none are sent"),
    Setting("SMS_TOKEN", "", str, "bearer token for the gateway"),
    Setting("SMS_FOLDER", "", str, "folder into which short messages are written instead, a file each"),
    Setting("WEBHOOKS", "0", _flag, "1: messages to registered webhooks are sent"),
    Setting("ASK_LIMIT", "5/hour;20/day", _rate, "questions per client and process; off: no limit"),
)
SECRETS = frozenset({"SECRET_KEY", "SMTP_PASSWORD", "SMS_TOKEN"})
"""Settings whose values are shown to nobody."""


@dataclass(frozen=True)
class Settings:
    """Settings as parsed; one attribute per row of SETTINGS, in lower case."""

    city: Path
    var_dir: Path
    database_url: str
    read_database_url: str
    search: str
    host: str
    port: int
    faces: str
    base_url: str
    bureau_url: str
    password_profile: str
    business_date: str
    secret_key: str
    max_upload_mb: int
    prebuild_after: int
    trust_proxy: bool
    trusted_proxies: tuple[Network, ...]
    rate_limit: str
    smtp_host: str
    smtp_port: int
    smtp_security: str
    smtp_user: str
    smtp_password: str
    mail_from: str
    sms_gateway: str
    sms_token: str
    sms_folder: str
    webhooks: bool
    ask_limit: str

    @property
    def reads_only(self) -> bool:
        """Whether this process has no business with the database that is written: a public face on a replica."""
        return self.faces == "public" and bool(self.read_database_url)

    @property
    def bureau_address(self) -> str:
        """Absolute address under which people reach /bureau; https makes the session cookie `Secure`."""
        return (self.bureau_url or self.base_url).rstrip("/")


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment. Raises SettingError with a sentence that names the setting."""
    environ = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        text = environ.get(setting.name) or setting.default
        try:
            values[setting.name.lower()] = setting.parse(text)
        except ValueError as error:
            raise SettingError(f"{setting.name}={text!r}: expected {error}. {setting.help}") from error
    if not values["database_url"]:
        values["database_url"] = f"sqlite:///{values['var_dir'] / 'site.db'}"
    searched = values["read_database_url"] or values["database_url"]
    if values["search"] == "postgresql" and not searched.startswith("postgresql"):
        raise SettingError("SEARCH=postgresql: DATABASE_URL is not PostgreSQL")
    if not values["base_url"]:
        values["base_url"] = f"http://{values['host']}:{values['port']}"
    return Settings(**values)
