"""Kills, full and failing disks, and damaged files, each followed by a look at everything that was acknowledged."""
