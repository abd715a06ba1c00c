"""Tests of the room ``staff``."""
