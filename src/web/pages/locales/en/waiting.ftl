waiting-password = Password entry is paused
waiting-codes = Sending codes is paused
waiting-until = Try again at
waiting-minutes = { $count ->
    [one] 1 minute left
   *[other] { $count } minutes left
}
waiting-left = # left
waiting-over = You can try again now
waiting-reset = To reset your password, call { $hotline } or take your identity card to a police office.
waiting-not-you = It was not you? Your password is still safe. Give it to nobody.
waiting-another-way = Choose another way
waiting-again = Try again
