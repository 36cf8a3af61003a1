"""Studies: a wing each, none of which imports another."""
