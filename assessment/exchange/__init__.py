"""Files in and files out: the bundle, its values, and why a row was refused."""
