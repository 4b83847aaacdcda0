"""Domain in, report out: the same figures in every format."""
