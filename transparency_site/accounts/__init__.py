"""Accounts of the bureau's people: passwords, second factor, throttling, sessions, tokens. Knows no Flask."""
