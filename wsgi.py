"""gunicorn's and flask's way in: `flask --app wsgi …`, `gunicorn wsgi:app`."""

import gc

# What is loaded here stays: to look for garbage among it again and again takes a fifth of the start.
gc.disable()

from transparency_site import create_app  # noqa: E402

app = create_app()
gc.enable()
