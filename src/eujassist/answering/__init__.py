"""From evidence to an answer with checked citations."""
