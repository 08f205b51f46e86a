"""The site as files: for any web server, in any folder, and from disk."""
