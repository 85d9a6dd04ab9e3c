"""``make bench``: one folder of HTML, ingested and queried by each pipeline in turn, and a table of what it took."""
