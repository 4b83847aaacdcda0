"""How far probabilities are from what happens."""

import numpy as np


def calibration_error(y: np.ndarray, chance: np.ndarray, bins: int = 10) -> float:
    """In tenths of the rows by probability, the mean distance from the share it happened to (ECE)."""
    in_order = np.argsort(chance, kind="stable")
    parts = np.array_split(in_order, bins)
    return float(sum(len(part) * abs(y[part].mean() - chance[part].mean()) for part in parts) / len(y))
