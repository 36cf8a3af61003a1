"""How task complexity shapes neural networks, measured on their weights alone.

The modules follow the flow of the data, and each imports only what stands before it:
``data``, ``distances``, ``models``, ``training``, ``probes``, ``complexity``, ``figures``,
``audit``. ``configuration`` stands beside them and tells the workflow what to make.
"""
