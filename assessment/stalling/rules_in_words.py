"""The rules, said in Danish from the numbers that execute."""

from assessment.stalling.rules import RulesEngine


def rules_in_words(engine: RulesEngine) -> str:
    """Every rule of ``engine`` as sentences."""
    return engine.identity
