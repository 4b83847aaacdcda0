"""What users do: one verb a file, permission first, one transaction."""
