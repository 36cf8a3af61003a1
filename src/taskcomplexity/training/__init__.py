"""Training ensembles on pairs of classes."""
