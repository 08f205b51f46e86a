"""Files of others → layers: read by what they are, moved to WGS 84, named, told of.

`tables` and `vectors` read, `angles` and `columns` find positions, `naming` gives ids that last,
`resolving` asks the layers for names without a position; `workflow` is the way through all.
"""

from geoposture.importing.workflow import Report, Wishes, import_file

__all__ = ["Report", "Wishes", "import_file"]
