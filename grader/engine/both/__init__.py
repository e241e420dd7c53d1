"""Plain facts that both ends of the line know: what they call things, and what counts as a change."""
