"""What the second paper says of sparse networks, made into something that can hold or not."""
