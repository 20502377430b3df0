"""Faults made on a real server: kills, cuts, stalls, drains."""
