"""Task complexity: easy and hard pairs of classes under the probes."""
