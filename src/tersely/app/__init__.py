"""The composition root, and the doors of the library. Import from its modules: a command that works
offline loads nothing that asks a model.
"""
