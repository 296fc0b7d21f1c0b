level-3 = level 2
level-2 = level 1
level-below = a lower level
level-is-3 = Identified at level 2
level-is-2 = Identified at level 1
level-is-1 = Matched with the population register
level-is-0 = Not electronically identified yet
