"""From documents to an index that can be searched."""
