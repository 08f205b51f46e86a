"""``python -m geoposture`` and the command ``geoposture``."""

try:
    import os
    import signal
    import sys
    from contextlib import suppress
    from typing import Any

    from geoposture.errors import GeopostureError, escape_controls
except KeyboardInterrupt:  # pressed before `run` could tell of it
    import sys

    print("geoposture: stopped", file=sys.stderr)
    raise SystemExit(130) from None


def run() -> None:
    """Run the command line; Ctrl-C is one line, also while all that it needs is imported."""
    try:
        _find_main()()
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


def _find_main() -> Any:
    """Import the command line; Ctrl-C ends that at once.

    An interrupt that comes up in what an import calls back, as it lets go of a lock, is printed
    and goes no further: the command would go on.
    """
    before = signal.getsignal(signal.SIGINT)
    ends = before is signal.default_int_handler  # it is not where the shell has it ignored
    if ends:
        signal.signal(signal.SIGINT, _stop)
    try:
        from geoposture.cli import main  # noqa: PLC0415 - the import takes long, and can be ended
    finally:
        if ends:
            signal.signal(signal.SIGINT, before)
    return main


def _stop(*_: object) -> None:
    with suppress(OSError):
        os.write(2, b"geoposture: stopped\n")
    os._exit(128 + signal.SIGINT)


if __name__ == "__main__":
    run()
