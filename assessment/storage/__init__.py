"""The only room that speaks SQL: facts that never disappear, and what was known on a day."""
