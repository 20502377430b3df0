"""Where things are kept: the port and its adapters."""
