"""The parts of the catalogue of tables: heading words, measures, and the official forms; `tables.py` puts them together."""
