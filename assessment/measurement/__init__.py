"""Psychometrics on arrays and frames; knows nothing of Denmark or SQL."""
