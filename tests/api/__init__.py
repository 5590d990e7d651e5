"""Tests of `transparency_site.api`."""
