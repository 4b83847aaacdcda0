"""Sprogspor: Danish-language progress at work, from what people saw to what a caseworker decides."""
