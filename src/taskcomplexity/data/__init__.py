"""Image classification datasets: where they come from and how they lie on disk."""
