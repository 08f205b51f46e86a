"""Where layers lie: in files, read whole, or in a database, which is asked."""

from geoposture.stores.files import FileStore
from geoposture.stores.store import Found, Store

__all__ = ["FileStore", "Found", "Store"]
