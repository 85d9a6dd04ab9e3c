"""Measurements that take too long for the tests; each command prints its figures and says how they were taken."""
