"""Models on disk: found, fetched when told to, and refused when loading them could run code."""

from __future__ import annotations

import json
import shutil
import socket

import pytest
from click.testing import CliRunner

from ingest.cli import cli
from rag.compose import make_language_model
from rag.errors import InvalidRequest, ModelError
from rag.models.folder import find_model, is_hub_name, read_folder
from rag.models.pull import DEFAULT_MODEL, pull_model
from rag.settings import Settings
from rag.types import Message, Sampling
from tests.models.scripted_hub import COMMIT, ScriptedHub

NAME = "tests/quoting"


@pytest.fixture
def hub(quoting_folder, tmp_path):
    """A hub with one model, which has code and pickled weights beside its safetensors."""
    folder = tmp_path / "on the hub"
    shutil.copytree(quoting_folder, folder)
    (folder / "modeling_evil.py").write_text("raise SystemExit('run')")
    (folder / "pytorch_model.bin").write_bytes(b"\x80\x04evil")
    with ScriptedHub({NAME: folder}) as hub:
        yield hub


@pytest.fixture
def settings(tmp_path):
    return Settings(cache=tmp_path / "cache", model_precision="fp32")


def said_by(settings, model):
    model = make_language_model(settings.model_copy(update={"generator": f"local:{model}"}))
    return "".join(model.stream([Message("user", "[1] The key hangs there. It is red.")], Sampling())).strip()


def test_a_model_is_fetched_checked_and_used(hub, settings):
    pulled, fetched = pull_model(settings, NAME, endpoint=hub.url)
    assert fetched
    assert pulled.verified
    assert (pulled.revision, pulled.licence, pulled.window) == (COMMIT, "apache-2.0", 4096)
    assert list(pulled.sha256) == ["model.safetensors"]
    files = {path.name for path in find_model(settings, NAME).folder.iterdir()}
    assert files >= {"config.json", "model.safetensors", "tokenizer.json"}
    assert not files & {"modeling_evil.py", "pytorch_model.bin", ".cache"}
    assert said_by(settings, NAME) == "The key hangs there. [1]"


def test_what_is_there_is_not_fetched_again(hub, settings):
    first, _ = pull_model(settings, NAME, endpoint=hub.url)
    hub.asked.clear()
    assert pull_model(settings, NAME, endpoint=hub.url) == (first, False)
    assert not hub.asked


def test_weights_with_another_hash_are_thrown_away(hub, settings):
    hub.lies = True
    with pytest.raises(ModelError, match="came damaged"):
        pull_model(settings, NAME, endpoint=hub.url)
    with pytest.raises(ModelError, match="not on this machine"):
        find_model(settings, NAME)
    hub.lies = False
    assert pull_model(settings, NAME, endpoint=hub.url)[1]


def test_a_fetch_that_breaks_leaves_no_half_model(hub, settings):
    hub.breaks = "model.safetensors"
    with pytest.raises(ModelError, match="cannot be fetched"):
        pull_model(settings, NAME, endpoint=hub.url)
    with pytest.raises(ModelError, match="rag models pull tests/quoting"):
        find_model(settings, NAME)


def test_without_safetensors_nothing_is_fetched(hub, settings):
    (hub.models[NAME] / "model.safetensors").unlink()
    with pytest.raises(ModelError, match="no weights as safetensors"):
        pull_model(settings, NAME, endpoint=hub.url)
    assert not any("resolve" in path for path in hub.asked)


def test_a_hub_out_of_reach_is_a_clear_error(settings):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(ModelError, match="cannot be fetched") as caught:
        pull_model(settings, NAME, endpoint=f"http://127.0.0.1:{port}")
    assert "copy its folder to" in caught.value.remedy


def test_a_model_that_the_hub_has_not(hub, settings):
    with pytest.raises(ModelError, match="cannot be fetched"):
        pull_model(settings, "tests/other", endpoint=hub.url)


@pytest.mark.parametrize("name", ["x", "a/b/c", "../x", "a/..", "/a", "a/b c", "https://h/x", "-a/b"])
def test_odd_names_are_no_names(name, settings):
    assert not is_hub_name(name)
    with pytest.raises(InvalidRequest, match="no name of a model"):
        pull_model(settings, name)


def test_looking_for_a_model_calls_nobody(settings, monkeypatch):
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("something called"))
    with pytest.raises(ModelError, match="not on this machine") as caught:
        make_language_model(settings.model_copy(update={"generator": f"local:{DEFAULT_MODEL}"}))
    assert caught.value.remedy == f"rag models pull {DEFAULT_MODEL}"


def test_pickled_weights_are_refused(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "pytorch_model.bin").write_bytes(b"\x80\x04evil")
    with pytest.raises(ModelError, match="pickled ones, which can run code"):
        read_folder(tmp_path, "x")


def test_a_models_own_code_is_never_run(quoting_folder, tmp_path, settings):
    folder = tmp_path / "evil"
    shutil.copytree(quoting_folder, folder)
    (folder / "evil.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\nclass M: pass\nclass C: pass\n")
    config = json.loads((folder / "config.json").read_text())
    config |= {"model_type": "evil", "auto_map": {"AutoConfig": "evil.C", "AutoModelForCausalLM": "evil.M"}}
    (folder / "config.json").write_text(json.dumps(config))
    with pytest.raises(ModelError, match="cannot be loaded"):
        said_by(settings, folder)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("file", ["model.safetensors", "tokenizer.json", "config.json"])
def test_damaged_files_are_a_clear_error(quoting_folder, tmp_path, settings, file):
    folder = tmp_path / "damaged"
    shutil.copytree(quoting_folder, folder)
    (folder / file).write_bytes(b"{\xff" + (folder / file).read_bytes()[:50])
    with pytest.raises(ModelError):
        said_by(settings, folder)


@pytest.fixture
def rag(tmp_path, monkeypatch):
    """``rag models ARGUMENTS --json``, with the cache of the settings."""
    monkeypatch.setenv("RAG_CACHE", str(tmp_path / "cache"))

    def run(*arguments):
        done = CliRunner().invoke(cli, ["models", *arguments], standalone_mode=False)
        if done.exception:
            raise done.exception
        return done.stdout

    return run


def test_the_command(hub, settings, rag, quoting_folder):
    assert DEFAULT_MODEL in rag("list")
    pull_model(settings, NAME, endpoint=hub.url)
    (listed,) = json.loads(rag("list", "--json"))["models"]
    assert listed["name"] == NAME
    assert listed["sha256"]["model.safetensors"] in rag("list")
    assert "nothing was fetched" in rag("pull", NAME)
    assert json.loads(rag("pull", NAME, "--json"))["fetched"] is False
    assert rag("where", NAME).strip() == listed["folder"]
    assert json.loads(rag("where", str(quoting_folder), "--json"))["window"] == 4096
    with pytest.raises(ModelError, match="rag models pull"):
        rag("where", "tests/other")
