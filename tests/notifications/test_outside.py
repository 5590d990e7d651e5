"""Addresses that point inside are refused: written, by a name, by a name that changes its mind, by a redirect."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.notifications.city_that_tells import (
    KNOWN,
    administrator,
    publish_three_units,
    rules_for,
    send_all,
    sender,
)
from tests.notifications.receivers import Receiver
from transparency_site.models import Message, Subscriber
from transparency_site.notifications import outside, sending, subscriptions
from transparency_site.notifications.outside import Rules
from transparency_site.notifications.sending import Sender
from transparency_site.notifications.sent_things import NotSent
from transparency_site.notifications.subscriptions import Wish
from transparency_site.site import Site

INSIDE = (
    "127.0.0.1", "127.8.9.10", "0.0.0.0", "10.0.0.1", "172.16.5.5", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "192.0.2.1", "198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1",
    "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::",
    "64:ff9b::7f00:1", "64:ff9b::a00:1", "2001:0:7f00:1::80ff:fffe", "::127.0.0.1", "2001:db8::1",
    "::ffff:93.184.215.14",
)  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_refused(address: str) -> None:
    with pytest.raises(NotSent) as refused:
        outside.judged("https://receiver.example/", Rules(resolve=lambda _host, _port: [address]))
    assert (refused.value.code, refused.value.for_good) == ("points-inside", True)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_an_address_outside_is_not(address: str) -> None:
    assert outside.judged("https://receiver.example/", Rules(resolve=lambda _host, _port: [address]))[1] == address


@pytest.mark.parametrize(
    "address",
    ["https://127.0.0.1/", "https://[::1]/", "https://2130706433/", "https://0x7f.1/", "https://017700000001/",
     "https://localhost/", "https://[::ffff:127.0.0.1]/", "https://0/"],
)
def test_written_forms_of_this_machine_are_refused_by_the_systems_own_look_up(address: str) -> None:
    with pytest.raises(NotSent) as refused:
        outside.judged(address, Rules())
    assert refused.value.code in ("points-inside", "name-unknown")


@pytest.mark.parametrize(
    "address",
    ["http://", "ftp://receiver.example/", "file:///etc/passwd", "https://user@receiver.example/", "https://[::1",
     "https://receiver.example:99999/", "https://receiver.example:0/", "https://re ceiver.example/",
     "https://receiver.example/\r\nX: y", "gopher://receiver.example/", "https://" + "a" * 600],
)
def test_what_is_no_https_address_is_refused(address: str) -> None:
    with pytest.raises(NotSent) as refused:
        outside.judged(address, Rules(resolve=lambda _host, _port: ["93.184.215.14"]))
    assert refused.value.code == "bad-address"


def test_plain_http_is_refused() -> None:
    with pytest.raises(NotSent, match="not-https"):
        outside.judged("http://receiver.example/", Rules(resolve=lambda _host, _port: ["93.184.215.14"]))


def test_one_inner_address_among_outer_ones_is_enough() -> None:
    both = Rules(resolve=lambda _host, _port: ["93.184.215.14", "10.0.0.1"])
    with pytest.raises(NotSent, match="points-inside"):
        outside.judged("https://receiver.example/", both)


def test_such_an_address_is_not_even_registered(city: Site, opened: Session) -> None:
    for address in ("https://127.0.0.1/", "https://10.0.0.1/hook", "https://169.254.169.254/latest", "http://[::1]/"):
        with pytest.raises(NotSent):
            subscriptions.register_webhook(city, opened, address, Wish("unit", "204001"), KNOWN, administrator(opened))
    assert opened.scalar(select(Subscriber.id)) is None


def registered(city: Site, opened: Session, hooks: Receiver) -> None:
    subscriptions.register_webhook(
        city, opened, hooks.address, Wish("unit", "204001"), KNOWN, administrator(opened), rules_for(hooks.port)
    )
    publish_three_units(city, opened)


def problem_of(opened: Session) -> tuple[str, str | None]:
    opened.commit()
    state, problem = opened.execute(select(Message.state, Message.problem)).one()
    return state, problem


def test_a_name_that_points_inside_later_is_refused_at_sending(city: Site, opened: Session, hooks: Receiver) -> None:
    registered(city, opened, hooks)
    later = Rules(resolve=lambda _host, _port: ["127.0.0.1"])  # the same name, by now inside
    send_all(Sender(city, "test", sending.channels(city, later)))
    assert hooks.requests == []
    assert problem_of(opened) == ("failed", "points-inside")


def test_a_name_is_looked_up_once_and_the_judged_address_is_connected_to(
    monkeypatch: pytest.MonkeyPatch, hooks: Receiver
) -> None:
    answers = [["93.184.215.14"], ["127.0.0.1"]]
    connected = []

    def connect(address: tuple[str, int], _timeout: float) -> None:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr("socket.create_connection", connect)
    rules = Rules(resolve=lambda _host, _port: answers.pop(0))
    with pytest.raises(NotSent, match="receiver-away"):
        outside.post(f"https://receiver.example:{hooks.port}/", b"{}", {}, rules, lambda: None)
    assert connected == [("93.184.215.14", hooks.port)]
    assert answers == [["127.0.0.1"]]
    assert hooks.requests == []


def test_a_redirect_is_not_followed(city: Site, opened: Session, hooks: Receiver) -> None:
    registered(city, opened, hooks)
    hooks.status, hooks.location = 307, f"http://127.0.0.1:{hooks.port}/inside"
    send_all(sender(city, hooks.port))
    assert len(hooks.requests) == 1, "nothing was sent on to where the receiver pointed"
    assert problem_of(opened) == ("failed", "redirected")
