logout-heading = Sign out?
logout-client = { $service } wants to sign you out.
logout-account = You are signed in as <b>{ $name }</b>
logout-this = Sign out of { $service }
logout-all = Sign out of everything
logout-stay = Stay signed in
logout-all-more = “Everything” is this site on this device. The services you opened can see nothing more through this sign-in.
