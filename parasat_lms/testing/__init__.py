"""Fixtures for authors of plug-ins."""
