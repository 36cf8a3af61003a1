"""Complex-network metrics of trained networks: the third paper."""
