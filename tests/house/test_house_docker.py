"""What can be known of the image without an engine: what it copies, which ports it opens, that its commands run."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from source_tree import PACKAGES, ROOT

DOCKERFILE = (ROOT / "docker" / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
COMPOSE = yaml.safe_load((ROOT / "docker" / "compose.yaml").read_text(encoding="utf-8"))
PORT = "8000"


def instructions(name):
    return re.findall(rf"^ *{name} +(.*?) *$", DOCKERFILE, re.MULTILINE)


def command(name):
    """The last JSON list of an instruction."""
    found = re.findall(rf"^ *{name} .*?(\[.*\])$", DOCKERFILE, re.MULTILINE)
    return json.loads(found[-1])


def test_all_that_is_copied_is_there_and_sent():
    copied = {source for line in instructions("COPY") if not line.startswith("--") for source in line.split()[:-1]}
    assert {*PACKAGES, "pyproject.toml", "README.md", "LICENSE"} == copied
    assert all((ROOT / source).exists() for source in copied)
    ignore = (ROOT / "docker" / "Dockerfile.dockerignore").read_text(encoding="utf-8").split()
    assert ignore[0] == "*"
    assert {line[1:] for line in ignore if line.startswith("!")} == copied


def test_one_torch_is_meant():
    (pattern,) = re.findall(r"grep -oE '([^']+)' pyproject.toml", DOCKERFILE)
    assert len(re.findall(pattern, (ROOT / "pyproject.toml").read_text(encoding="utf-8"))) == 1


def test_it_runs_as_nobody_special():
    assert instructions("USER") == ["sourcebound"]
    assert COMPOSE["services"]["sourcebound"]["cap_drop"] == ["ALL"]


def test_ports_are_published_on_loopback_only():
    published = [port for service in COMPOSE["services"].values() for port in service.get("ports", ())]
    assert published
    assert all(re.fullmatch(rf"127\.0\.0\.1:\$\{{PORT:-\d+\}}:{PORT}", port) for port in published)


def test_volumes_are_named_and_where_the_settings_are():
    mounts = [mount.split(":")[:2] for mount in COMPOSE["services"]["sourcebound"]["volumes"] if mount[0].isalpha()]
    assert {name for name, _ in mounts} <= set(COMPOSE["volumes"])
    settings = dict(re.findall(r"(RAG_DATA|RAG_CACHE)=(\S+)", DOCKERFILE))
    assert {settings["RAG_DATA"], settings["RAG_CACHE"]} == {place for _, place in mounts}
    assert command("VOLUME") == sorted(settings.values(), reverse=True)


@pytest.fixture(scope="module")
def port():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return str(listening.getsockname()[1])


@pytest.fixture(scope="module")
def service(port, tmp_path_factory):
    """The image's own command with the image's own settings; its folders and its port are ours.

    It listens by name, so that the check, which calls by number, is answered for the image's RAG_ALLOWED_HOSTS alone.
    """
    place = {PORT: port, "0.0.0.0": "localhost"}
    arguments = [place.get(part, part) for part in command("CMD")]
    (program,) = command("ENTRYPOINT")
    (hosts,) = re.findall(r"RAG_ALLOWED_HOSTS=(\S+)", DOCKERFILE)
    folder = tmp_path_factory.mktemp("image")
    environment = os.environ | {"RAG_ALLOWED_HOSTS": hosts, "RAG_DATA": str(folder / "data"), "HF_HUB_OFFLINE": "1"}
    running = subprocess.Popen(
        [Path(sys.executable).with_name(program), *arguments], env=environment, stderr=subprocess.DEVNULL
    )
    yield running
    running.terminate()
    assert running.wait(20) in (0, -signal.SIGTERM)


def healthy(port):
    check = [part.replace(PORT, port) for part in command("HEALTHCHECK")]
    return subprocess.run([sys.executable, *check[1:]], check=False, capture_output=True).returncode == 0


def test_its_health_check_tells_up_from_down(port, request):
    assert not healthy(port)
    service = request.getfixturevalue("service")
    patience = time.monotonic() + 60
    while not healthy(port):
        assert service.poll() is None
        assert time.monotonic() < patience
        time.sleep(0.2)
