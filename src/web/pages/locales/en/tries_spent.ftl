tries-spent-heading = No tries are left
tries-spent-how = The codes that were sent work no more. Press “Start again” to get a new one.
tries-spent-again = Start again
