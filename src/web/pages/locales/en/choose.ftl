choose-heading = Continue as <b>{ $name }</b>
choose-signed-in = You are signed in on this device.
choose-for = To use { $service }.
choose-number = ID number { $number }
choose-continue = Continue as { $name }
choose-other = Use another account
choose-other-more = Not you? Choose “Use another account”. The account signed in now is then signed out on this device.
