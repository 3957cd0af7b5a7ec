"""Bodies: the council, the media headquarters and other assemblies that have members."""
