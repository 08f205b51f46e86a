"""Bytes, headers, parameters and problems: what every route needs of HTTP."""
