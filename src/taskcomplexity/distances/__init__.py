"""How far apart two classes of images are, by structural similarity (figure 6)."""
