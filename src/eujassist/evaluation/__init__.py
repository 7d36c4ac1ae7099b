"""Questions with known answers, what the assistant makes of them, and whether a change helped."""
