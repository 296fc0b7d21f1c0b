start-heading = One account for many services
start-what = This is where you sign in with your personal ID number. Banks, hospitals and public services send you here when they need to know who you are.
start-sign-in = Sign in with your number, your password and a code sent to your phone.
start-decide = See what the service wants to know, then decide.
start-stop = See who looked at what, and stop it whenever you like.
start-home = Go to my page
start-beware = Nobody may ask for your code, not even the police.
