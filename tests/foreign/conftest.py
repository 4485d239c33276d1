"""A server by https with one certificate of each fate, and the verifiers that others wrote."""

from __future__ import annotations

import datetime
import hashlib
import ipaddress
import json
import os
import shutil
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from flask import Flask
from werkzeug.serving import WSGIRequestHandler

from lms.documents import jsonld
from lms.extensions import db
from lms.services import issuers
from lms.services.certification import Issuing
from tests.support import learning, rows, servers, signing
from tests.support.app import running, settings_for
from tests.support.databases import Database, Databases
from tests.support.learners import Learner

HERE = Path(__file__).parent
IN_CI = os.environ.get("CI", "").lower() == "true"
WITHOUT_NODE = "node or its packages are missing, so the foreign verifiers did not run"


@dataclass(frozen=True)
class Site:
    """A running platform: its address, what it issues with, and its application."""

    origin: str
    issuing: Issuing
    app: Flask
    authority: Path

    def learner(self, name: str = "Siân Ŵyn-Pryce", **changes: object) -> Learner:
        """Somebody with an account; for use inside `app.app_context()`."""
        session = db.session()
        learner = Learner(session, rows.add_person(session, name, **changes))
        learner.issuing = self.issuing
        return learner


class _Quiet(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        """Say nothing."""


def _certificate(folder: Path) -> tuple[Path, Path]:
    """A self-made certificate for this machine, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
            ),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "site.crt", folder / "site.key"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return certificate, private


@pytest.fixture
def open_site(tmp_path: Path) -> Iterator[Callable[[Database, str], Site]]:
    """Opens platforms that answer by https until the test ends."""
    closing: list[Callable[[], object]] = []

    def open_one(database: Database, organisation: str = "Demo Council") -> Site:
        folder = tmp_path / hashlib.sha256(organisation.encode()).hexdigest()[:8]
        folder.mkdir()
        certificate, private = _certificate(folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, private)
        holder: list[Flask] = []

        def answer(environ: Any, start: Any) -> Any:  # Any: WSGI's own shapes.
            return holder[0](environ, start)

        server = servers.OneByOne("127.0.0.1", 0, answer, handler=_Quiet, ssl_context=context)
        origin = f"https://localhost:{server.server_port}"
        settings = settings_for(
            database.url, folder / "instance", base_url=origin, organisation=organisation, fetch_private=True
        )
        made = running(settings)
        app = made.__enter__()
        holder.append(app)
        with app.app_context():
            signing.make_keys(db.session(), settings.keys_folder)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()

        def close() -> None:
            server.shutdown()
            thread.join()
            server.server_close()
            made.__exit__(None, None, None)

        closing.append(close)
        issuing = replace(
            learning.ISSUING, base_url=origin, organisation=organisation, keys=settings.keys_folder
        )
        return Site(origin, issuing, app, certificate)

    yield open_one
    for close in closing:
        close()


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """The folder of the verifiers' packages, installed once and kept beside the virtual environment."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        _leave_out("there is no node or npm")
    lock = (HERE / "package-lock.json").read_bytes()
    home = Path(os.environ.get("LMS_TEST_NODE", Path.home() / ".cache" / "alongside-tests"))
    folder = home / f"foreign-{hashlib.sha256(lock).hexdigest()[:12]}"
    if not (folder / "ready").exists():
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, folder / name)
        done = subprocess.run(
            ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        if done.returncode:
            _leave_out(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "npm ci failed")
        (folder / "ready").touch()
    return folder


def _leave_out(reason: str) -> None:
    if IN_CI:
        pytest.fail(f"CI needs the foreign verifiers: {reason}", pytrace=False)
    pytest.skip(f"{WITHOUT_NODE}: {reason}")


Answers = dict[str, dict[str, dict[str, Any]]]


@pytest.fixture
def ask(node_modules: Path) -> Callable[[Site, Mapping[str, object]], Answers]:
    """Ask both verifiers about each of some documents."""

    def asked(site: Site, cases: Mapping[str, object]) -> Answers:
        shutil.copy(HERE / "verify.mjs", node_modules / "verify.mjs")
        extensions = json.loads((jsonld.FOLDER / "ob-extensions.json").read_text())
        done = subprocess.run(
            ["node", "verify.mjs"],
            cwd=node_modules,
            input=json.dumps({"origin": site.origin, "extensions": extensions, "cases": dict(cases)}),
            env={**os.environ, "NODE_EXTRA_CA_CERTS": str(site.authority)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        answers: Answers = json.loads(done.stdout)
        return answers

    return asked


@pytest.fixture
def two(open_site: Callable[..., Site], databases_here: Databases) -> Iterator[tuple[Site, Site]]:
    """Ours and a neighbour whom we trust."""
    from tests.foreign.neighbours import NOW, TODAY, did

    with databases_here.open("sqlite") as first, databases_here.open("sqlite") as second:
        ours, theirs = open_site(first, "Walsall"), open_site(second, "Wolverhampton")
        with ours.app.app_context():
            issuers.trust(
                db.session(), did=did(theirs), name="Wolverhampton", since=TODAY, actor_id=None, now=NOW
            )
        yield ours, theirs


@pytest.fixture
def trust_their_https(two: tuple[Site, Site], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(two[1].authority))
