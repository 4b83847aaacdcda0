"""A municipality of invented people, whose true progress is known."""
