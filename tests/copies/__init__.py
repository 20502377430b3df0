"""Backups, and moves from one database into another."""
