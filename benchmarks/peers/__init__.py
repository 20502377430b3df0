"""Other servers that speak the same wire, to measure beside ours. None of them stores anything."""
