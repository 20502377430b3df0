"""What black-box tests are made of: a server process, a tracing client, raw TCP, HTTP."""
