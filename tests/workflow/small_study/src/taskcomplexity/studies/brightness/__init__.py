"""How bright the images of each class are."""
