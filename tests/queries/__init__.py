"""Tests of `transparency_site.queries`."""
