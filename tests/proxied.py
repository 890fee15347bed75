"""Two replicas on one PostgreSQL behind a real nginx with TLS, set up by the example in hosting/."""

from __future__ import annotations

import os
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.servers import PROJECT, Server, free_port

EXAMPLE = PROJECT / "hosting" / "nginx.conf"
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") or "nginx"
AROUND = """
daemon off;
{user}
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{}}
http {{
    {temporary}
    include {folder}/site.conf;
}}
"""
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@dataclass
class Proxied:
    """The address that visitors know, and what stands behind it."""

    address: str
    plain: str
    trusted: ssl.SSLContext
    replicas: tuple[Server, Server]

    def visitor(self) -> Browser:
        """A browser that opened the first page."""
        return Browser(self)

    def replica_of(self, answer: httpx.Response) -> Server:
        """Which replica gave this answer, by the number in its log."""
        number = answer.headers["x-request-id"]
        for _ in range(500):
            for replica in self.replicas:
                assert replica.log is not None
                if number in replica.log.read_text():
                    return replica
            time.sleep(0.01)
        raise LookupError(number)

    def visitor_of(self, replica: Server) -> Browser:
        """A browser that nginx sends to this replica."""
        for _ in range(50):
            found = self.visitor()
            if self.replica_of(found.get("/livez")) is replica:
                return found
        raise LookupError(replica.port)


@dataclass
class Browser:
    """What a browser keeps between two answers: its cookies."""

    before: Proxied
    client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = httpx.Client(
            base_url=self.before.address,
            verify=self.before.trusted,
            headers={"Sec-Fetch-Site": "same-origin", "Origin": self.before.address},
            timeout=60,
        )
        self.get("/")

    @property
    def cookies(self) -> dict[str, str]:
        return dict(self.client.cookies.items())

    def get(self, path: str) -> httpx.Response:
        return self.client.get(path)

    def post(self, path: str, body: object) -> httpx.Response:
        return self.client.post(path, json=body)


@contextmanager
def proxied(database: str, folder: Path) -> Iterator[Proxied]:
    """Both replicas and nginx, for as long as the block lasts."""
    replicas = tuple(Server(database, "ui.web", log=folder / f"replica-{number}.log") for number in (1, 2))
    with ExitStack() as at_the_end:
        for replica in replicas:
            at_the_end.callback(replica.stop)
            replica.launch()
        for replica in replicas:
            replica.wait_until_it_answers()
        secure, plain = free_port(), free_port()
        nginx = _nginx(folder, secure, plain, [replica.port for replica in replicas])
        at_the_end.callback(nginx.wait, 20)
        at_the_end.callback(nginx.terminate)
        found = Proxied(
            f"https://127.0.0.1:{secure}",
            f"http://127.0.0.1:{plain}",
            ssl.create_default_context(cafile=str(folder / "fullchain.pem")),
            (replicas[0], replicas[1]),
        )
        _wait_until_it_answers(found)
        yield found


def _nginx(folder: Path, secure: int, plain: int, ports: list[int]) -> subprocess.Popen[bytes]:
    _make_certificate(folder)
    changes = {
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl": f"listen 127.0.0.1:{secure} ssl",
        "/etc/nginx/certificates/fullchain.pem": f"{folder}/fullchain.pem",
        "/etc/nginx/certificates/privkey.pem": f"{folder}/privkey.pem",
        "10.89.7.11:8501": f"127.0.0.1:{ports[0]}",
        "10.89.7.12:8501": f"127.0.0.1:{ports[1]}",
    }
    site = EXAMPLE.read_text(encoding="utf-8")
    for example, ours in changes.items():
        assert site.count(example) == 1, example
        site = site.replace(example, ours)
    (folder / "site.conf").write_text(site)
    temporary = "\n".join(f"{name}_temp_path {folder}/{name};" for name in TEMPORARY)
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder, temporary=temporary, user=user))
    return subprocess.Popen([NGINX, "-e", f"{folder}/nginx.log", "-c", f"{folder}/nginx.conf"])


def _make_certificate(folder: Path) -> None:
    asked = (
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=kaartjes.test"
    )
    files = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    names = ["-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(["openssl", *asked.split(), *files, *names], check=True, capture_output=True)


def _wait_until_it_answers(found: Proxied) -> None:
    for _ in range(200):
        try:
            if httpx.get(f"{found.address}/livez", verify=found.trusted).text == "ok":
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise TimeoutError(found.address)
