"""Task complexity: what the models of a pair of classes lose under a probe."""
