"""What the complexity of pairs hangs on besides the pairs: scaling, networks, training."""
