"""``make bench``: print the figures and the service beside their peers."""

from __future__ import annotations

from bench import articles, faults, nearest, page, processor, rings, service


def main() -> None:
    """Print every comparison."""
    rings.main()
    nearest.main()
    articles.main()
    page.main()
    processor.main()
    service.main()
    faults.main()


if __name__ == "__main__":
    main()
