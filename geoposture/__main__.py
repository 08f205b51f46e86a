"""``python -m geoposture``."""

from geoposture.cli import main

if __name__ == "__main__":
    main()
