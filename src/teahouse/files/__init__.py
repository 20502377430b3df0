"""Files that people send: what is kept of them, how they are judged, how images are made safe."""
