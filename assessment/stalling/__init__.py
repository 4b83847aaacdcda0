"""From what was known on a day to a state, a probability and reasons a person can open."""
