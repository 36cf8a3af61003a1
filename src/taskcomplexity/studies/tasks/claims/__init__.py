"""How each statement of the paper is tested, a module per section of its text."""
