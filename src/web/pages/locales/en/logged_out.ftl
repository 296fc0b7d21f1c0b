logged-out-heading = You are signed out
logged-out-idle = { $minutes ->
    [one] You were idle for 1 minute, so you were signed out.
   *[other] You were idle for { $minutes } minutes, so you were signed out.
}
logged-out-left = You are signed out of { $service }
logged-out-left-more = You are still signed in on this site.
logged-out-used = The services you opened
logged-out-used-more = If one of them is still open, sign out there too.
logged-out-shared = Shared computer? Close the browser.
logged-out-again = Sign in again
logged-out-told = Services told that you signed out
logged-out-frame = Signing out of the service
logged-out-then = You will be back at the service in a moment.
logged-out-continue = Back to the service
