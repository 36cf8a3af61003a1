"""Complex-network metrics of the layers of networks."""
