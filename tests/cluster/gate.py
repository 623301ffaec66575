"""A gate before a node: it speaks TLS with a certificate of a test's own, and asks for a password."""

import base64
import http.server
import ssl
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER, PASSWORD = "某人", "密:码"


def certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate for 127.0.0.1, its own authority; return it and its key."""
    made, key = folder / "ca.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=qa-tests",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(made)],
        check=True, capture_output=True,
    )  # fmt: skip
    return made, key


@contextmanager
def gate(behind: str, made: Path, key: Path) -> Iterator[int]:
    """Open the gate before the server at the URL `behind`; yields its port."""
    wanted = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()

    class Gate(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.headers.get("Authorization") != wanted:
                self._answer(401, "application/json", b"{}")
                return
            kind = {"Content-Type": self.headers.get("Content-Type") or "application/json"}
            request = urllib.request.Request(f"{behind}{self.path}", body or None, kind, method=self.command)
            try:
                with urllib.request.urlopen(request) as reply:
                    self._answer(reply.status, reply.headers["Content-Type"], reply.read())
            except urllib.error.HTTPError as error:
                self._answer(error.code, error.headers["Content-Type"], error.read())

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_any  # noqa: N815 - the server's names

        def _answer(self, status: int, kind: str | None, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind or "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body if self.command != "HEAD" else b"")

        def log_message(self, *said: object) -> None:
            pass

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made, key)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Gate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
