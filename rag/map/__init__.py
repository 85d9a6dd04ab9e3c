"""The map of a collection: every chunk a point in the plane, near what is near it in meaning.

``compute`` makes a map, ``stored`` keeps it, ``current`` is what of it may be seen now; the routes and the command
line ask the rest.
"""
