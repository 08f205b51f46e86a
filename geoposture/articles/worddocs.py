"""The words of a document: mammoth is known here only (extra ``texts``)."""

from __future__ import annotations

import io
import zipfile

import mammoth

from geoposture.articles.extracts import Found
from geoposture.errors import BadData
from geoposture.limits import LIMITS

LARGEST_UNPACKED = LIMITS.largest_unpacked
"""A document is a ZIP file, of which a small one can hold very much."""


def extract_document(data: bytes, name: str) -> Found:
    """Return the words of a .docx, a paragraph a line.

    Parameters
    ----------
    data : bytes
        The file.
    name : str
        What errors call it.

    Raises
    ------
    BadData
        If it is no such document, or unpacks to too much.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(one.file_size for one in packed.infolist())
        if size > LARGEST_UNPACKED:
            raise BadData(f"{name}: unpacks to {size:,} bytes; at most {LARGEST_UNPACKED:,}")
        return Found(body=str(mammoth.extract_raw_text(io.BytesIO(data)).value))
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise BadData(f"{name}: is no .docx document") from error
