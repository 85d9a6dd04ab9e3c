"""Documents are data: what stands in them is shown and quoted, never obeyed."""
