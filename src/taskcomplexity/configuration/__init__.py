"""From the config to what is to be done: checked keys, datasets, blocks of models, sweeps."""
