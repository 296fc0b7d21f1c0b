# The catalogue of ux.md §3.4, word for word.
e-id-empty = Enter your personal ID number
e-id-len = Your ID number must have 12 digits (old ID card: 9). You entered { $count }
e-id-char = Your ID number must be digits only
e-pw-empty = Enter your password
e-pw-rule = Your password still needs: { $missing }
e-pw-common = Many people use this password. Choose another
e-pw-own = This password holds your ID number, phone number or name. Choose another
e-pw-old = This is the password you have now. Choose another
e-pw-same = The two passwords must be the same
e-pw-long = A password has at most 128 characters
e-login = { $left ->
    [one] The ID number or password is not right. 1 try left
   *[other] The ID number or password is not right. { $left } tries left
}
e-login-old = { $left ->
    [one] The ID number or password is not right. 1 try left. An old number may be that of two people: enter the 12-digit ID number
   *[other] The ID number or password is not right. { $left } tries left. An old number may be that of two people: enter the 12-digit ID number
}
e-login-busy = Very many people are signing in. Wait a few seconds, enter your password again and press “Sign in”
e-otp-empty = Enter the 6-digit code
e-otp-fmt = The code must be exactly 6 digits
e-otp-wrong = The code is not right. Check the latest message
e-otp-left = { $left ->
    [one] The code is not right. 1 try left
   *[other] The code is not right. { $left } tries left
}
e-otp-old = The code expired at { $time }. Press “Send a new code”
e-otp-wait = { $seconds ->
    [one] You can send again in 1 second
   *[other] You can send again in { $seconds } seconds
}
e-otp-send = We could not text this number. Try again in a few minutes or choose another way
e-choose = Choose a way to continue
e-noclaim = { $service } needs { $items } that your account does not have. Add it, or use the paper card
n-scam = Nobody, not even the police, may ask for this code. A caller who asks is a scammer
e-level = This service needs { $needed }. You have { $held }
p-otp-limit = { $count ->
    [one] You have used the 1 code there is. Try again at { $time }. Urgent: use another way or call { $hotline }
   *[other] You have used all { $count } codes. Try again at { $time }. Urgent: use another way or call { $hotline }
}
p-pw-wait = Too many wrong tries. Try again at { $time }, or reset your password now
p-locked-self = The account is locked since { $time } at your request. How to unlock
p-locked-police = The account is locked since { $time } at the request of the police. How to unlock
p-expired = { $minutes ->
    [one] This page was idle over 1 minute. Press “Continue”: what you typed is kept, except passwords and codes
   *[other] This page was idle over { $minutes } minutes. Press “Continue”: what you typed is kept, except passwords and codes
}
