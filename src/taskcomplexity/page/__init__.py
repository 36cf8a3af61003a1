"""The page of results: parts that targets make, and one file that joins them."""
