"""How good the renderer is: tasks (`cases`), who answers them (`contenders`), what is measured (`measures`, `trial`), sums and tables.

Everything that a worker process imports (`cases`, `contenders`, `measures`, `trial`) does without torch, so that it starts in a second.
"""
