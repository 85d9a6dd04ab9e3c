"""What a GPU is worth: embedding against its roof, exact search and a graph at millions of vectors."""
