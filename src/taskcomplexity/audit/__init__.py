"""What the paper says, held against what we found."""
