"""Texts that begin with a prefix, letter for letter: ``LIKE`` takes Docs/ and docs/ for the same in SQLite."""

from __future__ import annotations

from sqlalchemy import Column, ColumnElement, func


def begins_with(column: Column[str], prefix: str) -> ColumnElement[bool]:
    """The condition that a text column begins with exactly this prefix."""
    return func.substr(column, 1, len(prefix)) == prefix
