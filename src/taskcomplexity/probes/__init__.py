"""Disturbing the weights of trained models, without training them again.

Every probe is a plain function from weights to weights. It takes the tensor of one layer of any
model, or a stack of such layers with the models along the first axis.
"""
