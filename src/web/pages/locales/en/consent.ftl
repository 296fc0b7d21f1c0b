consent-heading = <b>{ $service }</b> wants to see your information
consent-heading-more = <b>{ $service }</b> wants to see more of your information
consent-heading-sign-in = Sign in to <b>{ $service }</b>
consent-purpose = What for
consent-answer-before = Answer before
consent-account = You are signed in as <b>{ $name }</b>
consent-not-you = Not you?
consent-who = Who is this organisation?
consent-legal-name = Registered name
consent-organization = Organisation number
consent-connected = Connected since
consent-home = Site of the service
consent-policy = How data are used, on { $host }
consent-terms = Terms, on { $host }
consent-only-you = Only to know you again
consent-only-you-more = { $service } only learns that you are the same person as last time, and your level and how you signed in. { $service } does not learn who you are.
consent-also = { $service } also learns your level and how you signed in.
consent-nothing-more = Nothing more is shared this time
consent-offline = May come back when you are away
consent-offline-more = { $service } can see again what you agree to without your signing in. It ends with the time you choose, on { $date } at the latest.
consent-reworded = The service has reworded what it is for, or how long it is kept.
consent-ran-out = The time you chose last is over.
consent-added = New this time: { $items }.
consent-already = You agreed before: { $items }.
consent-required = { $count ->
    [one] 1 required item
   *[other] { $count } required items
}
consent-required-more = The service does not work online if one is missing.
consent-optional = Optional – you choose
consent-optional-more = You are served as usual if you leave these out.
consent-duration = For how long
consent-once = This time only
consent-once-more = After 24 hours they must ask you again
consent-once-sign-in = After 24 hours this page asks you again
consent-until = Later times too, until { $date }
consent-until-more = You can stop this at any time
consent-not-shared-number = { $service } does <b>not</b> get your password, ID number or other documents.
consent-not-shared = { $service } does <b>not</b> get your password, 6-digit code or other documents.
consent-scam = Is someone on the phone pushing you to press “Share”? That is a scam. Press “Do not share”.
consent-scam-offline = Is someone on the phone pushing you to press “Agree”? That is a scam. Press “Do not sign in”.
consent-scam-sign-in = Is someone on the phone pushing you to press “Continue”? That is a scam. Press “Do not sign in”.
consent-accept = Share
consent-accept-count = { $count ->
    [one] Share 1 item
   *[other] Share { $count } items
}
consent-accept-many = Share # items
consent-accept-none = Continue, share nothing
consent-accept-offline = Agree and sign in
consent-continue = Continue to sign in
consent-deny = Do not share
consent-leave = Do not sign in
consent-alternative = If you do not share: { $alternative }.
consent-later = You can stop sharing later in
consent-later-sign-in = You can stop this later in
consent-ledger = What I have shared
consent-alternative-sign-in = If you do not sign in: { $alternative }.
consent-changed = What is asked has just changed. Look again, then decide.
consent-heading-details = <b>{ $service }</b> needs your yes to something
consent-details-once = For this once. Next time { $service } has to ask you again.
consent-scam-details = Is somebody on the phone urging you to press “I agree”? That is a scam. Press “I do not agree”.
consent-accept-details = I agree
consent-deny-details = I do not agree
