//! Floor 4: the plugs of the outside world, one system a file. Nothing here decides.
