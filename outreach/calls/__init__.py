"""Availability and busy times → slots → the times a letter offers."""
