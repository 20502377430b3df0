"""Servers broken on purpose: Python loads `sitecustomize` of this folder before the server itself."""
