"""Settings become a database, use cases, pages and HTTP routes: one process on one port."""
