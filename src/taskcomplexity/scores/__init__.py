"""What the logits of models are worth."""
