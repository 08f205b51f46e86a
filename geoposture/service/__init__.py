"""The HTTP service: the only package that knows Flask, besides the command line."""

from geoposture.service.app import create_app

__all__ = ["create_app"]
