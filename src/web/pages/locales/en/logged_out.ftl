logged-out-heading = You are signed out
logged-out-idle = You were idle for 30 minutes, so you were signed out.
logged-out-told = Services that were told
logged-out-shared = Shared computer? Close the browser.
logged-out-continue = Go back to { $service }
logged-out-again = Sign in again
