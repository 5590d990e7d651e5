"""Notifications: who is told of a publication, the outbox in its transaction, and the sender with its channels."""
