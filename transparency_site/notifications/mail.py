"""E-mail over SMTP: plain text, a Message-ID that stays the same at every try, one-click unsubscribing (RFC 8058)."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP

import structlog

from transparency_site.config import Settings
from transparency_site.notifications.sent_things import NotSent, Outgoing

TIMEOUT = 20.0  # seconds for each answer of the server
log = structlog.get_logger()


def written(message: Outgoing, sender: str) -> EmailMessage:
    """The mail as it goes out."""
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = sender, message.address, message.subject
    mail["Message-ID"] = f"<{message.id}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    if message.unsubscribe:
        mail["List-Unsubscribe"] = f"<{message.unsubscribe}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(message.text, cte="base64")
    return mail


@dataclass(frozen=True)
class Mail:
    """The mail server of the settings."""

    settings: Settings

    def send(self, message: Outgoing, hand_over: Callable[[], None]) -> None:
        """Send one mail. Raises NotSent: for good where the server refuses with a 5xx."""
        content = written(message, self.settings.mail_from).as_bytes()
        try:
            server = self._connect()
        except (OSError, smtplib.SMTPException) as error:
            raise _not_sent(error) from error
        try:
            self._give(server, message.address, content, hand_over)
        except (OSError, smtplib.SMTPException) as error:
            raise _not_sent(error) from error
        finally:
            server.close()

    def _connect(self) -> smtplib.SMTP:
        chosen = self.settings
        context = ssl.create_default_context()
        server: smtplib.SMTP
        if chosen.smtp_security == "tls":
            server = smtplib.SMTP_SSL(chosen.smtp_host, chosen.smtp_port, timeout=TIMEOUT, context=context)
        else:
            server = smtplib.SMTP(chosen.smtp_host, chosen.smtp_port, timeout=TIMEOUT)
        if chosen.smtp_security == "starttls":
            server.starttls(context=context)
        if chosen.smtp_user:
            server.login(chosen.smtp_user, chosen.smtp_password)
        return server

    def _give(self, server: smtplib.SMTP, address: str, content: bytes, hand_over: Callable[[], None]) -> None:
        server.ehlo_or_helo_if_needed()
        _expect(server.mail(self.settings.mail_from), 250)
        _expect(server.rcpt(address), 250, 251)
        hand_over()
        _expect(server.data(content), 250)


def _expect(answer: tuple[int, bytes], *codes: int) -> None:
    if answer[0] not in codes:
        raise smtplib.SMTPResponseException(*answer)


def _not_sent(error: OSError | smtplib.SMTPException) -> NotSent:
    """What the error means. The server's own words may repeat the address: only its number is kept."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return NotSent("mail-sign-in")
    if isinstance(error, smtplib.SMTPResponseException):
        return NotSent(f"mail-{error.smtp_code}", for_good=500 <= error.smtp_code < 600)
    return NotSent("mail-server-away")
