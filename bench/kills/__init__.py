"""Kills an ingestion at random moments, runs it again, and compares with one that was left alone."""
