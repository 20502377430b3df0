"""The command line: options from the table of settings, and what the operator reads."""
