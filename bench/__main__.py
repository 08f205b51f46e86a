"""``make bench``: print rings, coverage and nearest points beside their peers."""

from __future__ import annotations

from bench import nearest, rings


def main() -> None:
    """Print every comparison."""
    rings.main()
    nearest.main()


if __name__ == "__main__":
    main()
