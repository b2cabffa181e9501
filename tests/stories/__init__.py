"""Small named worlds with rows derived by hand; `story` says how they are written."""
