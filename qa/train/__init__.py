"""How the weights of the program were learned: scripts for whoever has the sets, never run by the program itself."""
