"""From a question to passages: dense and lexical search, fused, with the trace of each stage."""
