"""Evidence for the reader: a table, a JSON object, and what the catalogue knows of an entry."""
