"""Real programs as devices: OpenSSH's server and FRRouting routers, made for the tests and removed again."""
