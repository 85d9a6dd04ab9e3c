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

from rag.settings import Settings
from tests.house.source_tree import PACKAGES, ROOT

DOCKERFILE = (ROOT / "docker" / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
GPU = yaml.safe_load((ROOT / "docker" / "compose.gpu.yaml").read_text(encoding="utf-8"))
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
    for service in COMPOSE["services"].values():
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
    assert COMPOSE["services"]["sourcebound"]["read_only"] is True


def test_bases_are_pinned_to_a_version():
    (python,) = re.findall(r"^ARG PYTHON=(.+)$", DOCKERFILE, re.MULTILINE)
    images = [service["image"] for service in COMPOSE["services"].values()]
    outside = [f"python:{python}", *(image for image in images if not image.startswith("sourcebound:"))]
    assert len(outside) == 3
    assert all(re.search(r":v?\d+\.\d+(\.\d+)?-?", image) for image in outside), outside


def test_each_stage_stands_on_one_that_is_there():
    stages = []
    for base, name in re.findall(r"^FROM (\S+) AS (\S+)$", DOCKERFILE, re.MULTILINE):
        assert base == "python:${PYTHON}" or base in stages
        stages.append(name)
    assert set(re.findall(r"COPY --from=(\S+)", DOCKERFILE)) <= set(stages)
    targets = [file["services"]["sourcebound"]["build"]["target"] for file in (COMPOSE, GPU)]
    assert targets == ["cpu", "gpu"]
    assert stages[-1] == "cpu", "what is built when nobody asks for a stage"


def test_every_server_is_asked_whether_it_is_well():
    waited_for = COMPOSE["services"]["sourcebound"]["depends_on"]
    assert set(waited_for) == {"qdrant", "postgres"}
    for name, condition in waited_for.items():
        assert COMPOSE["services"][name]["profiles"] == [name]
        assert COMPOSE["services"][name]["healthcheck"]["test"][0] == "CMD"
        assert condition == {"condition": "service_healthy", "required": False}


def test_only_settings_are_set():
    compose = set(COMPOSE["services"]["sourcebound"]["environment"]) | set(
        GPU["services"]["sourcebound"]["environment"]
    )
    image = set(re.findall(r"\b(RAG_[A-Z_]+)=", DOCKERFILE))
    files = {
        line.split("=")[0]
        for name in ("qdrant.env", "postgres.env")
        for line in (ROOT / "docker" / name).read_text(encoding="utf-8").splitlines()
        if line[:1] not in ("#", "")
    }
    known = {f"RAG_{name.upper()}" for name in Settings.model_fields}
    assert compose | image | files <= known
    # Compose hands on only what is named for the service.
    assert files <= compose


def test_no_password_is_written_down():
    for path in sorted((ROOT / "docker").iterdir()):
        for name, value in re.findall(r"(\w*(?:PASSWORD|API_KEY)\w*)[:=] *(\S+)", path.read_text(encoding="utf-8")):
            assert value.startswith(('"$', "$")), f"{path.name}: {name}"


def test_ports_are_published_on_loopback_only():
    published = [port for service in COMPOSE["services"].values() for port in service.get("ports", ())]
    assert published
    assert all(re.fullmatch(rf"127\.0\.0\.1:\$\{{PORT:-\d+\}}:{PORT}", port) for port in published)


def test_volumes_are_named_and_where_the_settings_are():
    mounts = [mount.split(":")[:2] for mount in COMPOSE["services"]["sourcebound"]["volumes"] if mount[0].isalpha()]
    assert {name for name, _ in mounts} <= set(COMPOSE["volumes"])
    settings = dict(re.findall(r"(RAG_DATA|RAG_CACHE)=(\S+)", DOCKERFILE))
    ((_, volume),) = mounts
    assert command("VOLUME") == [volume]
    assert all(Path(volume) in Path(place).parents for place in settings.values())


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
    patience = time.monotonic() + 180
    while not healthy(port):
        assert service.poll() is None
        assert time.monotonic() < patience
        time.sleep(0.2)
