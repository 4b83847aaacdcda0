"""Notes in Danish: what must be removed from them before anything is kept, and what a machine can read in them."""
