"""Pages of a PDF that are pictures, read by text recognition where it is installed and time allows."""

from __future__ import annotations

from typing import Any

from ingest.readers.ocr.account import Account
from ingest.readers.ocr.page import as_page, confidence, settle
from ingest.readers.pdf_image import pixels_of
from ingest.readers.pdf_page import RawPage

_DOTS = 3.0
"""Pixels a point (216 an inch): letters of 6 points are 9 pixels high without ascenders."""


def read_scans(pdf: Any, pages: list[RawPage]) -> Account:
    """Put recognised pages in the place of those that are pictures.

    A page keeps the little text it has where no more is recognised. Raises ModelError, ReadError where memory runs out.
    """
    account = Account()
    for index, page in enumerate(pages):
        if not page.has_picture:
            continue
        if not account.may_go_on():
            account.unread.append(page.number)
            continue
        recognised, confidence = recognised_page(pdf, page.number)
        letters = sum(len(run.text) for run in recognised.runs)
        account.note(page.number, confidence, letters)
        if letters > sum(len(run.text) for run in page.runs):
            pages[index] = recognised
    settle(pages)
    return account


def recognised_page(pdf: Any, number: int) -> tuple[RawPage, float]:
    """Page ``number`` (from 1) as it is recognised, and how sure that is."""
    from ingest.readers.ocr.recognise import recognise

    page = pdf[number - 1]
    try:
        sheet = recognise(pixels_of(page, _DOTS * page.get_width()))
        return as_page(sheet, number, page.get_width() / sheet.width), confidence(sheet)
    finally:
        page.close()
