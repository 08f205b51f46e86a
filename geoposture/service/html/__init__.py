"""Resources of the API as pages for people."""
