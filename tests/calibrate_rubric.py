"""Make the calibration of the rubric that ships: ``python tests/calibrate_rubric.py [--out models]``.

Never part of the tests. It takes a minute or two; the same rubric and simulator give the same figures.
"""

import argparse
import json
from pathlib import Path

from assessment.use_cases.calibrate_rubric import calibrate_rubric


def main() -> None:
    """Write the files and print the manifest."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "models")
    print(json.dumps(calibrate_rubric(parser.parse_args().out), indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
