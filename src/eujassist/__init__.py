"""A trilingual assistant that answers from your documents, and quotes them."""
