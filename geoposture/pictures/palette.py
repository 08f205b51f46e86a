"""The colours and shapes of still maps, light and dark."""

from __future__ import annotations

from collections.abc import Mapping

FONT = (
    "'Noto Sans CJK JP','Noto Sans JP','Hiragino Sans','Yu Gothic',IPAexGothic,system-ui,sans-serif"
)
Colours = Mapping[str, str]
LIGHT: Colours = {
    "sea": "#dce9f2", "land": "#f5f3ee", "japan": "#fdfcf9", "coast": "#7d8b95",
    "limit": "#4b6f8a", "paper": "#ffffff", "ink": "#16222b", "mute": "#4d5a64",
    "line": "#d7dee3", "accent": "#0b5fa5", "ring": "#1f1f1f", "label_sea": "#2b5c7f",
    "USAF": "#3030f2", "USN": "#001e40", "USMC": "#5e2b22", "USA": "#1e8400",
    "JOINT": "#cc22b2", "": "#4d5a64",
}  # fmt: skip
DARK: Colours = {
    "sea": "#14202b", "land": "#2a353e", "japan": "#37454f", "coast": "#6b7c89",
    "limit": "#8fb4d0", "paper": "#1b2833", "ink": "#eaf0f4", "mute": "#b3c0c9",
    "line": "#384a58", "accent": "#8fc7f5", "ring": "#f2f2f2", "label_sea": "#9cc5e4",
    "USAF": "#56b4e9", "USN": "#f0e442", "USMC": "#e69f00", "USA": "#33c79a",
    "JOINT": "#e59bc6", "": "#b3c0c9",
}  # fmt: skip
SHAPES: Mapping[str, str] = {
    "USAF": "M0-8 8 6H-8z", "USN": "M-6-6H6V6H-6z", "USMC": "M0-8 8 0 0 8-8 0z",
    "USA": "M0-7a7 7 0 1 0 0 14 7 7 0 0 0 0-14z",
    "JOINT": "M-3-8H3v5h5v6H3v5h-6v-5h-5v-6h5z", "": "M0-6a6 6 0 1 0 0 12 6 6 0 0 0 0-12z",
}  # fmt: skip
BRANCH_KEYS = {"USAF": "usaf", "USN": "usn", "USMC": "usmc", "USA": "usa", "JOINT": "joint",
               "": "unknown"}  # fmt: skip
