"""A certificate authority of the tests, made once a process."""

from __future__ import annotations

import datetime
import ssl
import tempfile
from dataclasses import dataclass
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

NAMES = (
    "pages.example",
    "push.example",
    "ntfy.example",
    "open.feishu.cn",
    "oapi.dingtalk.com",
    "qyapi.weixin.qq.com",
    "api.day.app",
)


@dataclass(frozen=True)
class Authority:
    """Contexts for both ends; the server's certificate is for NAMES and 127.0.0.1."""

    server: ssl.SSLContext
    client: ssl.SSLContext
    root: bytes
    """The authority's certificate as PEM, for a process that is to believe it (SSL_CERT_FILE)."""


@cache
def authority() -> Authority:
    """The one of this process."""
    key = ec.generate_private_key(ec.SECP256R1())
    root = _certificate("Test authority", key, key, None, ca=True)
    leaf_key = ec.generate_private_key(ec.SECP256R1())
    leaf = _certificate("Test server", leaf_key, key, root, ca=False)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        chain = Path(folder) / "chain.pem"
        private = leaf_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        chain.write_bytes(private + leaf.public_bytes(Encoding.PEM))
        server.load_cert_chain(chain)
    server.sni_callback = _remember
    pem = root.public_bytes(Encoding.PEM)
    return Authority(server, ssl.create_default_context(cadata=pem.decode()), pem)


def _remember(connection: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
    connection.asked_for = name  # type: ignore[attr-defined]


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    signer: ec.EllipticCurvePrivateKey,
    issuer: Certificate | None,
    *,
    ca: bool,
) -> Certificate:
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
    )
    if not ca:
        known = [x509.DNSName(each) for each in NAMES]
        built = built.add_extension(
            x509.SubjectAlternativeName([*known, x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
    return built.sign(signer, hashes.SHA256())
