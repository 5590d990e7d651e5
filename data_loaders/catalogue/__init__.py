"""The parts of the catalogue of tables: heading words, column roles, measures, documentation; see `tables.py`."""
