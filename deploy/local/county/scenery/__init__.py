"""Draws the demo county's pictures: scenes of Bahardasht, made of a sky, a land and things, the same at every drawing.

They are ours and free for everybody (CC0), show nobody who lives, and stand in the project as words instead of files.
"""
