"""Why this, why not that: what each stage made of a question, and what would bring a document in."""
