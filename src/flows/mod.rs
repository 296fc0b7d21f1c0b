//! Floor 4: what happens, one use case a file. Flows read the clock once and hand `now` down.
