"""What a conversation makes of a question: standing alone, in its parts, with the turns that matter to it."""
