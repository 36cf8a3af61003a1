"""Probes of the layers of a language model (section 5 of the paper)."""
