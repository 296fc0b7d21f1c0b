home-heading = Hello { $name }
home-number = Personal ID number
home-level = Level of the account
home-card = Identity card
home-card-until = Valid until { $date }
home-card-over = Your card expired on { $date }. Renew it at the police office.
home-phone = Phone number
home-signed-in = Signed in at
home-shared = What I have shared
home-shared-count = { $count ->
    [one] 1 place may see your information
   *[other] { $count } places may see your information
}
home-help = Help
home-help-more = No code, lost phone, scam calls
home-out = Sign out
home-out-more = When you use somebody else’s device
home-links = Parts of the account
