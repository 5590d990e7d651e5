"""Rows of datasets as JSON records, CSV and XLSX, all driven by the dataset's one column table; and their digest."""
