"""Web Push against a push service on loopback that decrypts with the browser's own keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec
import pytest
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand
from hypothesis import given, settings
from hypothesis import strategies as st

from teahouse.outbound.guard import Guard
from teahouse.outbound.notice import Reason, notice
from teahouse.outbound.push import Push, Urgency, notice_payload
from teahouse.outbound.push_keys import (
    BadSubscriptionError,
    PushKeys,
    Subscription,
    base64url,
    check_subscription,
    from_base64url,
    point,
)
from teahouse.outbound.push_message import MOST_PAYLOAD, RECORD, PushTokens, encrypt
from teahouse.outbound.retry import Outcome
from tests.outbound.receiver import Names, Received, Sent, client_for, receiving

NOW = 1_700_000_000.0


@dataclass
class Browser:
    """What a browser keeps of a subscription, and how it reads a push (RFC 8291, from its side)."""

    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    auth: bytes = b"0123456789abcdef"

    def subscription(self, endpoint: str = "https://push.example/x") -> Subscription:
        return Subscription(endpoint, base64url(point(self.private.public_key())), base64url(self.auth))

    def read(self, body: bytes) -> bytes:
        salt, size, length = body[:16], int.from_bytes(body[16:20]), body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        assert len(sealed) <= size
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        shared = self.private.exchange(ec.ECDH(), key)
        info = b"WebPush: info\0" + point(self.private.public_key()) + sender
        material = HKDF(hashes.SHA256(), 32, self.auth, info).derive(shared)
        extracted = HKDF.extract(hashes.SHA256(), salt, material)
        secret = HKDFExpand(hashes.SHA256(), 16, b"Content-Encoding: aes128gcm\0").derive(extracted)
        nonce = HKDFExpand(hashes.SHA256(), 12, b"Content-Encoding: nonce\0").derive(extracted)
        text, delimiter, padding = AESGCM(secret).decrypt(nonce, sealed, None).rpartition(b"\2")
        assert delimiter == b"\2"
        assert not padding.strip(b"\0")
        return text


def claims_of(authorization: str, keys: PushKeys) -> dict[str, Any]:
    """What the token says, if it is signed by these keys."""
    scheme, _, rest = authorization.partition(" ")
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    assert (scheme, parts["k"]) == ("vapid", keys.public)
    head, claims, signature = parts["t"].split(".")
    assert msgspec.json.decode(from_base64url(head)) == {"typ": "JWT", "alg": "ES256"}
    raw = from_base64url(signature)
    assert len(raw) == 64
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), from_base64url(parts["k"]))
    public.verify(
        encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:])),
        f"{head}.{claims}".encode(),
        ec.ECDSA(hashes.SHA256()),
    )
    found: dict[str, Any] = msgspec.json.decode(from_base64url(claims))
    return found


def test_the_example_of_rfc_8291() -> None:
    receiver = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
    body = encrypt(
        b"When I grow up, I want to be a watermelon",
        Subscription("", receiver, "BTBZMqHH6r4Tts7J_aSIgg"),
        salt=from_base64url("DGv6ra1nlYgDCS1FRnbzlw"),
        ephemeral=PushKeys.from_text("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw").private,
        pad_to=0,
    )
    assert base64url(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
        "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


BROWSER = Browser(ec.derive_private_key(7, ec.SECP256R1()))


@given(st.binary(max_size=MOST_PAYLOAD))
@settings(deadline=None, max_examples=50)
def test_the_browser_reads_what_was_sent_and_its_length_is_hidden(payload: bytes) -> None:
    body = encrypt(payload, BROWSER.subscription())
    assert BROWSER.read(body) == payload
    assert len(body) <= RECORD
    assert (len(body) - 86 - 16) % 256 == 0 or len(body) == RECORD


def test_nobody_else_reads_it_and_no_two_are_alike() -> None:
    subscription = BROWSER.subscription()
    assert encrypt(b"x", subscription) != encrypt(b"x", subscription)
    for other in (Browser(), Browser(BROWSER.private, b"x" * 16)):
        with pytest.raises(InvalidTag):
            other.read(encrypt(b"x", subscription))


def test_a_payload_has_a_bound() -> None:
    assert len(encrypt(bytes(MOST_PAYLOAD), BROWSER.subscription())) == RECORD
    with pytest.raises(ValueError, match="too long"):
        encrypt(bytes(MOST_PAYLOAD + 1), BROWSER.subscription())


def test_keys_are_kept_as_a_text() -> None:
    keys = PushKeys.generate()
    again = PushKeys.from_text(keys.text)
    assert (again.text, again.public) == (keys.text, keys.public)
    assert len(keys.text) == 43
    assert from_base64url(keys.public)[0] == 4
    assert len(from_base64url(keys.public)) == 65
    for bad in ("", "x", base64url(bytes(32)), base64url(b"\xff" * 32), base64url(bytes(31)), "é" * 43):
        with pytest.raises(ValueError, match=r"no (base64url|private key)"):
            PushKeys.from_text(bad)


def test_tokens_are_signed_and_made_anew_at_half_time() -> None:
    clock = [NOW]
    keys = PushKeys.generate()
    tokens = PushTokens(keys, "https://tea.example", lambda: clock[0])
    first = tokens.authorization("https://push.example")
    assert claims_of(first, keys) == {
        "aud": "https://push.example",
        "exp": int(NOW) + 12 * 3_600,
        "sub": "https://tea.example",
    }
    clock[0] += 6 * 3_600 - 1
    assert tokens.authorization("https://push.example") == first
    clock[0] += 2
    second = tokens.authorization("https://push.example")
    assert claims_of(second, keys)["exp"] == int(clock[0]) + 12 * 3_600
    assert claims_of(tokens.authorization("https://other.example"), keys)["aud"] == "https://other.example"
    # A clock that was set back must not leave a token that is good for too long.
    clock[0] = NOW - 3_600
    assert claims_of(tokens.authorization("https://push.example"), keys)["exp"] == int(clock[0]) + 12 * 3_600
    assert "sub" not in claims_of(PushTokens(keys, None, lambda: NOW).authorization("https://a"), keys)
    with pytest.raises(InvalidSignature):
        claims_of(first.replace(keys.public, (other := PushKeys.generate()).public), other)


async def test_a_notice_reaches_the_browser() -> None:
    keys, slept = PushKeys.generate(), list[float]()
    told = notice(Reason.DIRECT, "小明", "", '喝茶"\\' * 2_000, "https://tea.example/r/2/7", "zh-CN")

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    names = Names({"push.example": ["127.0.0.1"]})
    async with receiving() as receiver, client_for(receiver, names) as client:
        receiver.answers["/send/abc"] = lambda _: Sent(201)
        push = Push(client, keys, "https://tea.example", lambda: NOW, sleep, lambda: 1.0)
        browser = Browser()
        given = browser.subscription(receiver.url("/send/abc", "push.example"))
        subscription = check_subscription(
            client.guard, given.endpoint, given.p256dh + "==", given.auth + "=="
        )
        assert subscription == given
        payload = notice_payload(told, "room-2")
        outcome = await push.send(subscription, payload, ttl=60, urgency=Urgency.HIGH, topic="room-2")
        assert outcome == Outcome(True, "sent")
        request = receiver.received[0]
        assert {name: request.headers[name] for name in ("ttl", "urgency", "topic", "content-encoding")} == {
            "ttl": "60",
            "urgency": "high",
            "topic": "room-2",
            "content-encoding": "aes128gcm",
        }
        claims = claims_of(request.headers["authorization"], keys)
        assert claims["aud"] == receiver.url("", "push.example")
        shown = msgspec.json.decode(browser.read(request.body))
        assert (shown["title"], shown["link"], shown["tag"]) == (
            "小明 给你发来私信",
            "https://tea.example/r/2/7",
            "room-2",
        )
        assert shown["text"].startswith("喝茶")
        assert slept == []


@pytest.mark.parametrize(
    ("statuses", "outcome", "slept"),
    [
        ([404], Outcome(False, "status_404", gone=True), []),
        ([410], Outcome(False, "status_410", gone=True), []),
        ([403], Outcome(False, "status_403", detail="no"), []),
        ([413], Outcome(False, "status_413", detail="no"), []),
        ([429, 503, 201], Outcome(True, "sent", tries=3), [1.0, 5.0]),
        ([500], Outcome(False, "status_500", tries=4, detail="no"), [1.0, 5.0, 25.0]),
        ([302], Outcome(False, "status_302", detail="no"), []),
    ],
)
async def test_what_the_service_says(statuses: list[int], outcome: Outcome, slept: list[float]) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    def answering(_: Received) -> Sent:
        return Sent(statuses.pop(0) if len(statuses) > 1 else statuses[0], {"location": "/"}, b"no")

    async with receiving() as receiver, client_for(receiver) as client:
        receiver.answers["/x"] = answering
        push = Push(client, PushKeys.generate(), None, lambda: NOW, sleep, lambda: 1.0)
        assert await push.send(BROWSER.subscription(receiver.url("/x")), b"{}") == outcome
        assert waits == slept


async def test_an_endpoint_that_leads_inside_is_refused() -> None:
    names = Names({"push.example": ["169.254.169.254"]})
    async with receiving() as receiver, client_for(receiver, names) as client:
        push = Push(client, PushKeys.generate(), None, lambda: NOW)
        for endpoint in (receiver.url("/", "push.example"), "https://[::1]/", "https://127.0.0.2/"):
            assert await push.send(BROWSER.subscription(endpoint), b"") == Outcome(False, "address_refused")
        with pytest.raises(ValueError, match="topic"):
            await push.send(BROWSER.subscription(), b"", topic="a b")


GOOD = BROWSER.subscription()


@pytest.mark.parametrize(
    ("endpoint", "p256dh", "auth", "wrong"),
    [
        ("http://push.example/x", GOOD.p256dh, GOOD.auth, "endpoint"),
        ("https://127.0.0.1/x", GOOD.p256dh, GOOD.auth, "endpoint"),
        ("https://push.example:22/x", GOOD.p256dh, GOOD.auth, "endpoint"),
        ("https://u:p@push.example/x", GOOD.p256dh, GOOD.auth, "endpoint"),
        (GOOD.endpoint, "", GOOD.auth, "p256dh"),
        (GOOD.endpoint, "ab$", GOOD.auth, "p256dh"),
        (GOOD.endpoint, base64url(b"\4" + bytes(64)), GOOD.auth, "p256dh"),
        (GOOD.endpoint, GOOD.p256dh[:-8], GOOD.auth, "p256dh"),
        (GOOD.endpoint, "A" * 1_000, GOOD.auth, "p256dh"),
        (GOOD.endpoint, GOOD.p256dh, base64url(bytes(15)), "auth"),
        (GOOD.endpoint, GOOD.p256dh, "é", "auth"),
    ],
)
def test_subscriptions_that_are_none(endpoint: str, p256dh: str, auth: str, wrong: str) -> None:
    with pytest.raises(BadSubscriptionError) as caught:
        check_subscription(Guard(), endpoint, p256dh, auth)
    assert caught.value.field == wrong


def test_a_subscription_shows_its_secrets_to_nobody() -> None:
    assert GOOD.auth not in repr(GOOD)
    assert GOOD.endpoint not in repr(GOOD)


def test_a_payload_fits_whatever_is_in_it() -> None:
    for text in ('\\"' * 4_000, "茶" * 4_000, "\u0001" * 4_000):
        for link in ("", "https://tea.example/" + "x" * 2_000):
            told = notice(Reason.TEST, "", "x", text, link, "en")
            payload = notice_payload(told, "t")
            assert len(payload) <= MOST_PAYLOAD
            assert msgspec.json.decode(payload)["title"] == "Notices from x will arrive here"
