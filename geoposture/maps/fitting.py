"""Where a ring has no room beside what it assumes: worked out for each width of a frame.

Nothing but CSS can tell in every frame, and a policy lets no style of a view's own in. So the
view's figures stand in a `media` attribute, and the sheet that it switches is always the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from geoposture.pictures.type import measure_text, wrap_text

REFUSAL = (
    ".fits,.rings,.far-rings,.covered,path.ring,path.covered,.ground-ring,.ground-covered,"
    ".leaflet-ring-pane"
    "{display:none!important}.refused{display:revert!important}"
)
"""The sheet of a frame that is too small for its ring: its hash stands in the policy."""
EDGES = (0, 340, 360, 380, 400, 440, 480, 540, 600, 640, 720, 800, 900, 1000, 1200)
"""Widths of frames in pixels; between two what the narrower needs is asked for."""
LEAST_FRAME, LEAST_MAP = 240, 118
"""Pixels: the narrowest frame, and the lowest map that shows a ring with its figure."""
SLIM, SLIM_HEAD, HEAD = 480, (16, 19, 10), (18, 22, 14)
"""Size, line and padding of the headline, in lines.css and embed.css too."""
SIDES, ROUND_LINES = 24, 13
SAID, LEGEND, CREDIT = (12, 16, 2), (12, 18, 2), (11.5, 19, 0)
LEGEND_GAP, LEGEND_SIGN = 12, 17
WHOLE, CREDIT_GAP = 620, 10
"""From how many pixels of width on a frame's credit says all, in lines.css too; its gaps."""

DATED, ROOMY = 440, 900
"""From how many pixels of width on a short credit, and a long one, says the day; lines.css too."""


def refuse_under(
    headline: str,
    parts: Sequence[str],
    legend: tuple[Sequence[str], Sequence[str]],
    credit: Sequence[tuple[int, str]],
) -> str:
    """Return the media query of frames in which not all of it has room with a map.

    Parameters
    ----------
    headline : str
    parts : sequence of str
        What stands with the ring, a paragraph each.
    legend : tuple of sequence of str
        Its words, and those of a slim frame.
    credit : sequence of (int, str)
        One line with its links, and from which width it stands, the narrowest first.

    Examples
    --------
    >>> refuse_under("A", ["B"], ([], []), [(0, "C")]).split(", ")[-1]
    '(min-width:1200px) and (max-height:205px)'
    """
    queries = []
    for least, most in zip(EDGES, (*EDGES[1:], None), strict=True):
        wide, slim = max(least, LEAST_FRAME), least < SLIM
        said = [text for width, text in credit if width <= least][-1]
        height = sum(_list_heights(wide, headline, parts, legend[slim], said))
        lower = f"(min-width:{least}px) and " if least else ""
        upper = f"(max-width:{most - 0.02:g}px) and " if most else ""
        queries.append(f"{lower}{upper}(max-height:{height + LEAST_MAP - 1:g}px)")
    return ", ".join(queries)


def list_credits(
    whole: Sequence[str], slim: Sequence[str], day: str, *, roomy: bool
) -> list[tuple[int, str]]:
    """Return the credit lines of a frame and from which width each stands, as lines.css has them.

    Parameters
    ----------
    whole, slim : sequence of str
        The pieces of one line, with its links, and those of a slim frame.
    day : str
        When the data were compiled; empty where it is not said.
    roomy : bool
        It is said in wide frames alone: the line says much already.

    Examples
    --------
    >>> list_credits(["whole"], ["slim"], "day", roomy=True)
    [(0, 'slim'), (480, 'whole'), (900, 'whole · day')]
    """
    lines = [(0, slim), (SLIM, whole)]
    if day and roomy:
        lines.append((ROOMY, [*whole, day]))
    elif day:
        lines = [(0, slim), (DATED, [*slim, day]), (SLIM, [*whole, day])]
    return [(width, " · ".join(pieces)) for width, pieces in lines]


def is_long(credit: Sequence[str]) -> bool:
    """Tell whether a credit line that says all wants more room than the first frames that have it.

    Parameters
    ----------
    credit : sequence of str
        Its pieces, with its links.

    Examples
    --------
    >>> is_long(["From: one", "About"]), is_long(["From: a name that goes on " * 6, "About"])
    (False, True)
    """
    across = sum(measure_text(one, CREDIT[0]) for one in credit)
    return across + CREDIT_GAP * (len(credit) - 1) > WHOLE - SIDES


def _list_heights(
    width: int, headline: str, parts: Sequence[str], legend: Sequence[str], credit: str
) -> Iterator[float]:
    """Yield what each piece takes of the height of a frame."""
    room = width - SIDES
    yield _stack(headline, SLIM_HEAD if width < SLIM else HEAD, room)
    yield from (_stack(one, SAID, room) for one in parts)
    yield _count_rows(legend, room) * LEGEND[1] + LEGEND[2]
    yield _stack(credit, CREDIT, room)
    yield ROUND_LINES


def _stack(text: str, look: tuple[float, float, float], room: float) -> float:
    size, line, padding = look
    return len(wrap_text(text, size, room)) * line + padding


def _count_rows(legend: Sequence[str], room: float) -> int:
    rows, x = 1 if legend else 0, 0.0
    for one in legend:
        across = LEGEND_SIGN + measure_text(one, LEGEND[0])
        if x and x + across > room:
            rows, x = rows + 1, 0.0
        x += across + LEGEND_GAP
    return rows
