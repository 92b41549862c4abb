"""Exploring: designs of many runs of the same model."""
