"""From passages to an answer whose every sentence is proved, or to none."""
