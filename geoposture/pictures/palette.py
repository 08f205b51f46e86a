"""The colours and shapes of still maps, light and dark."""

from __future__ import annotations

from collections.abc import Mapping

from geoposture.language import vocabulary

FONT = (
    "'Geoposture Sans','Source Sans 3','Noto Sans CJK JP','Noto Sans JP','Hiragino Sans',"
    "'Yu Gothic',IPAexGothic,system-ui,sans-serif"
)
Colours = Mapping[str, str]
MARKS: Mapping[str, str] = {code: one["shape"] for code, one in vocabulary.SYMBOLS.items()}
LIGHT: Colours = {**vocabulary.LIGHT, **dict.fromkeys(MARKS, vocabulary.LIGHT["mark"])}
"""A branch is a shape, and all are in ink, as on the page until its legend is opened."""
DARK: Colours = {**vocabulary.DARK, **dict.fromkeys(MARKS, vocabulary.DARK["mark"])}
