"""Planted orders: how many are detected, how many reach an answer, and what is taken for one wrongly."""
