"""Accounts of the bureau's people: passwords, second factor, throttling, sessions, tokens. Use cases; knows no Flask."""
