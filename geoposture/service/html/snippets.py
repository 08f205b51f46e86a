"""What an article takes to show a map: text that stands in somebody else's page."""

from __future__ import annotations

from markupsafe import Markup


def make_fallback(page: str, title: str) -> str:
    """Return the link that WordPress shows until a frame has told its height.

    WordPress loads the script that gives frames a height only beside a quotation, from which it
    takes all attributes; hidden, it is nowhere else to be seen.

    Parameters
    ----------
    page : str
        Address of the map.
    title : str
        What the map is called.
    """
    link = f'<a href="{Markup.escape(page)}">{Markup.escape(title)}</a>'
    return f"<blockquote hidden>{link}</blockquote>"


def make_iframe(address: str, title: str, width: int, height: int) -> str:
    """Return the iframe that an article takes: titled, lazy, with a ratio and a fallback.

    Its width and border stand in attributes too: a host's policy may drop the style.

    Parameters
    ----------
    address : str
        Of the embed.
    title : str
        For who does not see it.
    width, height : int
        Pixels, at most so wide; the ratio stays.
    """
    return (
        f'<iframe src="{Markup.escape(address)}" title="{Markup.escape(title)}" loading="lazy" '
        f'width="100%" height="{height}" frameborder="0" '
        f'style="border:0;width:100%;max-width:{width}px;'
        f'height:auto;aspect-ratio:{width}/{height}" allow="fullscreen" '
        'referrerpolicy="strict-origin-when-cross-origin"></iframe>'
    )
