"""How good a stall probability is where the truth is known: measures, baselines to beat, and the same said in words."""
