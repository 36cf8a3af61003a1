"""What others measure of how hard classes are to tell apart, beside what networks lose."""
