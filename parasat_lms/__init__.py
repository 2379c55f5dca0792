"""Parasat LMS: one click on a descriptor yields a mark and evidence of graduate attributes."""

from parasat_lms.app import ParasatLMS, create_app

__all__ = ["ParasatLMS", "__version__", "create_app"]
__version__ = "0.1.0"
