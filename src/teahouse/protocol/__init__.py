"""The wire: commands, events, replies and their codec. Pure data; the only place that says JSON."""
