"""What ships as data and is read once: rubric, tracks, norms, calendar, refused columns."""
