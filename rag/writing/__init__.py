"""What a language model writes, held to the sources: prompt, sentences as they come, checks, citations, refusal."""
