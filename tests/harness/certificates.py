"""Certificates for servers of the tests: from an authority of their own, or from nobody."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

if TYPE_CHECKING:
    from pathlib import Path

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Certificate:
    """Paths of PEM files. `root` is what a client has to believe (SSL_CERT_FILE)."""

    chain: Path
    key: Path
    root: Path


def make_certificate(folder: Path, *, days: float = 90, name: str = "localhost") -> Certificate:
    """For `name` and 127.0.0.1, for so many days from yesterday on; expired if they are negative."""
    folder.mkdir(parents=True, exist_ok=True)
    authority, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = _sign("Authority of the tests", authority, authority, "Authority of the tests", 3_650)
    leaf = _sign(name, key, authority, "Authority of the tests", days, of=name)
    made = Certificate(folder / "chain.pem", folder / "key.pem", folder / "root.pem")
    made.chain.write_bytes(leaf.public_bytes(Encoding.PEM))
    made.root.write_bytes(root.public_bytes(Encoding.PEM))
    made.key.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    made.key.chmod(0o600)
    return made


def _sign(
    subject: str,
    key: ec.EllipticCurvePrivateKey,
    signer: ec.EllipticCurvePrivateKey,
    issuer: str,
    days: float,
    *,
    of: str | None = None,
) -> x509.Certificate:
    now = datetime.datetime.now(datetime.UTC)
    begins = now - 2 * DAY if days >= 0 else now + (days - 2) * DAY
    names = [x509.DNSName(of), x509.IPAddress(ip_address("127.0.0.1"))] if of else []
    built = (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(now + days * DAY)
        .add_extension(x509.BasicConstraints(ca=of is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
    )
    if of is None:
        usage = dict.fromkeys(_USES, False) | {"key_cert_sign": True, "crl_sign": True}
        built = built.add_extension(x509.KeyUsage(**usage), critical=True)
    else:
        built = built.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return built.sign(signer, hashes.SHA256())


_USES = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
    *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])
