"""Sparse networks whose topology adapts while they train, and what disturbs them."""
