"""Black-box tests of `/ws`, `/api/v1` and the edges of HTTP, on a real server."""
