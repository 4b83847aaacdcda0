"""What the words mean: plain Python, no clock, no randomness, no input or output."""
