"""``python -m assessment`` is the command ``sprogspor``."""

from assessment.cli.main import main

if __name__ == "__main__":
    main()
