"""What can come between a server and its page: no name, a closed port, a certificate that proves nothing, no TLS."""

from __future__ import annotations

import socket
import ssl
import subprocess

import pytest

from rag.errors import NoConnection
from tests.ingest.fetched import Names, fetcher
from tests.ingest.loopback import PUBLIC, page, playable

pytestmark = pytest.mark.skipif(not playable(), reason="this system has one loopback address only")


def test_a_closed_port_and_an_unknown_name_are_plain_errors(tmp_path):
    with socket.socket() as unused:
        unused.bind((PUBLIC, 0))
        with pytest.raises(NoConnection, match="the connection is refused"):
            fetcher().fetch(f"http://public.example:{unused.getsockname()[1]}/", tmp_path)
    with pytest.raises(NoConnection, match="no address"):
        fetcher(Names([])).fetch("http://nobody.example/", tmp_path)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=public.example"]
    command += ["-addext", "subjectAltName=DNS:public.example"]
    command += ["-keyout", str(folder / "key"), "-out", str(folder / "certificate")]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("openssl cannot make a certificate here")
    return folder


def test_tls_is_verified_for_the_name_of_the_url(public, certificate, tmp_path):
    seen = []
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(certificate / "certificate", certificate / "key")
    serving.sni_callback = lambda _, name, __: seen.append(name)
    public.http.socket = serving.wrap_socket(public.http.socket, server_side=True)
    public.answers["/"] = page(b"safe")
    trusting = ssl.create_default_context(cafile=certificate / "certificate")
    got = fetcher(tls=trusting).fetch(f"https://public.example:{public.port}/", tmp_path)
    assert got.path.read_bytes() == b"safe"
    assert seen == ["public.example"]
    for url, tls in (("https://other.example", trusting), ("https://public.example", None)):
        with pytest.raises(NoConnection, match="does not hold"):
            fetcher(tls=tls).fetch(f"{url}:{public.port}/", tmp_path)
    assert len(public.hits) == 1


def test_a_server_without_tls_is_told_apart(public, tmp_path):
    public.answers["/"] = page(b"plain")
    with pytest.raises(NoConnection, match="does not speak TLS"):
        fetcher().fetch(f"https://public.example:{public.port}/", tmp_path)
    assert public.hits == []
