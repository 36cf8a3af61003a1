"""How far apart two classes are: SSIM of pictures, the energy distance of anything (figure 6)."""
