"""How nodes tell each other what happened: the port and its adapters."""
