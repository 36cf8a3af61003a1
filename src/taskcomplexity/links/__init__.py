"""Networks whose layers are lists of links: trained, rewired, disturbed and kept as such."""
