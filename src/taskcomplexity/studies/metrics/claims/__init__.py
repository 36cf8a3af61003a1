"""What the third paper says of metrics of networks, made into something that can hold or not."""
