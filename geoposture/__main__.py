"""``python -m geoposture`` and the command ``geoposture``."""

import signal
import sys

from geoposture.errors import GeopostureError, escape_controls


def run() -> None:
    """Run the command line; Ctrl-C is one line, also while all that it needs is imported."""
    try:
        from geoposture.cli import main  # noqa: PLC0415 - the import takes long, and can be ended

        main()
    except GeopostureError as error:  # a limit that cannot be read, as the modules are imported
        print(f"geoposture: {escape_controls(error.message)}", file=sys.stderr)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        print("geoposture: stopped", file=sys.stderr)
        sys.exit(128 + signal.SIGINT)
    finally:
        # Python ends itself by the signal, whatever the exit code is, where the interrupt came up
        # through an `exec` of a text (dataclasses have one, as modules are imported); the next one
        # forgets it.
        exec("")


if __name__ == "__main__":
    run()
