"""The store: receiving, checking, publishing, withdrawing, migrations, index glue, commands."""
