"""Ensembles of small classifiers: many models of one shape, stacked."""
