"""How task complexity shapes neural networks, measured on their weights alone.

The rooms follow the flow of the data, and each imports only what stands before it: ``data``,
``distances``, ``models``, ``training``, ``probes``, ``links``, ``metrics``, ``complexity``,
``figures``, ``audit``, ``configuration``, and ``studies``, one beside the other, of which none
imports another.
"""
