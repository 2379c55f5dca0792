"""Branding: a school identity, its theme and its public page."""
