"""``make bench``: print the figures and the service beside their peers."""

from __future__ import annotations

import argparse
from pathlib import Path

from bench import articles, faults, nearest, page, processor, report, rings, service


def main() -> None:
    """Print every comparison, and write the page where it is asked for."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("-o", "--output", type=Path, help="the page that is made of it")
    given = parser.parse_args()
    with report.overhear() as printed:
        rings.main()
        nearest.main()
        articles.main()
        page.main()
        processor.main()
        service.main()
        faults.main()
    if given.output:
        report.write_page(given.output, printed=printed.getvalue().strip())


if __name__ == "__main__":
    main()
