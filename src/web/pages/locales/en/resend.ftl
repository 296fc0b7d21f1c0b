resend-heading = Send a new code
resend-where = The new code goes to the number ending in <b>{ $tail }</b>.
resend-left = { $count ->
    [one] You can request 1 more code within 2 hours.
   *[other] You can request { $count } more codes within 2 hours.
}
resend-old = The old code works until it expires.
resend-submit = Send a new code
resend-back = Back to entering the code
resend-first-heading = Confirm with a 6-digit code
resend-first-where = To go on, a 6-digit code is sent to the number ending in <b>{ $tail }</b>.
resend-first-submit = Send the code
