"""Tests of `transparency_site.exports`."""
