"""``rag keys`` and what ``rag serve`` asks of them."""

from __future__ import annotations

import json

import click
import pytest
from click.testing import CliRunner

from ingest.cli import cli
from ingest.cli.serving import check_keys, is_loopback
from rag.catalog.catalog import Catalog
from rag.errors import InvalidRequest, NotFound
from rag.settings import Settings


@pytest.fixture
def run(tmp_path):
    """``rag keys ARGUMENTS`` on the test's own folder."""

    def run(*arguments, fails=None):
        done = CliRunner().invoke(cli, ["keys", *arguments, "--data", str(tmp_path)], standalone_mode=False)
        assert done.exception is None or isinstance(done.exception, fails or ()), done.exception
        assert (done.exception is None) == (fails is None)
        return done

    return run


@pytest.fixture
def catalog(tmp_path):
    catalog = Catalog(f"sqlite:///{tmp_path}/catalog.db")
    yield catalog
    catalog.close()


def test_the_key_alone_goes_to_the_standard_output(run, catalog):
    done = run("create", "my laptop", "--scope", "write")
    key = done.stdout.strip()
    assert catalog.keys.opened_by(key).name == "my laptop"
    assert key not in done.stderr
    assert "read and write, every collection" in done.stderr


def test_keys_are_made_listed_and_revoked(run, catalog):
    made = json.loads(run("create", "red", "--collection", "red", "--collection", "blue", "--json").stdout)
    assert (made["scopes"], made["collections"]) == (["read"], ["blue", "red"])
    listed = run("list").stdout
    assert made["id"] in listed
    assert "only blue, red" in listed
    assert made["key"].split("_", 2)[2] not in listed + run("list", "--json").stdout
    assert run("revoke", made["id"]).stdout == f"revoked {made['id']} (red)\n"
    assert "revoked 2" in run("list").stdout
    assert json.loads(run("list", "--json").stdout)["keys"][0]["revoked_at"]
    assert catalog.keys.opened_by(made["key"]) is None


def test_wrong_calls_are_refused(run):
    run("create", "x", "--scope", "admin", fails=click.BadParameter)
    run("create", "x", "--collection", "../x", fails=InvalidRequest)
    run("create", "", fails=InvalidRequest)
    run("revoke", "nobody", fails=NotFound)


def test_an_open_service_is_said_to_be_open(run, catalog):
    assert catalog.keys.all() == []
    assert "no keys" in run("list").stderr


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_loopback_needs_no_key(catalog, host):
    assert is_loopback(host)
    check_keys(host, catalog.keys)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.168.1.5", "fd00::1", "intranet", "2130706433", "0"])
def test_elsewhere_a_key_must_be_there_and_valid(catalog, host):
    assert not is_loopback(host)
    with pytest.raises(InvalidRequest, match="rag keys create"):
        check_keys(host, catalog.keys)
    made, _ = catalog.keys.create("laptop", "read")
    check_keys(host, catalog.keys)
    catalog.keys.revoke(made.id)
    with pytest.raises(InvalidRequest, match="rag keys create"):
        check_keys(host, catalog.keys)


def test_serve_listens_on_this_machine_unless_told_otherwise(tmp_path):
    serve = cli.get_command(click.Context(cli), "serve")
    assert next(option.default for option in serve.params if option.name == "host") == "127.0.0.1"
    arguments = ["serve", "--host", "0.0.0.0", "--data", str(tmp_path)]
    refused = CliRunner().invoke(cli, arguments, standalone_mode=False)
    assert isinstance(refused.exception, InvalidRequest)
    assert "there is no key" in str(refused.exception)
    assert Settings().require_key is False
