"""The command ``sprogspor``: the same verbs as the pages and the HTTP API, in Danish by default."""
