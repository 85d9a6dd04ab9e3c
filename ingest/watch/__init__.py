"""Keeps a collection in step with a folder: looks at all of it whenever something may have changed."""
