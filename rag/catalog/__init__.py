"""The catalog room: the one truth, an SQL database."""
