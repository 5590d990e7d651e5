"""The public registers: declarations, workbooks, history, the sample's four, and a fifth one in four files."""
