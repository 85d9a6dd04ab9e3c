"""A collection keeps its calibration, lets go of it, and had none before it could keep one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import create_engine, text

from rag.catalog.calibration import Calibration
from rag.catalog.catalog import Catalog
from tests.catalog.old_catalog import make_old_catalog

CHOSEN = Calibration(0.1 + 0.2, 0.05, 165, "sentences-1", "2026-01-01T00:00:00.000000Z")


@pytest.fixture
def catalog(catalog_url):
    catalog = Catalog(catalog_url)
    yield catalog
    catalog.close()


def test_a_collection_begins_without(catalog):
    assert catalog.collections.calibration(catalog.collections.open("default")) is None


def test_it_is_kept_to_the_last_digit_and_for_every_process(catalog, catalog_url):
    number = catalog.collections.open("default")
    catalog.collections.calibrate(number, CHOSEN)
    another = Catalog(catalog_url)
    assert another.collections.calibration(number) == CHOSEN
    another.close()


def test_the_newest_one_counts_and_other_collections_have_their_own(catalog):
    mine, other = catalog.collections.open("mine"), catalog.collections.open("other")
    catalog.collections.calibrate(mine, CHOSEN)
    catalog.collections.calibrate(mine, replace(CHOSEN, threshold=0.9))
    assert catalog.collections.calibration(mine) == replace(CHOSEN, threshold=0.9)
    assert catalog.collections.calibration(other) is None


def test_it_can_be_forgotten_twice(catalog):
    number = catalog.collections.open("default")
    catalog.collections.calibrate(number, CHOSEN)
    catalog.collections.forget_calibration(number)
    catalog.collections.forget_calibration(number)
    assert catalog.collections.calibration(number) is None
    with catalog.database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM collections WHERE calibration IS NULL")).scalar() == 1


def test_a_catalog_from_before_is_brought_up_to_date(catalog_url):
    url = catalog_url
    make_old_catalog(url, "0002")
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO collections (name, created_at) VALUES ('default', '2026-01-01')"))
    engine.dispose()
    again = Catalog(url)
    number = again.collections.find("default")
    again.collections.calibrate(number, CHOSEN)
    assert again.collections.calibration(number) == CHOSEN
    again.close()
