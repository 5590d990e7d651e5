"""gunicorn's and flask's way in: `flask --app wsgi …`, `gunicorn wsgi:app`."""

from transparency_site import create_app

app = create_app()
