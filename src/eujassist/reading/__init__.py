"""Files in, documents out: clean text by page, made to be quoted."""
