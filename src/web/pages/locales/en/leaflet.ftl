leaflet-help = Help
leaflet-help-sign-in = Signing in
leaflet-help-sign-in-1 = Enter your 12-digit ID number and your password.
leaflet-help-sign-in-2 = Enter the 6-digit code sent to your phone.
leaflet-help-sign-in-3 = See what the service wants to know, then agree or do not share.
leaflet-help-code = No code yet
leaflet-help-code-1 = { $seconds ->
    [one] Wait 1 second, then press “Send a new code”. The old code works until it expires.
   *[other] Wait { $seconds } seconds, then press “Send a new code”. The old code works until it expires.
}
leaflet-help-code-2 = Check that the phone has signal and room for messages.
leaflet-help-code-3 = { $count ->
    [one] A number gets at most 1 code in 2 hours.
   *[other] A number gets at most { $count } codes in 2 hours.
}
leaflet-help-lost = Forgot your password, lost your phone
leaflet-help-lost-1 = Take your identity card to the nearest police office, or call { $hotline }. Someone answers 24 hours a day.
leaflet-help-shared = You shared and want to stop
leaflet-help-shared-1 = You can look and stop at any time in
leaflet-report = Report a suspicious request
leaflet-report-call = Call <b>{ $hotline }</b>. Someone answers 24 hours a day.
leaflet-report-signs = Signs of a scam
leaflet-report-signs-1 = Somebody calls and urges you to sign in, to read out a 6-digit code or to press “Share”.
leaflet-report-signs-2 = The caller claims to be the police, a bank or the post office and threatens to lock your account.
leaflet-report-signs-3 = You receive a 6-digit code although you are not signing in anywhere.
leaflet-report-do = What to do now
leaflet-report-do-1 = End the call. Read out no code and give no password.
leaflet-report-do-2 = Press “Do not share” if a consent page is open.
leaflet-report-do-3 = Gave away a code or a password? Call at once to lock your account.
leaflet-report-tell = When you call, say
leaflet-report-tell-1 = The name of the service and the address on top of the consent page.
leaflet-report-tell-2 = The time of the call or message.
leaflet-privacy = Privacy
leaflet-privacy-get = What a service gets
leaflet-privacy-get-1 = Only the information you agreed to, and only for the time you chose.
leaflet-privacy-get-2 = Each service knows you by a code of its own. Only what you share can be matched.
leaflet-privacy-get-3 = No service gets your password or your 6-digit code.
leaflet-privacy-keep = What this site keeps
leaflet-privacy-keep-1 = Your information is encrypted with a key of its own for each account.
leaflet-privacy-keep-2 = Every sign-in, every consent and every look at your information is recorded.
leaflet-privacy-keep-3 = Cookies only keep you signed in, and remember your device and your language. No trackers, nothing is loaded from other sites.
leaflet-privacy-rights = Your rights
leaflet-privacy-rights-1 = See who may see what and each time they looked, and stop it, in
leaflet-shared = What I have shared
